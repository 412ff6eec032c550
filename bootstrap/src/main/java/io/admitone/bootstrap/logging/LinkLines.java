package io.admitone.bootstrap.logging;

import io.admitone.redis.LinkEvent;
import io.admitone.redis.LinkEvent.ConnectFailed;
import io.admitone.redis.LinkEvent.ConnectStarted;
import io.admitone.redis.LinkEvent.Connected;
import io.admitone.redis.LinkEvent.Disconnected;
import io.admitone.redis.LinkEvent.GaveHope;
import io.admitone.redis.LinkEvent.ListenerFailed;
import io.admitone.redis.LinkEvent.Reconnected;
import io.admitone.redis.LinkEvent.RevocationsInterrupted;
import io.admitone.redis.LinkEvent.RevocationsResumed;
import io.admitone.redis.LinkEvent.RoomsInterrupted;
import io.admitone.redis.LinkEvent.RoomsResumed;
import io.admitone.redis.LinkEvent.WeakerPromise;
import java.util.function.Consumer;
import org.slf4j.Logger;

/**
 * The life of the link with Redis, as log lines; at most one an event. What repeats during an
 * outage is written as often as the link calls it loud.
 */
public final class LinkLines implements Consumer<LinkEvent> {
  private final Logger logger;
  private final boolean servesWithout;
  private boolean isFirstTry = true;

  /**
   * @param servesWithout whether the process serves before Redis has come
   */
  public LinkLines(Logger logger, boolean servesWithout) {
    this.logger = logger;
    this.servesWithout = servesWithout;
  }

  /** Called by the link's thread alone. */
  @Override
  public void accept(LinkEvent event) {
    if (event instanceof ConnectStarted started) {
      started(started);
    } else if (event instanceof Connected connected) {
      connected(connected);
    } else if (event instanceof ConnectFailed failed) {
      failed(failed);
    } else if (event instanceof Disconnected lost) {
      LogEvent.REDIS_DISCONNECTED
          .on(logger)
          .with("error", lost.error())
          .with("upForMs", lost.upFor())
          .write();
    } else if (event instanceof Reconnected back) {
      reconnected(back);
    } else {
      rare(event);
    }
  }

  private void rare(LinkEvent event) {
    if (event instanceof GaveHope gaveHope) {
      gaveHope(gaveHope);
    } else if (event instanceof WeakerPromise weaker) {
      LogEvent.REDIS_HIDES_INCARNATION.on(logger).with("server", weaker.server()).write();
    } else if (event instanceof ListenerFailed failed) {
      LogEvent.LISTENER_FAILED.on(logger).because(failed.thrown()).write();
    } else {
      hearing(event);
    }
  }

  private void hearing(LinkEvent event) {
    if (event instanceof RevocationsInterrupted interrupted) {
      LogEvent.REDIS_REVOCATIONS_INTERRUPTED.on(logger).with("error", interrupted.error()).write();
    } else if (event instanceof RevocationsResumed resumed) {
      LogEvent.REDIS_REVOCATIONS_RESUMED.on(logger).with("downForMs", resumed.silentFor()).write();
    } else if (event instanceof RoomsInterrupted interrupted) {
      LogEvent.REDIS_ROOMS_INTERRUPTED.on(logger).with("error", interrupted.error()).write();
    } else if (event instanceof RoomsResumed resumed) {
      LogEvent.REDIS_ROOMS_RESUMED.on(logger).with("downForMs", resumed.silentFor()).write();
    }
  }

  private void started(ConnectStarted started) {
    if (started.loud()) {
      LogEvent.REDIS_CONNECT_START.on(logger).with("attempt", started.attempt()).write();
    }
  }

  private void connected(Connected connected) {
    isFirstTry = false;
    LogEvent.REDIS_CONNECT_OK
        .on(logger)
        .with("durationMs", connected.took())
        .with("attempt", connected.attempt())
        .with("server", connected.server())
        .write();
  }

  private void failed(ConnectFailed failed) {
    if (failed.loud()) {
      LogEvent.REDIS_CONNECT_FAIL
          .on(logger)
          .with("error", failed.error())
          .with("attempt", failed.attempt())
          .with("nextTryMs", failed.nextTry())
          .with("unlogged", failed.silentBefore())
          .write();
    }
    if (servesWithout && isFirstTry) {
      LogEvent.REDIS_CONNECT_DEGRADED.on(logger).with("error", failed.error()).write();
    }
    isFirstTry = false;
  }

  private void reconnected(Reconnected back) {
    LogEvent.REDIS_RECONNECTED
        .on(logger)
        .with("downForMs", back.downFor())
        .with("attempts", back.attempts())
        .with("server", back.server())
        .write();
  }

  /** A process whose port is closed does not go on without the store. */
  private void gaveHope(GaveHope gaveHope) {
    if (servesWithout) {
      LogEvent.REDIS_GIVEN_UP.on(logger).with("attempt", gaveHope.attempts()).write();
    }
  }
}
