package io.admitone.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.domain.readiness.StoreState;
import io.admitone.redis.LinkEvent.ConnectFailed;
import io.admitone.redis.LinkEvent.ConnectStarted;
import io.admitone.redis.LinkEvent.Connected;
import io.admitone.redis.LinkEvent.Disconnected;
import io.admitone.redis.LinkEvent.GaveHope;
import io.admitone.redis.LinkEvent.Reconnected;
import io.admitone.redis.LinkState.Step;
import io.admitone.redis.LinkState.Tell;
import io.admitone.redis.LinkState.TryAfter;
import io.admitone.redis.LinkState.TryNow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LinkStateTest {
  private static final Duration PAUSE = Duration.ofSeconds(4);
  private static final int PATIENCE = 20;
  private static final String SERVER = "Redis 7.0.15";

  private long now = Long.MAX_VALUE - Duration.ofSeconds(3).toNanos();
  private final List<LinkEvent> told = new ArrayList<>();
  private List<LinkState.Effect> done = List.of();
  private LinkState state = LinkState.initial(now);

  @Test
  void triesAtOnceWhenItStarts() {
    due();

    assertThat(state.store()).isEqualTo(StoreState.CONNECTING);
    assertThat(done).containsExactly(new Tell(new ConnectStarted(1, true)), new TryNow());
  }

  @Test
  void tellsHowLongTheFirstConnectionTook() {
    due();
    pass(Duration.ofMillis(30));

    succeed();

    assertThat(state.store()).isEqualTo(StoreState.CONNECTED);
    assertThat(told).endsWith(new Connected(Duration.ofMillis(30), 1, SERVER));
  }

  @Test
  void waitsAfterAFailureAndTriesAgain() {
    due();

    fail("refused");

    assertThat(state.store()).isEqualTo(StoreState.DISCONNECTED);
    assertThat(state.lastError()).contains("refused");
    assertThat(done)
        .containsExactly(
            new Tell(new ConnectFailed("refused", 1, PAUSE, true, 0)), new TryAfter(PAUSE));
    pass(PAUSE);
    due();
    assertThat(told).endsWith(new ConnectStarted(2, true));
    assertThat(state.attempts()).isEqualTo(2);
  }

  @Test
  void givesUpHopeOnceAndGoesOn() {
    for (int i = 0; i < PATIENCE; i++) {
      due();
      fail("refused");
      pass(PAUSE);
    }

    assertThat(state.store()).isEqualTo(StoreState.FAILED);
    assertThat(told).containsOnlyOnce(new GaveHope(PATIENCE));

    due();
    assertThat(state.store()).isEqualTo(StoreState.FAILED);
    assertThat(done).contains(new TryNow());
    fail("refused");
    assertThat(told).containsOnlyOnce(new GaveHope(PATIENCE));
    due();
    succeed();
    assertThat(state.store()).isEqualTo(StoreState.CONNECTED);
  }

  @Test
  void neverGivesUpHopeOnceItWasConnected() {
    connectAndStay();
    lose();

    for (int i = 0; i < 3 * PATIENCE; i++) {
      fail("refused");
      pass(PAUSE);
      due();
    }

    assertThat(state.store()).isEqualTo(StoreState.CONNECTING);
    assertThat(told).noneMatch(GaveHope.class::isInstance);
  }

  @Test
  void triesAtOnceAfterALossBecauseMostAreShort() {
    connectAndStay();

    lose();

    assertThat(done).endsWith(new TryNow());
    assertThat(told).contains(new Disconnected("gone", Duration.ofSeconds(10)));
  }

  @Test
  void doesNotStormAStoreThatDropsEveryConnection() {
    due();
    succeed();
    pass(Duration.ofMillis(200));

    lose();

    assertThat(state.store()).isEqualTo(StoreState.DISCONNECTED);
    assertThat(done).endsWith(new TryAfter(PAUSE));
  }

  @Test
  void tellsHowLongItWasGone() {
    connectAndStay();
    lose();
    fail("refused");
    pass(Duration.ofSeconds(2));
    due();

    succeed();

    assertThat(told).endsWith(new Reconnected(Duration.ofSeconds(2), 2, SERVER));
    assertThat(state.attempts()).isZero();
    assertThat(state.lastError()).isEmpty();
  }

  @Test
  void triesForARequestAtMostOnceASecond() {
    due();
    fail("refused");

    pass(Duration.ofMillis(999));
    demand();
    assertThat(done).isEmpty();

    pass(Duration.ofMillis(1));
    demand();
    assertThat(done).endsWith(new TryNow());

    pass(Duration.ofSeconds(2));
    demand();
    assertThat(done).isEmpty();
  }

  @Test
  void ignoresARequestWhileItIsConnected() {
    connectAndStay();

    demand();

    assertThat(done).isEmpty();
    assertThat(state.isConnected()).isTrue();
  }

  @Test
  void speaksUpFiveTimesAndThenOnceAMinute() {
    for (int i = 0; i < 125; i++) {
      due();
      fail("refused");
      pass(Duration.ofSeconds(1));
    }

    List<ConnectFailed> loud =
        told.stream()
            .filter(ConnectFailed.class::isInstance)
            .map(ConnectFailed.class::cast)
            .filter(ConnectFailed::loud)
            .toList();
    assertThat(loud).extracting(ConnectFailed::attempt).containsExactly(1, 2, 3, 4, 5, 65, 125);
    assertThat(loud).extracting(ConnectFailed::silentBefore).containsExactly(0, 0, 0, 0, 0, 59, 59);
  }

  @Test
  void startsCountingAnewAfterASuccess() {
    for (int i = 0; i < 9; i++) {
      due();
      fail("refused");
      pass(PAUSE);
    }
    connectAndStay();
    lose();

    fail("refused");

    assertThat(told).endsWith(new ConnectFailed("refused", 1, PAUSE, true, 0));
  }

  @Test
  void hearsOfALossOnce() {
    connectAndStay();
    lose();

    lose();

    assertThat(done).isEmpty();
    assertThat(told.stream().filter(Disconnected.class::isInstance)).hasSize(1);
  }

  private void connectAndStay() {
    due();
    succeed();
    pass(Duration.ofSeconds(10));
  }

  private void due() {
    take(state.due(now));
  }

  private void demand() {
    take(state.demanded(now));
  }

  private void succeed() {
    take(state.succeeded(SERVER, now));
  }

  private void fail(String error) {
    take(state.failed(error, PAUSE, PATIENCE, now));
  }

  private void lose() {
    take(state.lost("gone", PAUSE, now));
  }

  private void take(Step step) {
    state = step.next();
    done = step.effects();
    done.stream()
        .filter(Tell.class::isInstance)
        .map(Tell.class::cast)
        .forEach(tell -> told.add(tell.event()));
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }
}
