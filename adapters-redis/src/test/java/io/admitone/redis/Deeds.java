package io.admitone.redis;

import io.admitone.domain.identity.SessionId;
import io.admitone.domain.ticket.IssueOutcome;
import io.admitone.domain.ticket.RedeemOutcome;
import io.admitone.domain.ticket.RevokeOutcome;
import io.admitone.domain.ticket.TicketKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What many clients did and what came of it, recorded while it happens and judged afterwards: at
 * most one admission a ticket, none before its issue, none after its revocation.
 */
final class Deeds {
  private final Queue<Deed> all = new ConcurrentLinkedQueue<>();

  /** What a client can do. */
  enum Kind {
    ISSUE,
    REDEEM,
    REVOKE,
    REVOKE_SESSION
  }

  /**
   * One call.
   *
   * @param ticket the ticket; of a whole session, none
   * @param from when it was made, by {@link System#nanoTime()}
   * @param to when its outcome was there
   */
  record Deed(Kind kind, String ticket, SessionId session, Object outcome, long from, long to) {
    private boolean isAdmission() {
      return outcome instanceof RedeemOutcome.Redeemed;
    }

    private boolean isIssue() {
      return outcome instanceof IssueOutcome.Issued;
    }

    /** The store's word that no ticket that was there before is there any more. */
    private boolean isRevocation() {
      return outcome instanceof RevokeOutcome.Revoked
          || outcome instanceof RevokeOutcome.NothingToRevoke;
    }

    private boolean isBefore(Deed other) {
      return to - other.from < 0;
    }
  }

  <T> T record(Kind kind, TicketKey ticket, SessionId session, Supplier<T> call) {
    return record(kind, RedisKeys.ticket(ticket), session, call);
  }

  <T> T record(SessionId session, Supplier<T> call) {
    return record(Kind.REVOKE_SESSION, "", session, call);
  }

  private <T> T record(Kind kind, String ticket, SessionId session, Supplier<T> call) {
    long from = System.nanoTime();
    T outcome = call.get();
    all.add(new Deed(kind, ticket, session, outcome, from, System.nanoTime()));
    return outcome;
  }

  long count(Class<?> outcome) {
    return all.stream().filter(deed -> outcome.isInstance(deed.outcome)).count();
  }

  /** In words, each promise that was broken. */
  List<String> brokenPromises() {
    Map<String, List<Deed>> byTicket =
        all.stream()
            .filter(deed -> deed.kind != Kind.REVOKE_SESSION)
            .collect(Collectors.groupingBy(Deed::ticket));
    Map<SessionId, List<Deed>> ends =
        all.stream()
            .filter(deed -> deed.kind == Kind.REVOKE_SESSION && deed.isRevocation())
            .collect(Collectors.groupingBy(Deed::session));
    List<String> broken = new ArrayList<>();
    byTicket.values().forEach(deeds -> judge(deeds, ends, broken));
    return broken;
  }

  private static void judge(
      List<Deed> deeds, Map<SessionId, List<Deed>> ends, List<String> broken) {
    List<Deed> admissions = deeds.stream().filter(Deed::isAdmission).toList();
    if (admissions.size() > 1) {
      broken.add("admitted more than once: " + admissions);
    }
    for (Deed admission : admissions) {
      List<Deed> issues =
          deeds.stream()
              .filter(deed -> deed.kind == Kind.ISSUE && !admission.isBefore(deed))
              .toList();
      if (issues.isEmpty()) {
        broken.add("admitted before it was issued: " + admission);
      }
      issues.stream()
          .filter(Deed::isIssue)
          .flatMap(issue -> revocationsAfter(issue, deeds, ends))
          .filter(revocation -> revocation.isBefore(admission))
          .forEach(revocation -> broken.add(admission + " after " + revocation));
    }
  }

  private static Stream<Deed> revocationsAfter(
      Deed issue, List<Deed> ofTheTicket, Map<SessionId, List<Deed>> ends) {
    return Stream.concat(
            ofTheTicket.stream().filter(Deed::isRevocation),
            ends.getOrDefault(issue.session, List.of()).stream())
        .filter(issue::isBefore);
  }
}
