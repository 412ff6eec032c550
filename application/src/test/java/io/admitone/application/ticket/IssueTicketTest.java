package io.admitone.application.ticket;

import static io.admitone.application.People.ADA;
import static io.admitone.application.People.ADAS_SESSION;
import static io.admitone.application.People.NOON;
import static io.admitone.application.People.TAB;
import static io.admitone.application.People.TRACEPARENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.application.FixedReadiness;
import io.admitone.application.RecordedTelemetry;
import io.admitone.application.ScriptedStore;
import io.admitone.application.Soon;
import io.admitone.application.telemetry.TelemetryEvent.IssueResultKind;
import io.admitone.application.telemetry.TelemetryEvent.TicketIssueEnded;
import io.admitone.domain.identity.SessionId;
import io.admitone.domain.readiness.StoreState;
import io.admitone.domain.ticket.Bindings;
import io.admitone.domain.ticket.Grant;
import io.admitone.domain.ticket.IssueOutcome;
import io.admitone.domain.ticket.Ticket;
import io.admitone.domain.ticket.TicketKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class IssueTicketTest {
  private static final Duration TTL = Duration.ofSeconds(60);
  private static final Ticket TICKET = ticket(1);
  private static final IssueRequest REQUEST =
      new IssueRequest(
          ADA, new Bindings(Optional.of(TAB), Optional.empty()), "trace", Optional.of(TRACEPARENT));

  private final ScriptedStore store = new ScriptedStore();
  private final FixedReadiness readiness = new FixedReadiness();
  private final RecordedTelemetry telemetry = new RecordedTelemetry();
  private final Deque<Ticket> tickets =
      new ArrayDeque<>(List.of(TICKET, ticket(2), ticket(3), ticket(4)));
  private final List<SessionId> rated = new ArrayList<>();
  private IssueRate rate = session -> Optional.empty();
  private AdmissionSlots slots = AdmissionSlots.OFF;
  private Duration deadline = Duration.ofSeconds(30);
  private long nanos = -1_000_000_000;

  @Test
  void givesTheTicketThatItStored() {
    store.answers(new IssueOutcome.Issued());

    IssueResult result = issue();

    assertThat(result)
        .isEqualTo(new IssueResult.Issued(TICKET, TTL, NOON.plus(TTL), Optional.empty()));
    assertThat(store.issues)
        .containsExactly(
            new ScriptedStore.Issue(
                TICKET.key(),
                new Grant(ADA, REQUEST.bindings(), NOON, NOON.plus(TTL), "trace"),
                TTL));
  }

  @Test
  void tellsOperatorsWhatWasIssuedAndHowLongItTook() {
    store.answersWith(
        () -> {
          nanos += 5_000;
          return CompletableFuture.completedFuture(new IssueOutcome.Issued());
        });

    issue();

    assertThat(telemetry.only(TicketIssueEnded.class))
        .isEqualTo(
            new TicketIssueEnded(
                IssueResultKind.ISSUED,
                ADAS_SESSION,
                Optional.of(TICKET.key().ticketHash()),
                "trace",
                Duration.ofNanos(5_000),
                Optional.empty()));
  }

  @Test
  void isFollowedFromTheRequestToItsOutcomeWithTheStoresCallAsAPart() {
    store.answersWith(
        () -> {
          telemetry.spans.add("store");
          return CompletableFuture.completedFuture(new IssueOutcome.Issued());
        });
    issue();
    readiness.state = StoreState.DISCONNECTED;
    issue();

    assertThat(telemetry.spans)
        .containsExactly(
            "begin ISSUE_TICKET trace " + TRACEPARENT,
            "enter",
            "store",
            "leave",
            "end issued",
            "begin ISSUE_TICKET trace " + TRACEPARENT,
            "enter",
            "leave",
            "end unavailable failed");
  }

  @Test
  void leavesItsSpanAlsoWhenSomethingThrows() {
    rate =
        session -> {
          throw new IllegalStateException("on purpose");
        };

    issue();

    assertThat(telemetry.spans).containsSubsequence("enter", "leave", "end failed failed");
  }

  @Test
  void showsNoTicketInAnyText() {
    store.answers(new IssueOutcome.Issued());

    IssueResult result = issue();

    assertThat(result.toString()).doesNotContain(TICKET.reveal()).contains("Ticket[hidden]");
    assertThat(telemetry.events.toString()).doesNotContain(TICKET.reveal());
  }

  @Test
  void asksNeitherStoreNorRateWhileTheStoreIsNotReady() {
    rate = counting(Optional.empty());
    for (StoreState state :
        List.of(StoreState.DISCONNECTED, StoreState.CONNECTING, StoreState.FAILED)) {
      readiness.state = state;

      assertThat(issue()).isEqualTo(new IssueResult.Unavailable("the store is not ready"));
    }

    assertThat(store.calls()).isZero();
    assertThat(rated).isEmpty();
    assertThat(tickets).hasSize(4);
    assertThat(telemetry.events)
        .hasSize(3)
        .contains(ended(IssueResultKind.UNAVAILABLE, "the store is not ready"));
  }

  @Test
  void asksNoStoreForASessionThatAsksTooOften() {
    rate = counting(Optional.of(Duration.ofSeconds(7)));

    IssueResult result = issue();

    assertThat(result).isEqualTo(new IssueResult.RateLimited(Duration.ofSeconds(7)));
    assertThat(rated).containsExactly(ADAS_SESSION);
    assertThat(store.calls()).isZero();
    assertThat(telemetry.only(TicketIssueEnded.class))
        .isEqualTo(
            new TicketIssueEnded(
                IssueResultKind.RATE_LIMITED,
                ADAS_SESSION,
                Optional.empty(),
                "trace",
                Duration.ZERO,
                Optional.empty()));
  }

  @Test
  void countsARequestOnceHoweverManyKeysCollide() {
    rate = counting(Optional.empty());
    store.answers(new IssueOutcome.Collision()).answers(new IssueOutcome.Issued());

    issue();

    assertThat(rated).containsExactly(ADAS_SESSION);
  }

  @Test
  void triesAFreshTicketAfterACollision() {
    store
        .answers(new IssueOutcome.Collision())
        .answers(new IssueOutcome.Collision())
        .answers(new IssueOutcome.Issued());

    IssueResult result = issue();

    assertThat(result).isInstanceOf(IssueResult.Issued.class);
    assertThat(((IssueResult.Issued) result).ticket()).isNotSameAs(TICKET);
    assertThat(keys()).containsExactly(ticket(1).key(), ticket(2).key(), ticket(3).key());
    assertThat(telemetry.events).hasSize(1);
  }

  @Test
  void failsAfterThreeCollisions() {
    store
        .answers(new IssueOutcome.Collision())
        .answers(new IssueOutcome.Collision())
        .answers(new IssueOutcome.Collision());

    IssueResult result = issue();

    assertThat(result)
        .isEqualTo(new IssueResult.Failed("every random key was taken: is the generator broken?"));
    assertThat(store.issues).hasSize(3);
    assertThat(telemetry.only(TicketIssueEnded.class))
        .isEqualTo(
            ended(IssueResultKind.FAILED, "every random key was taken: is the generator broken?"));
  }

  @Test
  void isUnavailableWhenTheStoreSaysSo() {
    store.answers(new IssueOutcome.Unavailable("read-only"));

    assertThat(issue()).isEqualTo(new IssueResult.Unavailable("read-only"));
    assertThat(telemetry.only(TicketIssueEnded.class))
        .isEqualTo(ended(IssueResultKind.UNAVAILABLE, "read-only"));
  }

  @Test
  void isUnavailableAndTriesNoMoreWhenNobodyKnows() {
    store.answers(new IssueOutcome.Indeterminate("connection lost"));

    assertThat(issue()).isEqualTo(new IssueResult.Unavailable("connection lost"));
    assertThat(store.issues).hasSize(1);
  }

  @Test
  void isUnavailableWhenNoAnswerComesInTime() {
    deadline = Duration.ofMillis(20);
    CompletableFuture<IssueOutcome> answer = store.answersLater();

    CompletionStage<IssueResult> stage = issueTicket().issue(REQUEST);

    assertThat(Soon.get(stage)).isEqualTo(new IssueResult.Unavailable("no answer within PT0.02S"));
    answer.complete(new IssueOutcome.Collision());
    assertThat(Soon.now(stage)).isInstanceOf(IssueResult.Unavailable.class);
    assertThat(store.issues).hasSize(1);
    assertThat(telemetry.events).hasSize(1);
  }

  @Test
  void waitsForAnAnswerThatComesInTime() {
    CompletableFuture<IssueOutcome> answer = store.answersLater();

    CompletionStage<IssueResult> stage = issueTicket().issue(REQUEST);

    assertThat(stage.toCompletableFuture()).isNotDone();
    assertThat(telemetry.events).isEmpty();
    answer.complete(new IssueOutcome.Issued());
    assertThat(Soon.now(stage)).isInstanceOf(IssueResult.Issued.class);
  }

  @Test
  void failsAndNamesTheExceptionOfAStoreThatBreaksItsContract() {
    List<Supplier<CompletionStage<?>>> breaches =
        List.of(
            () -> {
              throw new IllegalStateException(TICKET.reveal());
            },
            () -> CompletableFuture.failedFuture(new IllegalStateException(TICKET.reveal())),
            () ->
                CompletableFuture.supplyAsync(
                    () -> {
                      throw new IllegalStateException(TICKET.reveal());
                    }));
    for (Supplier<CompletionStage<?>> breach : breaches) {
      telemetry.events.clear();
      store.answersWith(breach);

      IssueResult result = issue();

      assertThat(result).isEqualTo(new IssueResult.Failed("unforeseen: IllegalStateException"));
      assertThat(telemetry.only(TicketIssueEnded.class))
          .isEqualTo(ended(IssueResultKind.FAILED, "unforeseen: IllegalStateException"));
    }
  }

  @Test
  void failsWhenTheStoreReturnsNothing() {
    store.answersWith(() -> null).answers(null);

    assertThat(issue()).isInstanceOf(IssueResult.Failed.class);
    assertThat(issue()).isInstanceOf(IssueResult.Failed.class);
  }

  @Test
  void failsWhenTheRateThrows() {
    rate =
        session -> {
          throw new UnsupportedOperationException();
        };

    assertThat(issue())
        .isEqualTo(new IssueResult.Failed("unforeseen: UnsupportedOperationException"));
    assertThat(telemetry.events).hasSize(1);
  }

  @Test
  void reservesASlotForEachTicketAndForNoRefusal() {
    slots = new AdmissionSlots(10, Duration.ofSeconds(30), () -> nanos);
    store
        .answers(new IssueOutcome.Issued())
        .answers(new IssueOutcome.Unavailable("full"))
        .answers(new IssueOutcome.Issued())
        .answers(new IssueOutcome.Issued());

    assertThat(connectAfter(issue())).isEmpty();
    assertThat(issue()).isInstanceOf(IssueResult.Unavailable.class);
    assertThat(connectAfter(issue())).contains(Duration.ofMillis(100));
    assertThat(connectAfter(issue())).contains(Duration.ofMillis(200));
  }

  private IssueResult issue() {
    return Soon.get(issueTicket().issue(REQUEST));
  }

  private IssueTicket issueTicket() {
    return new IssueTicket(
        store,
        readiness,
        () -> NOON,
        tickets::remove,
        rate,
        slots,
        new IssuePolicy(TTL, deadline),
        telemetry,
        () -> nanos);
  }

  private IssueRate counting(Optional<Duration> answer) {
    return session -> {
      rated.add(session);
      return answer;
    };
  }

  private List<TicketKey> keys() {
    return store.issues.stream().map(ScriptedStore.Issue::key).toList();
  }

  private static Optional<Duration> connectAfter(IssueResult result) {
    return ((IssueResult.Issued) result).connectAfter();
  }

  private static TicketIssueEnded ended(IssueResultKind kind, String cause) {
    return new TicketIssueEnded(
        kind, ADAS_SESSION, Optional.empty(), "trace", Duration.ZERO, Optional.of(cause));
  }

  private static Ticket ticket(int number) {
    byte[] secret = new byte[Ticket.SECRET_BYTES];
    secret[0] = (byte) number;
    return Ticket.of(secret);
  }
}
