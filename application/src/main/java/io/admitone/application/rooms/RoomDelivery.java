package io.admitone.application.rooms;

import io.admitone.domain.room.RoomMessage;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.IntConsumer;

/**
 * A message on its way to the subscribers of this node. It carries what an adapter made of it, such
 * as the bytes of a frame: made once, for all who share the delivery, and thrown away when the last
 * of them has been served.
 *
 * <p>Thread-safe.
 */
public final class RoomDelivery {
  private final RoomMessage message;
  private final IntConsumer served;

  /** Those who have not been served yet; at 0 the form is gone. */
  private final AtomicInteger holders;

  private final AtomicInteger subscribers = new AtomicInteger();
  private Form form;

  /**
   * @param holders how many will {@link #release} it
   * @param served told, when the last has, how many subscribers heard it
   */
  RoomDelivery(RoomMessage message, int holders, IntConsumer served) {
    this.message = Objects.requireNonNull(message);
    this.holders = new AtomicInteger(holders);
    this.served = Objects.requireNonNull(served);
  }

  /** A message from history, for one subscriber. */
  static RoomDelivery ofOne(RoomMessage message) {
    return new RoomDelivery(message, 1, ignored -> {});
  }

  /** What an adapter makes of a message. */
  @FunctionalInterface
  public interface Form {
    /** Nobody will ask for it again. Called once. */
    void dispose();
  }

  /** What is delivered. */
  public RoomMessage message() {
    return message;
  }

  /** How much of it waits where it waits. */
  int bytes() {
    return message.publication().data().size();
  }

  /**
   * What was made of the message, now or by an earlier call. To be called while the delivery is
   * being heard, and always with the same kind of form.
   *
   * @param make called at most once a delivery
   * @throws IllegalStateException if the delivery is over
   */
  public synchronized <F extends Form> F form(Class<F> type, Function<RoomMessage, F> make) {
    if (holders.get() <= 0) {
      throw new IllegalStateException("the delivery is over");
    }
    if (form == null) {
      form = make.apply(message);
    }
    return type.cast(form);
  }

  void hold() {
    holders.incrementAndGet();
  }

  /** One holder less; the last one throws the form away. */
  void release() {
    if (holders.decrementAndGet() == 0) {
      dispose();
      served.accept(subscribers.get());
    }
  }

  void countSubscribers(int served) {
    subscribers.addAndGet(served);
  }

  private synchronized void dispose() {
    if (form != null) {
      form.dispose();
      form = null;
    }
  }
}
