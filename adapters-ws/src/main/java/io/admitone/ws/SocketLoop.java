package io.admitone.ws;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * What the sockets of one event loop share: the wheel, and one flush for all that is written to a
 * socket while the loop works through what it has to do. Only for use on the loop itself.
 */
final class SocketLoop {
  private final EventLoop loop;
  private final EventLoopWheel wheel;
  private final List<LastHandler> unflushed = new ArrayList<>();

  SocketLoop(EventLoop loop, Duration tick, LongSupplier nanoTime) {
    this.loop = loop;
    this.wheel = new EventLoopWheel(loop, tick, nanoTime);
  }

  EventLoopWheel wheel() {
    return wheel;
  }

  /** Has a socket flushed once the tasks have run that wait for the loop now. */
  void flushLater(LastHandler socket) {
    if (unflushed.isEmpty()) {
      loop.execute(this::flushAll);
    }
    unflushed.add(socket);
  }

  private void flushAll() {
    // By index: a flush may make a socket writable, and that one may write.
    for (int i = 0; i < unflushed.size(); i++) {
      unflushed.get(i).flushIfDue();
    }
    unflushed.clear();
  }
}
