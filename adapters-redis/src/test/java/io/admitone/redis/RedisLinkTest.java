package io.admitone.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.domain.readiness.ReadinessSource;
import io.admitone.domain.readiness.StoreState;
import io.admitone.redis.LinkEvent.Disconnected;
import io.admitone.redis.LinkEvent.WeakerPromise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class RedisLinkTest {
  private static final Duration BEAT = Duration.ofMillis(750);
  private static final Duration LIMIT = Duration.ofMillis(800);
  private static final LinkPace PACE =
      new LinkPace(
          new Backoff(List.of(Duration.ofSeconds(1), Duration.ofSeconds(2)), 0, () -> 0.5),
          Duration.ofMillis(250),
          3,
          Duration.ofSeconds(5),
          BEAT,
          LIMIT);

  private final ManualLoop loop = new ManualLoop();
  private final FakeConnector connector = new FakeConnector();
  private final List<LinkEvent> events = new ArrayList<>();
  private final ReadinessSource readiness =
      new ReadinessSource("redis", StoreState.DISCONNECTED, () -> Instant.EPOCH, thrown -> {});
  private final RedisLink link = new RedisLink(connector, loop, readiness, events::add, PACE);

  @Test
  void isReadyWithItsFirstSession() {
    var started = link.start(Duration.ZERO);
    assertThat(state()).isEqualTo(StoreState.CONNECTING);

    connector.succeed();

    assertThat(state()).isEqualTo(StoreState.CONNECTED);
    assertThat(link.session()).isPresent();
    assertThat(started).isCompletedWithValue(Optional.empty());
  }

  @Test
  void saysWhyItIsNotThereWhenPatienceIsOver() {
    var started = link.start(Duration.ofSeconds(8));
    for (int i = 0; i < 31; i++) {
      connector.fail();
      loop.pass(Duration.ofMillis(250));
    }
    assertThat(started).isNotDone();
    assertThat(connector.tries).hasSize(32);
    connector.fail();

    loop.pass(Duration.ofMillis(250));

    assertThat(started).isCompletedWithValue(Optional.of("broken"));
    assertThat(state()).isNotEqualTo(StoreState.FAILED);
  }

  @Test
  void climbsItsLadderWithoutPatience() {
    link.start(Duration.ZERO);
    connector.fail();

    loop.pass(Duration.ofMillis(999));
    assertThat(connector.tries).hasSize(1);
    loop.pass(Duration.ofMillis(1));
    assertThat(connector.tries).hasSize(2);
    connector.fail();
    loop.pass(Duration.ofSeconds(2));

    assertThat(connector.tries).hasSize(3);
    connector.fail();
    assertThat(state()).isEqualTo(StoreState.FAILED);
  }

  @Test
  void triesAtOnceForARequest() {
    link.start(Duration.ZERO);
    connector.fail();
    loop.pass(Duration.ofSeconds(1));
    connector.fail();
    loop.pass(Duration.ofSeconds(1));
    assertThat(connector.tries).hasSize(2);

    link.readiness().demand();
    link.readiness().demand();

    assertThat(connector.tries).hasSize(3);
  }

  @Test
  void givesUpATryThatComesToNoEndAndClosesWhatComesTooLate() {
    link.start(Duration.ZERO);

    loop.pass(Duration.ofSeconds(5));
    assertThat(state()).isEqualTo(StoreState.DISCONNECTED);
    FakeSession late = connector.succeedAt(0);

    assertThat(late.closed).isTrue();
    assertThat(link.session()).isEmpty();
  }

  @Test
  void noticesAConnectionThatEnds() {
    FakeSession session = connect();
    loop.pass(Duration.ofMillis(100));

    session.end("the connection was closed");

    assertThat(state()).isEqualTo(StoreState.DISCONNECTED);
    assertThat(link.session()).isEmpty();
    assertThat(session.closed).isTrue();
    assertThat(readiness.current().lastError()).contains("the connection was closed");
  }

  @Test
  void noticesASilentServerWithinThreeSeconds() {
    FakeSession session = connect();
    session.answer = Optional.empty();

    loop.pass(Duration.ofMillis(2_349));
    assertThat(state()).isEqualTo(StoreState.CONNECTED);
    loop.pass(Duration.ofMillis(1));

    assertThat(session.closed).isTrue();
    assertThat(events).anyMatch(Disconnected.class::isInstance);
  }

  @Test
  void forgivesALoneStall() {
    FakeSession session = connect();
    session.answer = Optional.empty();
    loop.pass(BEAT.plus(LIMIT));
    session.answerLate(Beat.ALIVE);

    session.answer = Optional.of(Beat.ALIVE);
    loop.pass(Duration.ofSeconds(10));

    assertThat(state()).isEqualTo(StoreState.CONNECTED);
  }

  @Test
  void losesAServerThatRefusesAtTheNextHeartbeat() {
    FakeSession session = connect();
    session.answer = Optional.of(Beat.useless("the server is a read-only replica"));

    loop.pass(BEAT);

    assertThat(link.session()).isEmpty();
    assertThat(readiness.history().get(readiness.history().size() - 1).from().isReady()).isTrue();
  }

  @Test
  void looksAtOnceWhenACommandWasRefused() {
    FakeSession session = connect();
    session.answer = Optional.of(Beat.useless("the server is out of memory"));

    link.suspect(session);

    assertThat(link.session()).isEmpty();
  }

  @Test
  void letsAServerThatRefusesEndItsAnswers() {
    FakeSession session = connect();
    session.answer = Optional.of(Beat.useless("the server is out of memory"));
    link.suspect(session);

    loop.pass(RedisLink.LAST_WORDS.minusMillis(1));
    assertThat(session.closed).isFalse();
    loop.pass(Duration.ofMillis(1));

    assertThat(session.closed).isTrue();
  }

  @Test
  void tellsHowLongTheServerTookToAnswerWhileItIsThere() {
    assertThat(link.readiness().latency()).isEmpty();
    FakeSession session = connect();
    session.answer = Optional.empty();
    loop.pass(BEAT);
    assertThat(link.readiness().latency()).isEmpty();

    loop.pass(Duration.ofMillis(30));
    session.answerLate(Beat.ALIVE);
    assertThat(link.readiness().latency()).contains(Duration.ofMillis(30));
    session.end("gone");

    assertThat(link.readiness().latency()).isEmpty();
  }

  @Test
  void doesNotLookTwiceAtATime() {
    FakeSession session = connect();
    session.answer = Optional.empty();

    link.suspect(session);
    link.suspect(session);

    assertThat(session.beats).isEqualTo(1);
  }

  @Test
  void saysOnceThatAServerHidesItsLife() {
    connector.hidden = true;
    FakeSession session = connect();
    loop.pass(Duration.ofSeconds(5));
    session.end("gone");
    connector.succeed();

    assertThat(events.stream().filter(WeakerPromise.class::isInstance)).hasSize(1);
    assertThat(link.hasHiddenIncarnation()).isTrue();
  }

  @Test
  void isGoneAfterItWasClosed() {
    FakeSession session = connect();

    link.close();
    link.close();
    link.demand();
    loop.pass(Duration.ofMinutes(1));

    assertThat(session.closed).isTrue();
    assertThat(link.session()).isEmpty();
    assertThat(state()).isEqualTo(StoreState.DISCONNECTED);
    assertThat(connector.tries).hasSize(1);
    assertThat(connector.closed).isTrue();
  }

  private FakeSession connect() {
    link.start(Duration.ZERO);
    return connector.succeed();
  }

  private StoreState state() {
    return link.readiness().current().state();
  }

  private static final class FakeConnector implements Connector {
    private final List<CompletableFuture<Session>> tries = new ArrayList<>();
    private boolean hidden;
    private boolean closed;

    @Override
    public CompletionStage<Session> open() {
      CompletableFuture<Session> opening = new CompletableFuture<>();
      tries.add(opening);
      return opening;
    }

    private FakeSession succeed() {
      return succeedAt(tries.size() - 1);
    }

    private FakeSession succeedAt(int number) {
      FakeSession session = new FakeSession(hidden);
      tries.get(number).complete(session);
      return session;
    }

    private void fail() {
      tries.get(tries.size() - 1).completeExceptionally(new UnusableServer("broken"));
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private static final class FakeSession implements Session {
    private final boolean hidden;
    private final List<Consumer<String>> listeners = new ArrayList<>();
    private final List<CompletableFuture<Beat>> unanswered = new ArrayList<>();
    private Optional<Beat> answer = Optional.of(Beat.ALIVE);
    private int beats;
    private boolean closed;

    private FakeSession(boolean hidden) {
      this.hidden = hidden;
    }

    private void end(String reason) {
      listeners.forEach(listener -> listener.accept(reason));
    }

    private void answerLate(Beat beat) {
      List.copyOf(unanswered).forEach(waiting -> waiting.complete(beat));
    }

    @Override
    public CompletionStage<Beat> beat() {
      beats++;
      CompletableFuture<Beat> beat = new CompletableFuture<>();
      answer.ifPresentOrElse(beat::complete, () -> unanswered.add(beat));
      return beat;
    }

    @Override
    public void whenLost(Consumer<String> listener) {
      listeners.add(listener);
    }

    @Override
    public CompletionStage<Void> close() {
      closed = true;
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public String server() {
      return "Redis 7.0.15";
    }

    @Override
    public boolean hidesIncarnation() {
      return hidden;
    }

    @Override
    public Node nodeOf(String key) {
      throw new UnsupportedOperationException("nothing is kept here");
    }

    @Override
    public Collection<Node> nodes() {
      return List.of();
    }
  }
}
