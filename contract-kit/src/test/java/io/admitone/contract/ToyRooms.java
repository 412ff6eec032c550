package io.admitone.contract;

import io.admitone.domain.room.RoomMessage;
import io.admitone.domain.room.RoomName;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * A database in miniature with subscriptions. Its time is moved by hand, in steps in which the
 * brokers on it do what they do now and then.
 */
final class ToyRooms implements Faults {
  private static final Duration STEP = Duration.ofSeconds(5);

  private final ToyBackend data = new ToyBackend();
  private final List<Wire> wires = new CopyOnWriteArrayList<>();
  private final List<Runnable> regulars = new CopyOnWriteArrayList<>();

  ToyBackend data() {
    return data;
  }

  /** A subscription's way from the database to a broker. */
  final class Wire {
    private final RoomName room;
    private final Consumer<RoomMessage> end;
    private volatile boolean dead;

    private Wire(RoomName room, Consumer<RoomMessage> end) {
      this.room = room;
      this.end = end;
    }

    boolean isDead() {
      return dead;
    }

    void cut() {
      wires.remove(this);
    }
  }

  Wire listen(RoomName room, Consumer<RoomMessage> end) {
    Wire wire = new Wire(room, end);
    wires.add(wire);
    return wire;
  }

  void cutAll() {
    wires.clear();
  }

  /** Lets all who listen know; nobody hears anything of a database that is in trouble. */
  void tell(RoomMessage message) {
    if (data.isWell()) {
      wires.stream()
          .filter(wire -> wire.room.equals(message.room()) && !wire.dead)
          .forEach(wire -> wire.end.accept(message));
    }
  }

  /** Does something at each step of time, and when the database is well again. */
  void regularly(Runnable act) {
    regulars.add(act);
  }

  void noLonger(Runnable act) {
    regulars.remove(act);
  }

  void pass(Duration time) {
    Duration left = time;
    while (left.compareTo(Duration.ZERO) > 0) {
      Duration step = left.compareTo(STEP) < 0 ? left : STEP;
      data.pass(step);
      regulars.forEach(Runnable::run);
      left = left.minus(step);
    }
  }

  @Override
  public Duration recovery() {
    return Duration.ofSeconds(2);
  }

  @Override
  public Set<Fault> possible() {
    return Set.of(Fault.values());
  }

  @Override
  public void begin(Fault fault) {
    if (fault == Fault.DEAFENS_SUBSCRIPTIONS) {
      wires.forEach(wire -> wire.dead = true);
    } else {
      data.begin(fault);
    }
  }

  @Override
  public void end() {
    data.end();
    regulars.forEach(Runnable::run);
  }
}
