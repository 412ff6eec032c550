package io.admitone.contract;

import static io.admitone.contract.TicketRule.ISSUED_ONCE;
import static io.admitone.contract.TicketRule.ONCE;
import static io.admitone.contract.TicketRule.ONE_STEP;

import io.admitone.contract.History.Answer;
import io.admitone.contract.History.Event;
import io.admitone.domain.identity.SessionId;
import io.admitone.domain.ticket.Grant;
import io.admitone.domain.ticket.IssueOutcome;
import io.admitone.domain.ticket.RevokeOutcome;
import io.admitone.domain.ticket.TicketKey;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rule 3, and rule 5 under many clients: every call is one step. */
interface OneStepRules {
  int TRIALS = 12;
  int CLIENTS = 6;
  int CALLS_A_CLIENT = 24;
  int KEYS = 6;

  Bench bench();

  @Test
  default void issuesAKeyToOneOfManyWhoTryAtOnce() {
    Client client = bench().store().onOwnThread();

    for (int round = 0; round < OnceRules.ROUNDS; round++) {
      TicketKey key = Samples.key();
      List<Grant> grants = Stream.generate(Samples::grant).limit(OnceRules.CLIENTS).toList();
      List<IssueOutcome> seen =
          Crowd.of(grants.size(), i -> client.issue(key, grants.get(i), Bench.LONG).outcome());
      List<Grant> issued =
          IntStream.range(0, grants.size())
              .filter(i -> seen.get(i) instanceof IssueOutcome.Issued)
              .mapToObj(grants::get)
              .toList();
      ISSUED_ONCE.require(
          issued.size() == 1,
          "of %d who issued one key at once %d were told that it was theirs."
              .formatted(grants.size(), issued.size()));
      ISSUED_ONCE.require(
          Samples.areOfOneTicket(
              bench().mustAdmit(key, "a key issued by many at once"), issued.get(0)),
          "the grant that came back was not that of the caller whose issue succeeded.");
    }
  }

  @Test
  default void answersManyClientsAsIfTheyHadCalledOneByOne() {
    for (int trial = 0; trial < TRIALS; trial++) {
      Trial tried = new Trial(bench().store().onOwnThread(), bench().random().nextLong() + trial);
      tried.run();
      tried.histories.forEach(OneStepRules::judge);
    }
  }

  private static void judge(History history) {
    List<Event> events = history.events();
    long issued = count(events, History.Kind.ISSUED);
    long admitted = count(events, History.Kind.REDEEMED);
    ONCE.require(
        admitted <= issued,
        "%d were admitted with a ticket that was issued %d times.%n%s"
            .formatted(admitted, issued, table(events)));
    ONE_STEP.require(
        Orders.explain(events),
        "no order of these calls on one key explains their answers.%n%s".formatted(table(events)));
  }

  private static long count(List<Event> events, History.Kind kind) {
    return events.stream().filter(event -> event.answer().kind() == kind).count();
  }

  private static String table(List<Event> events) {
    return events.stream().map(Event::toString).collect(Collectors.joining("\n"));
  }

  /** Clients that issue, redeem and revoke a few keys of two sessions, as the seed has it. */
  final class Trial {
    private final Client client;
    private final long seed;
    private final AtomicLong ticks = new AtomicLong();
    private final List<SessionId> sessions = List.of(Samples.session(), Samples.session());
    private final List<TicketKey> keys = Stream.generate(Samples::key).limit(KEYS).toList();
    private final List<History> histories =
        Stream.generate(() -> new History(ticks)).limit(KEYS).toList();

    private Trial(Client client, long seed) {
      this.client = client;
      this.seed = seed;
    }

    private void run() {
      Crowd.of(
          CLIENTS,
          number -> {
            Random random = new Random(seed * 31 + number);
            IntStream.range(0, CALLS_A_CLIENT).forEach(i -> act(number, random));
            return number;
          });
    }

    private void act(int number, Random random) {
      int at = random.nextInt(KEYS);
      int dice = random.nextInt(100);
      if (dice < 35) {
        issue(number, at);
      } else if (dice < 80) {
        histories
            .get(at)
            .record(number, "redeem", () -> client.redeem(keys.get(at)).outcome(), Answer::of);
      } else if (dice < 95) {
        histories
            .get(at)
            .record(number, "revoke", () -> client.revoke(keys.get(at)).outcome(), Answer::of);
      } else {
        revokeSession(number, at % 2);
      }
    }

    /** A key belongs to one session for good, so that its history is complete. */
    private void issue(int number, int at) {
      Grant grant = Samples.grant(sessions.get(at % 2));
      histories
          .get(at)
          .record(
              number,
              "issue",
              () -> client.issue(keys.get(at), grant, Bench.LONG).outcome(),
              outcome -> Answer.of(outcome, grant.traceId()));
    }

    private void revokeSession(int number, int of) {
      long began = ticks.incrementAndGet();
      RevokeOutcome outcome = client.revokeSession(sessions.get(of)).outcome();
      long ended = ticks.incrementAndGet();
      IntStream.range(0, KEYS)
          .filter(at -> at % 2 == of)
          .forEach(
              at ->
                  histories
                      .get(at)
                      .add(
                          new Event(
                              number, "revokeSession", Answer.ofSession(outcome), began, ended)));
    }
  }
}
