package io.admitone.domain.readiness;

import static io.admitone.domain.readiness.StoreState.CONNECTED;
import static io.admitone.domain.readiness.StoreState.CONNECTING;
import static io.admitone.domain.readiness.StoreState.DISCONNECTED;
import static io.admitone.domain.readiness.StoreState.FAILED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class ReadinessSourceTest {
  private final Instant start = Instant.parse("2026-01-01T00:00:00Z");
  private Instant now = start;
  private final List<RuntimeException> thrown = new ArrayList<>();
  private final ReadinessSource source =
      new ReadinessSource("redis", DISCONNECTED, () -> now, thrown::add);

  @Test
  void startsInItsInitialStateWithNoHistory() {
    assertThat(source.dependency()).isEqualTo("redis");
    assertThat(source.current()).isEqualTo(new Readiness(DISCONNECTED, start, 0, Optional.empty()));
    assertThat(source.history()).isEmpty();
  }

  @Test
  void isReadyOnlyWhileConnected() {
    for (StoreState state : StoreState.values()) {
      source.moveTo(state, 0, Optional.empty());

      assertThat(source.current().isReady()).isEqualTo(state == CONNECTED);
    }
  }

  @Test
  void tellsAChangeWithBothItsEnds() {
    List<ReadinessChange> heard = listen();
    now = start.plusSeconds(5);

    source.moveTo(CONNECTING, 1, Optional.of("refused"));

    ReadinessChange change =
        new ReadinessChange(
            new Readiness(DISCONNECTED, start, 0, Optional.empty()),
            new Readiness(CONNECTING, now, 1, Optional.of("refused")));
    assertThat(heard).containsExactly(change);
    assertThat(source.history()).containsExactly(change);
  }

  @Test
  void tellsNobodyOfAnotherTryInTheSameState() {
    List<ReadinessChange> heard = listen();
    now = start.plusSeconds(5);

    source.moveTo(DISCONNECTED, 7, Optional.of("refused"));

    assertThat(heard).isEmpty();
    assertThat(source.history()).isEmpty();
    assertThat(source.current())
        .isEqualTo(new Readiness(DISCONNECTED, start, 7, Optional.of("refused")));
  }

  @Test
  void tellsReturnFromLoss() {
    List<ReadinessChange> heard = listen();

    source.moveTo(CONNECTED, 0, Optional.empty());
    source.moveTo(DISCONNECTED, 0, Optional.of("closed"));
    source.moveTo(FAILED, 20, Optional.of("refused"));

    assertThat(heard).extracting(ReadinessChange::becameReady).containsExactly(true, false, false);
    assertThat(heard).extracting(ReadinessChange::wasLost).containsExactly(false, true, false);
  }

  @Test
  void tellsEachListenerInTheOrderOfSubscription() {
    List<String> heard = new ArrayList<>();
    source.subscribe(change -> heard.add("first"));
    source.subscribe(change -> heard.add("second"));

    source.moveTo(CONNECTED, 0, Optional.empty());

    assertThat(heard).containsExactly("first", "second");
  }

  @Test
  void tellsALaterSubscriberNothingOfTheFormerChange() {
    List<ReadinessChange> late = new ArrayList<>();
    source.subscribe(change -> source.subscribe(late::add));

    source.moveTo(CONNECTED, 0, Optional.empty());

    assertThat(late).isEmpty();
  }

  @Test
  void tellsAWholeChangeBeforeTheOneThatAListenerCauses() {
    List<String> heard = new ArrayList<>();
    source.subscribe(
        change -> {
          heard.add("first: " + change.to().state());
          if (change.to().state() == CONNECTING) {
            source.moveTo(CONNECTED, 0, Optional.empty());
          }
        });
    source.subscribe(change -> heard.add("second: " + change.to().state()));

    source.moveTo(CONNECTING, 1, Optional.empty());

    assertThat(heard)
        .containsExactly(
            "first: CONNECTING", "second: CONNECTING", "first: CONNECTED", "second: CONNECTED");
    assertThat(source.current().state()).isEqualTo(CONNECTED);
  }

  @Test
  void tellsNobodyAfterHeCancelled() {
    List<ReadinessChange> heard = new ArrayList<>();
    ReadinessProbe.Subscription subscription = source.subscribe(heard::add);
    List<ReadinessChange> other = listen();

    subscription.cancel();
    subscription.cancel();
    source.moveTo(CONNECTED, 0, Optional.empty());

    assertThat(heard).isEmpty();
    assertThat(other).hasSize(1);
  }

  @Test
  void doesNotDeliverAChangeThatWaitedWhileItsListenerCancelled() {
    List<ReadinessChange> heard = new ArrayList<>();
    List<ReadinessProbe.Subscription> subscriptions = new ArrayList<>();
    source.subscribe(change -> subscriptions.forEach(ReadinessProbe.Subscription::cancel));
    subscriptions.add(source.subscribe(heard::add));

    source.moveTo(CONNECTED, 0, Optional.empty());

    assertThat(heard).isEmpty();
  }

  @Test
  void cancelsOneOfTwoSubscriptionsOfTheSameListener() {
    List<ReadinessChange> heard = new ArrayList<>();
    Consumer<ReadinessChange> listener = heard::add;
    source.subscribe(listener);
    ReadinessProbe.Subscription second = source.subscribe(listener);

    second.cancel();
    source.moveTo(CONNECTED, 0, Optional.empty());

    assertThat(heard).hasSize(1);
  }

  @Test
  void goesOnWhenAListenerThrows() {
    IllegalStateException failure = new IllegalStateException("broken");
    source.subscribe(
        change -> {
          throw failure;
        });
    List<ReadinessChange> heard = listen();

    source.moveTo(CONNECTING, 1, Optional.empty());
    source.moveTo(CONNECTED, 0, Optional.empty());

    assertThat(heard).hasSize(2);
    assertThat(thrown).containsExactly(failure, failure);
  }

  @Test
  void goesOnWhenAListenerFailsWithAnError() {
    Error failure = new AssertionError("broken");
    source.subscribe(
        change -> {
          throw failure;
        });
    List<ReadinessChange> heard = listen();

    source.moveTo(CONNECTING, 1, Optional.empty());
    source.moveTo(CONNECTED, 0, Optional.empty());

    assertThat(heard).hasSize(2);
    assertThat(thrown).hasSize(2).allSatisfy(e -> assertThat(e).hasCause(failure));
  }

  @Test
  void keepsTheLast20ChangesOldestFirst() {
    for (int i = 1; i <= 25; i++) {
      source.moveTo(i % 2 == 0 ? DISCONNECTED : CONNECTING, i, Optional.empty());
    }

    assertThat(source.history()).hasSize(20);
    assertThat(source.history().get(0).to().attempts()).isEqualTo(6);
    assertThat(source.history().get(19).to().attempts()).isEqualTo(25);
  }

  @Test
  void givesAHistoryThatNobodyCanChange() {
    source.moveTo(CONNECTED, 0, Optional.empty());
    List<ReadinessChange> history = source.history();

    source.moveTo(DISCONNECTED, 0, Optional.empty());

    assertThat(history).hasSize(1);
    assertThatThrownBy(history::clear).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void tellsChangesOfManyThreadsOnceEachAndInOrder() throws Exception {
    int threads = 8;
    int steps = 500;
    List<ReadinessChange> heard = Collections.synchronizedList(new ArrayList<>());
    source.subscribe(heard::add);
    CountDownLatch go = new CountDownLatch(1);
    List<Thread> movers = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      Thread mover = new Thread(() -> move(go, steps));
      mover.start();
      movers.add(mover);
    }

    go.countDown();
    for (Thread mover : movers) {
      mover.join();
    }

    // Each change begins where the one before it ended: none is missing, twice or out of order.
    for (int i = 1; i < heard.size(); i++) {
      assertThat(heard.get(i).from().state()).isEqualTo(heard.get(i - 1).to().state());
      assertThat(heard.get(i).to().state()).isNotEqualTo(heard.get(i).from().state());
    }
    assertThat(heard.get(heard.size() - 1).to().state()).isEqualTo(source.current().state());
    assertThat(source.history()).isEqualTo(heard.subList(heard.size() - 20, heard.size()));
  }

  @Test
  void letsAThreadGoWhoseChangeAnotherThreadDelivers() throws Exception {
    CountDownLatch hearing = new CountDownLatch(1);
    CountDownLatch mayGoOn = new CountDownLatch(1);
    List<StoreState> heard = Collections.synchronizedList(new ArrayList<>());
    source.subscribe(
        change -> {
          heard.add(change.to().state());
          hearing.countDown();
          await(mayGoOn);
        });
    Thread slow = new Thread(() -> source.moveTo(CONNECTING, 1, Optional.empty()));
    slow.start();
    await(hearing);

    source.moveTo(CONNECTED, 0, Optional.empty());
    assertThat(source.current().state()).isEqualTo(CONNECTED);
    assertThat(heard).containsExactly(CONNECTING);

    mayGoOn.countDown();
    slow.join();
    assertThat(heard).containsExactly(CONNECTING, CONNECTED);
  }

  private List<ReadinessChange> listen() {
    List<ReadinessChange> heard = new ArrayList<>();
    source.subscribe(heard::add);
    return heard;
  }

  private void move(CountDownLatch go, int steps) {
    await(go);
    for (int i = 0; i < steps; i++) {
      source.moveTo(i % 2 == 0 ? CONNECTED : DISCONNECTED, 0, Optional.empty());
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(5, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
