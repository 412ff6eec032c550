package io.admitone.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Sockets that do nothing but answer the server's heartbeat and its goodbye. */
final class IdleCrowd extends Crowd<IdleCrowd.Idler> {
  private static final int SERVICE_RESTART = 1012;
  private static final String PONG = "{\"type\":\"pong\"}";

  private final AtomicLong beats = new AtomicLong();
  private final AtomicLong parted = new AtomicLong();
  private final List<Long> advisedMs = Collections.synchronizedList(new ArrayList<>());

  IdleCrowd(int port, int sockets) throws IOException {
    super("idle-crowd", port, sockets);
    begin();
  }

  /** Waits until every socket has ended in one way or the other. */
  void awaitEnds() throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (parted.get() + lost() < sockets() && System.nanoTime() - end < 0) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  /** Heartbeats that were answered. */
  long beats() {
    return beats.get();
  }

  /** Sockets that were sent away with the advice when to come back and a 1012 after it. */
  long parted() {
    return parted.get();
  }

  /** When those that were sent away are to come back. */
  List<Long> advisedMs() {
    return List.copyOf(advisedMs);
  }

  @Override
  Idler member(int number) {
    return new Idler(number);
  }

  @Override
  String target(Idler idler) {
    return "/ws/client?client_id=idle-" + idler.number;
  }

  @Override
  void onText(Idler idler, ByteBuffer payload) throws IOException {
    String message = text(payload);
    if (message.contains("\"type\":\"ping\"")) {
      say(idler, PONG);
      beats.incrementAndGet();
    } else if (message.contains("\"type\":\"hello\"")) {
      setReady(idler);
    } else if (message.contains("\"type\":\"reconnect\"")) {
      idler.advised = true;
      advisedMs.add(Long.parseLong(message.replaceAll(".*\"retry_after_ms\":(\\d+).*", "$1")));
    }
  }

  @Override
  void onEnd(Idler idler) {
    if (idler.advised && idler.closeCode() == SERVICE_RESTART) {
      parted.incrementAndGet();
    } else {
      countLost();
    }
  }

  static final class Idler extends Crowd.Member {
    private boolean advised;

    private Idler(int number) {
      super(number);
    }
  }
}
