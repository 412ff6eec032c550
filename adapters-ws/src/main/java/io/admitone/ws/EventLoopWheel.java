package io.admitone.ws;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The wheel of one event loop, turned by one task of that loop while anything waits on it. Only for
 * use on the loop itself.
 */
final class EventLoopWheel implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(EventLoopWheel.class);

  private final EventLoop loop;
  private final LongSupplier nanoTime;
  private final long tickNanos;
  private final HeartbeatWheel wheel;
  private boolean turning;

  EventLoopWheel(EventLoop loop, Duration tick, LongSupplier nanoTime) {
    this.loop = loop;
    this.nanoTime = nanoTime;
    this.tickNanos = tick.toNanos();
    this.wheel =
        new HeartbeatWheel(
            tick, nanoTime.getAsLong(), e -> LOG.error("a socket's deadline was not met", e));
  }

  /** Sets or moves the one deadline of an entry. */
  void schedule(HeartbeatWheel.Entry entry, long due) {
    if (wheel.isEmpty()) {
      // It stood still and must not walk through the time in which nobody waited.
      wheel.advanceTo(nanoTime.getAsLong());
    }
    wheel.schedule(entry, due);
    turn();
  }

  void cancel(HeartbeatWheel.Entry entry) {
    wheel.cancel(entry);
  }

  @Override
  public void run() {
    turning = false;
    wheel.advanceTo(nanoTime.getAsLong());
    turn();
  }

  private void turn() {
    if (!turning && !wheel.isEmpty()) {
      turning = true;
      loop.schedule(this, tickNanos, TimeUnit.NANOSECONDS);
    }
  }
}
