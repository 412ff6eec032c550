package io.admitone.redis;

import io.admitone.domain.readiness.StoreState;
import io.admitone.redis.LinkEvent.ConnectFailed;
import io.admitone.redis.LinkEvent.ConnectStarted;
import io.admitone.redis.LinkEvent.Connected;
import io.admitone.redis.LinkEvent.Disconnected;
import io.admitone.redis.LinkEvent.GaveHope;
import io.admitone.redis.LinkEvent.Reconnected;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is known of the link with Redis, and what follows from each thing that can happen to it: a
 * pure function from a state and an event to the next state and what is to be done. No thread, no
 * timer, no driver; times are points on a monotonic clock in nanoseconds.
 *
 * @param store what readers of readiness are told
 * @param trying a try to connect is under way
 * @param wasConnected there was a connection before
 * @param failures tries that failed since the last success
 * @param lastError why the last try or connection ended
 * @param since when the present connection began or the last one ended
 * @param triedAt when the last try began
 * @param loudAt when a failure was last worth a log line
 * @param silent failures since then that were not
 */
record LinkState(
    StoreState store,
    boolean trying,
    boolean wasConnected,
    int failures,
    Optional<String> lastError,
    long since,
    long triedAt,
    long loudAt,
    int silent) {
  /** Requests ask for tries at most this often. */
  static final Duration DEMAND_PERIOD = Duration.ofSeconds(1);

  private static final int LOUD_FAILURES = 5;
  private static final Duration LOUD_PERIOD = Duration.ofMinutes(1);

  /** The state before the first try. */
  static LinkState initial(long now) {
    return new LinkState(
        StoreState.DISCONNECTED, false, false, 0, Optional.empty(), now, now, now, 0);
  }

  /** What is to be done after a step. */
  sealed interface Effect {}

  /** Begin a try; a wait for the next one is over. */
  record TryNow() implements Effect {}

  /** Begin the next try after this long. */
  record TryAfter(Duration pause) implements Effect {}

  /** Tell whoever writes logs and meters. */
  record Tell(LinkEvent event) implements Effect {}

  /** The next state and what is to be done, in order. */
  record Step(LinkState next, List<Effect> effects) {
    Step {
      effects = List.copyOf(effects);
    }
  }

  /** Tries since the last success, the one under way included. */
  int attempts() {
    return trying ? failures + 1 : failures;
  }

  /** Whether the store can be used. */
  boolean isConnected() {
    return store == StoreState.CONNECTED;
  }

  /** The first try, or one whose time has come. */
  Step due(long now) {
    return trying || isConnected() ? unchanged() : tryNow(now, List.of());
  }

  /** A request needs the store. */
  Step demanded(long now) {
    return now - triedAt < DEMAND_PERIOD.toNanos() ? unchanged() : due(now);
  }

  /** The try under way has led to a connection that can be used. */
  Step succeeded(String server, long now) {
    LinkEvent event =
        wasConnected
            ? new Reconnected(Duration.ofNanos(now - since), failures + 1, server)
            : new Connected(Duration.ofNanos(now - triedAt), failures + 1, server);
    LinkState next =
        new LinkState(
            StoreState.CONNECTED, false, true, 0, Optional.empty(), now, triedAt, loudAt, 0);
    return new Step(next, List.of(new Tell(event)));
  }

  /**
   * The try under way has failed.
   *
   * @param wait until the next one
   * @param patience failures before the first success after which there is no more hope
   */
  Step failed(String error, Duration wait, int patience, long now) {
    int count = failures + 1;
    boolean loud = isLoud(count, now);
    boolean hopeless = !wasConnected && count >= patience;
    LinkState next =
        new LinkState(
            hopeless ? StoreState.FAILED : StoreState.DISCONNECTED,
            false,
            wasConnected,
            count,
            Optional.of(error),
            since,
            triedAt,
            loud ? now : loudAt,
            loud ? 0 : silent + 1);
    List<Effect> effects = new ArrayList<>();
    effects.add(new Tell(new ConnectFailed(error, count, wait, loud, loud ? silent : 0)));
    if (hopeless && store != StoreState.FAILED) {
      effects.add(new Tell(new GaveHope(count)));
    }
    effects.add(new TryAfter(wait));
    return new Step(next, effects);
  }

  /**
   * The connection is of no more use. The next try begins at once, for most losses are short,
   * unless the last one was a moment ago: a store that takes connections and drops them is not to
   * be stormed.
   *
   * @param wait until the next try where it may not begin at once
   */
  Step lost(String error, Duration wait, long now) {
    if (!isConnected()) {
      return unchanged();
    }
    LinkState down =
        new LinkState(
            StoreState.DISCONNECTED, false, true, 0, Optional.of(error), now, triedAt, loudAt, 0);
    Effect told = new Tell(new Disconnected(error, Duration.ofNanos(now - since)));
    boolean mayTry = now - triedAt >= DEMAND_PERIOD.toNanos();
    return mayTry
        ? down.tryNow(now, List.of(told))
        : new Step(down, List.of(told, new TryAfter(wait)));
  }

  private Step tryNow(long now, List<Effect> before) {
    // Hope once given up returns with a success only: a try that fails again is no news.
    StoreState shown = store == StoreState.FAILED ? StoreState.FAILED : StoreState.CONNECTING;
    LinkState next =
        new LinkState(shown, true, wasConnected, failures, lastError, since, now, loudAt, silent);
    List<Effect> effects = new ArrayList<>(before);
    effects.add(new Tell(new ConnectStarted(failures + 1, isLoud(failures + 1, now))));
    effects.add(new TryNow());
    return new Step(next, effects);
  }

  private boolean isLoud(int count, long now) {
    return count <= LOUD_FAILURES || now - loudAt >= LOUD_PERIOD.toNanos();
  }

  private Step unchanged() {
    return new Step(this, List.of());
  }
}
