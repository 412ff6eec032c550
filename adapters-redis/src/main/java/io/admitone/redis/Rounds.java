package io.admitone.redis;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Visits everything once a period, a share each second, so that many things never need the server
 * all at once. Belongs to one loop, and begins with the first {@link #start}.
 */
final class Rounds<T> {
  private static final Duration STEP = Duration.ofSeconds(1);

  private final LinkLoop loop;
  private final long steps;
  private final Supplier<? extends Collection<T>> all;
  private final Consumer<T> visit;
  private final Queue<T> left = new ArrayDeque<>();
  private long share;
  private boolean started;

  Rounds(LinkLoop loop, Duration period, Supplier<? extends Collection<T>> all, Consumer<T> visit) {
    this.loop = loop;
    this.steps = period.dividedBy(STEP);
    this.all = all;
    this.visit = visit;
  }

  void start() {
    if (!started) {
      started = true;
      loop.after(STEP, this::step);
    }
  }

  private void step() {
    if (left.isEmpty()) {
      left.addAll(all.get());
      share = (left.size() + steps - 1) / steps;
    }
    for (long i = 0; i < share && !left.isEmpty(); i++) {
      visit.accept(left.remove());
    }
    loop.after(STEP, this::step);
  }
}
