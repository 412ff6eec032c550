package io.admitone.redis;

import java.time.Duration;
import java.util.Optional;

/**
 * Asks the present session again and again whether it can still be used, one question at a time.
 *
 * <p>Everything happens on the link's loop, except that any thread may read {@link #latency()}.
 */
final class Heartbeat {
  /** A lone stall is no loss; two in a row are. */
  private static final int SILENT_BEATS = 2;

  private final LinkLoop loop;
  private final LinkPace pace;
  private final Findings findings;

  private volatile Optional<Duration> latency = Optional.empty();

  private Optional<Session> present = Optional.empty();
  private Runnable next = () -> {};
  private int number;
  private int silentBeats;
  private boolean asking;

  /** What it may find out, after which it has stopped. */
  interface Findings {
    /** The session answers and cannot serve, or is with another life of the server. */
    void useless(Session session, String cause);

    /** The session does not answer. */
    void silent(Session session, String cause);
  }

  Heartbeat(LinkLoop loop, LinkPace pace, Findings findings) {
    this.loop = loop;
    this.pace = pace;
    this.findings = findings;
  }

  /** Begins with a session that has just been proved, and forgets any other. */
  void begin(Session session) {
    end();
    present = Optional.of(session);
    askLater(session);
  }

  /** Stops; an answer that is still to come counts for nothing. */
  void end() {
    next.run();
    number++;
    present = Optional.empty();
    silentBeats = 0;
    asking = false;
  }

  /** Asks at once, unless a question is under way or the session is not the present one. */
  void look(Session session) {
    if (!asking && isPresent(session)) {
      ask(session);
    }
  }

  /** How long the latest answer took; empty before the first. */
  Optional<Duration> latency() {
    return latency;
  }

  private boolean isPresent(Session session) {
    return present.filter(one -> one == session).isPresent();
  }

  private void askLater(Session session) {
    next = loop.after(pace.heartbeatPeriod(), () -> ask(session));
  }

  private void ask(Session session) {
    next.run();
    asking = true;
    int question = ++number;
    next =
        loop.after(
            pace.heartbeatLimit(),
            () -> answered(session, question, Beat.silent("no answer in time")));
    long askedAt = loop.nanoTime();
    session
        .beat()
        .thenAccept(
            beat -> {
              latency = Optional.of(Duration.ofNanos(loop.nanoTime() - askedAt));
              loop.run(() -> answered(session, question, beat));
            });
  }

  private void answered(Session session, int question, Beat beat) {
    if (question != number || !isPresent(session)) {
      return;
    }
    asking = false;
    number++;
    next.run();
    switch (beat.verdict()) {
      case ALIVE -> {
        silentBeats = 0;
        askLater(session);
      }
      case USELESS -> {
        end();
        findings.useless(session, beat.cause());
      }
      case SILENT -> silent(session, beat);
    }
  }

  private void silent(Session session, Beat beat) {
    silentBeats++;
    if (silentBeats < SILENT_BEATS) {
      ask(session);
    } else {
      end();
      findings.silent(session, "the server is silent: " + beat.cause());
    }
  }
}
