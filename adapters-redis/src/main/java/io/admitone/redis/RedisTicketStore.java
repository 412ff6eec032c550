package io.admitone.redis;

import io.admitone.domain.identity.SessionId;
import io.admitone.domain.ticket.Grant;
import io.admitone.domain.ticket.IssueOutcome;
import io.admitone.domain.ticket.RedeemOutcome;
import io.admitone.domain.ticket.RedeemOutcome.Reason;
import io.admitone.domain.ticket.RevokeOutcome;
import io.admitone.domain.ticket.StoreCapabilities;
import io.admitone.domain.ticket.TicketKey;
import io.admitone.domain.ticket.TicketStore;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Tickets in Redis: {@code SET NX PX} issues, {@code GETDEL} redeems.
 *
 * <p>Redis runs {@code GETDEL} once for all who ask, but replication and snapshots can bring a
 * ticket back that was spent. So a record names the life of the server that issued it, and is
 * refused when it comes from another: a failover costs the tickets that were outstanding, and never
 * admits anybody twice.
 *
 * <p>Nothing is sent twice. Stages complete on the driver's thread, which must not be blocked.
 */
final class RedisTicketStore implements TicketStore {
  /** Redis keeps time by the millisecond and reads its clock once a round of its event loop. */
  private static final Duration GRANULARITY = Duration.ofMillis(20);

  private static final Duration SLACK = Duration.ofMillis(100);
  private static final Duration SMALLEST_TTL = Duration.ofMillis(1);

  private final RedisLink link;
  private final SessionIndex sessions;
  private final Duration commandTimeout;

  /**
   * @param commandTimeout after which the link's connections give a command up
   */
  RedisTicketStore(RedisLink link, SessionIndex sessions, Duration commandTimeout) {
    this.link = link;
    this.sessions = sessions;
    this.commandTimeout = commandTimeout;
  }

  @Override
  public CompletionStage<IssueOutcome> issue(TicketKey key, Grant grant, Duration ttl) {
    Objects.requireNonNull(key);
    Objects.requireNonNull(grant);
    requireLegal(ttl);
    return link.use(
        session -> issueOn(session, key, grant, ttl), why -> new IssueOutcome.Unavailable(why));
  }

  private CompletionStage<IssueOutcome> issueOn(
      Session session, TicketKey key, Grant grant, Duration ttl) {
    String ticket = RedisKeys.ticket(key);
    Node node = session.nodeOf(ticket);
    String record = new TicketRecord(grant, node.incarnation()).write();
    Duration px = ttl.compareTo(SMALLEST_TTL) < 0 ? SMALLEST_TTL : ttl;
    Request<String> set = Request.setIfAbsent(ticket, record, px);
    SessionIndex.Entry entry = sessions.entry(grant.identity().session(), ticket, px);
    entry.sendWith(session, node, set);
    return set.reply()
        .thenCombine(entry.added(), (stored, indexed) -> issued(session, stored, indexed))
        .thenCompose(outcome -> entry.settle(session, outcome));
  }

  private IssueOutcome issued(Session session, Reply<String> stored, Reply<Boolean> indexed) {
    return stored.fold(
        answer -> answer.isPresent() ? indexed(session, indexed) : new IssueOutcome.Collision(),
        noEffect -> new IssueOutcome.Unavailable(link.refused(session, noEffect)),
        inDoubt -> new IssueOutcome.Indeterminate(inDoubt.cause()));
  }

  /** A ticket that its session's revocation would not find must not be given to anybody. */
  private IssueOutcome indexed(Session session, Reply<Boolean> indexed) {
    return indexed.fold(
        answer ->
            answer.orElse(false)
                ? new IssueOutcome.Issued()
                : new IssueOutcome.Indeterminate("the session's index ended meanwhile"),
        noEffect -> new IssueOutcome.Indeterminate(link.refused(session, noEffect)),
        inDoubt -> new IssueOutcome.Indeterminate(inDoubt.cause()));
  }

  @Override
  public CompletionStage<RedeemOutcome> redeem(TicketKey key) {
    Objects.requireNonNull(key);
    return link.use(session -> redeemOn(session, key), why -> new RedeemOutcome.Unavailable(why));
  }

  private CompletionStage<RedeemOutcome> redeemOn(Session session, TicketKey key) {
    String ticket = RedisKeys.ticket(key);
    Node node = session.nodeOf(ticket);
    return node.send(Request.getdel(ticket))
        .thenApply(
            reply ->
                reply.fold(
                    record -> judge(node, record),
                    noEffect -> refusedRedemption(session, node, ticket, noEffect),
                    inDoubt -> new RedeemOutcome.Indeterminate(inDoubt.cause())));
  }

  private static RedeemOutcome judge(Node node, Optional<String> found) {
    if (found.isEmpty()) {
      return new RedeemOutcome.NotRedeemable(Reason.UNKNOWN);
    }
    Optional<TicketRecord> record = TicketRecord.read(found.get());
    if (record.isEmpty()) {
      return new RedeemOutcome.NotRedeemable(Reason.CORRUPT);
    }
    return record.get().issuedBy().equals(node.incarnation())
        ? new RedeemOutcome.Redeemed(record.get().grant())
        : new RedeemOutcome.NotRedeemable(Reason.STALE);
  }

  private RedeemOutcome refusedRedemption(
      Session session, Node node, String ticket, Reply.NoEffect<String> noEffect) {
    if (noEffect.error().equals(Optional.of(ServerError.WRONGTYPE))) {
      // Not one of our records, under our key: as damaged as can be, and spent like any other.
      node.send(Request.unlink(List.of(ticket)));
      return new RedeemOutcome.NotRedeemable(Reason.CORRUPT);
    }
    return new RedeemOutcome.Unavailable(link.refused(session, noEffect));
  }

  @Override
  public CompletionStage<RevokeOutcome> revoke(TicketKey key) {
    Objects.requireNonNull(key);
    return link.use(session -> revokeOn(session, key), why -> new RevokeOutcome.Unavailable(why));
  }

  private CompletionStage<RevokeOutcome> revokeOn(Session session, TicketKey key) {
    String ticket = RedisKeys.ticket(key);
    return session
        .nodeOf(ticket)
        .send(Request.unlink(List.of(ticket)))
        .thenApply(
            reply ->
                reply.fold(
                    removed ->
                        removed.orElse(0L) > 0
                            ? new RevokeOutcome.Revoked()
                            : new RevokeOutcome.NothingToRevoke(),
                    noEffect -> new RevokeOutcome.Unavailable(link.refused(session, noEffect)),
                    inDoubt -> new RevokeOutcome.Indeterminate(inDoubt.cause())));
  }

  @Override
  public CompletionStage<RevokeOutcome> revokeSession(SessionId id) {
    Objects.requireNonNull(id);
    return link.use(
        session -> sessions.revoke(session, id, reply -> link.refused(session, reply)),
        why -> new RevokeOutcome.Unavailable(why));
  }

  @Override
  public StoreCapabilities capabilities() {
    return new StoreCapabilities(
        !link.hasHiddenIncarnation(), true, GRANULARITY, commandTimeout.plus(SLACK));
  }

  /** Ends the link as well, and everything else that lives on it. */
  @Override
  public void close() {
    link.close();
  }

  private static void requireLegal(Duration ttl) {
    if (ttl.isZero() || ttl.isNegative() || ttl.compareTo(MAX_TTL) > 0) {
      throw new IllegalArgumentException(
          "a ttl is positive and at most " + MAX_TTL + ", not " + ttl);
    }
  }
}
