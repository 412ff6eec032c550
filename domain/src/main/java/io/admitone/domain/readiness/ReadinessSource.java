package io.admitone.domain.readiness;

import io.admitone.domain.time.Clock;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The {@link ReadinessProbe} that adapters feed: {@link #moveTo} is the one place where the state
 * changes.
 *
 * <p>Thread-safe. Changes that several threads make at once are put in an order, and listeners hear
 * them one at a time in that order; a listener may itself cause the next change, which is delivered
 * after the one it is hearing.
 */
public final class ReadinessSource implements ReadinessProbe {
  private static final int KEPT_CHANGES = 20;

  private final String dependency;
  private final Clock clock;
  private final Consumer<RuntimeException> brokenListener;
  private final List<Entry> listeners = new CopyOnWriteArrayList<>();
  private final ArrayDeque<ReadinessChange> history = new ArrayDeque<>();
  private final ArrayDeque<Delivery> undelivered = new ArrayDeque<>();
  private boolean delivering;
  private volatile Readiness current;

  /**
   * @param dependency the name operators see
   * @param brokenListener told of what a listener threw; must not throw itself
   */
  public ReadinessSource(
      String dependency,
      StoreState initial,
      Clock clock,
      Consumer<RuntimeException> brokenListener) {
    this.dependency = Objects.requireNonNull(dependency);
    this.clock = Objects.requireNonNull(clock);
    this.brokenListener = Objects.requireNonNull(brokenListener);
    this.current = new Readiness(initial, clock.now(), 0, Optional.empty());
  }

  @Override
  public String dependency() {
    return dependency;
  }

  @Override
  public Readiness current() {
    return current;
  }

  @Override
  public List<ReadinessChange> history() {
    synchronized (this) {
      return List.copyOf(history);
    }
  }

  @Override
  public Subscription subscribe(Consumer<ReadinessChange> listener) {
    Entry entry = new Entry(Objects.requireNonNull(listener));
    synchronized (this) {
      listeners.add(entry);
    }
    return () -> listeners.remove(entry);
  }

  /**
   * Enters a state. Where the state is the present one, only the count of tries and the error are
   * brought up to date, and nobody is told.
   *
   * @param attempts tries since the last success
   */
  public void moveTo(StoreState state, int attempts, Optional<String> lastError) {
    synchronized (this) {
      Readiness from = current;
      boolean changed = from.state() != state;
      Readiness to =
          new Readiness(state, changed ? clock.now() : from.since(), attempts, lastError);
      current = to;
      if (!changed) {
        return;
      }
      ReadinessChange change = new ReadinessChange(from, to);
      remember(change);
      // Who listens is settled here: a later subscriber must not hear of an earlier change.
      undelivered.add(new Delivery(change, List.copyOf(listeners)));
      if (delivering) {
        return;
      }
      delivering = true;
    }
    deliverAll();
  }

  private void remember(ReadinessChange change) {
    history.add(change);
    if (history.size() > KEPT_CHANGES) {
      history.removeFirst();
    }
  }

  /** Runs outside the lock, on one thread at a time: {@link #delivering} is the baton. */
  private void deliverAll() {
    while (true) {
      Delivery next;
      synchronized (this) {
        next = undelivered.poll();
        if (next == null) {
          delivering = false;
          return;
        }
      }
      next.listeners().forEach(entry -> deliver(entry, next.change()));
    }
  }

  private void deliver(Entry entry, ReadinessChange change) {
    if (!listeners.contains(entry)) {
      return;
    }
    try {
      entry.listener.accept(change);
    } catch (RuntimeException e) {
      brokenListener.accept(e);
    } catch (Error e) {
      // If it got out, the baton would never be put down and nobody would hear anything again.
      brokenListener.accept(new IllegalStateException("a listener failed with an error", e));
    }
  }

  private record Delivery(ReadinessChange change, List<Entry> listeners) {}

  /** Compared by identity, so that one listener may subscribe twice. */
  private static final class Entry {
    private final Consumer<ReadinessChange> listener;

    private Entry(Consumer<ReadinessChange> listener) {
      this.listener = listener;
    }
  }
}
