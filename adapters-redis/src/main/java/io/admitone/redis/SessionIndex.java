package io.admitone.redis;

import io.admitone.domain.identity.SessionId;
import io.admitone.domain.ticket.IssueOutcome;
import io.admitone.domain.ticket.RevokeOutcome;
import io.admitone.domain.ticket.TicketStore;
import io.admitone.domain.time.Clock;
import io.admitone.redis.Reply.NoEffect;
import io.lettuce.core.cluster.SlotHash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Which tickets a session has outstanding, so that they can be ended together.
 *
 * <p>For each session a sorted set of ticket keys. An entry is written with the ticket, in the same
 * round trip; redeeming does not touch it. The set ends by itself a while after its last entry, and
 * now and then entries are cleared out that ended long ago. Nothing but this clearing looks at a
 * clock, and with an hour to spare: a clock that is set hides no ticket from a revocation.
 */
final class SessionIndex {
  private static final Duration LIFE = TicketStore.MAX_TTL.plusMinutes(1);
  private static final Duration KEPT_AFTER_END = Duration.ofHours(1);

  /** One issue in so many clears out. */
  private static final int CLEARING_PERIOD = 16;

  /** Far more than are made while a process is cut off from Redis. */
  private static final int KEPT_REVOCATIONS = 10_000;

  private final Clock clock;
  private final String process;
  private final Duration limit;

  /**
   * @param process tells this process's revocations from those of others
   * @param limit for a whole revocation, which takes two round trips
   */
  SessionIndex(Clock clock, String process, Duration limit) {
    this.clock = clock;
    this.process = process;
    this.limit = limit;
  }

  /** The entry of a ticket that is about to be issued. */
  Entry entry(SessionId session, String ticket, Duration ttl) {
    return new Entry(RedisKeys.session(session), ticket, clock.now().plus(ttl).toEpochMilli());
  }

  /** What is written for one ticket beside its record. */
  final class Entry {
    private final String index;
    private final String ticket;
    private final Request<Long> add;
    private final Request<Long> keep;
    private final List<Request<?>> all = new ArrayList<>();

    private Entry(String index, String ticket, long endsAtMillis) {
      this.index = index;
      this.ticket = ticket;
      this.add = Request.zadd(index, endsAtMillis, ticket);
      this.keep = Request.pexpire(index, LIFE);
      all.add(add);
      all.add(keep);
      if (ThreadLocalRandom.current().nextInt(CLEARING_PERIOD) == 0) {
        all.add(Request.zremUpTo(index, endsAtMillis - KEPT_AFTER_END.toMillis()));
      }
    }

    /** Sends entry and ticket, in one go where one server keeps both. */
    void sendWith(Session session, Node ticketNode, Request<String> set) {
      Node indexNode = session.nodeOf(index);
      if (indexNode == ticketNode) {
        all.add(set);
        indexNode.sendAll(all);
      } else {
        indexNode.sendAll(all);
        ticketNode.sendAll(List.of(set));
      }
    }

    /** Whether the index holds the ticket; false if it ended between its two commands. */
    CompletionStage<Reply<Boolean>> added() {
      return add.reply().thenCombine(keep.reply(), Entry::both);
    }

    private static Reply<Boolean> both(Reply<Long> added, Reply<Long> kept) {
      return added.isAnswered() ? kept.map(found -> found > 0) : added.map(ignored -> false);
    }

    /**
     * A ticket that collided belongs to an issue before this one, maybe of another session, which
     * must not be made to lose it: the entry goes again if it was this issue that made it.
     */
    CompletionStage<IssueOutcome> settle(Session session, IssueOutcome outcome) {
      boolean wasMadeHere = add.isDone() && !add.isCompletedExceptionally() && add.join() > 0;
      if (!wasMadeHere || !(outcome instanceof IssueOutcome.Collision)) {
        return CompletableFuture.completedFuture(outcome);
      }
      return session
          .nodeOf(index)
          .send(Request.zrem(index, List.of(ticket)))
          .thenApply(removed -> outcome);
    }
  }

  /**
   * Ends all tickets of a session and tells the other processes.
   *
   * @param refused called with what a server refused; returns its words
   */
  CompletionStage<RevokeOutcome> revoke(
      Session session, SessionId id, Function<NoEffect<?>, String> refused) {
    String index = RedisKeys.session(id);
    CompletionStage<RevokeOutcome> outcome =
        session
            .nodeOf(index)
            .send(Request.zrange(index))
            .thenCompose(
                reply ->
                    reply.fold(
                        tickets -> end(session, id, tickets.orElse(List.of()), refused),
                        noEffect -> done(new RevokeOutcome.Unavailable(refused.apply(noEffect))),
                        inDoubt -> done(new RevokeOutcome.Indeterminate(inDoubt.cause()))));
    return outcome
        .toCompletableFuture()
        .completeOnTimeout(
            new RevokeOutcome.Indeterminate("no answer in time"),
            limit.toNanos(),
            TimeUnit.NANOSECONDS);
  }

  private CompletionStage<RevokeOutcome> end(
      Session session, SessionId id, List<String> tickets, Function<NoEffect<?>, String> refused) {
    List<CompletionStage<Reply<Long>>> removals =
        together(session, tickets).stream()
            .map(keys -> session.nodeOf(keys.get(0)).send(Request.unlink(keys)))
            .toList();
    CompletionStage<Reply<Long>> forgotten = forget(session, RedisKeys.session(id), tickets);
    CompletionStage<Reply<String>> told = tell(session, id);
    return sum(removals)
        .thenCombine(forgotten, (removed, ignored) -> removed)
        .thenCombine(told, (removed, news) -> outcome(removed, news, refused));
  }

  /** Keys that one command may name; on one server that is all, and they end in one instant. */
  private static Collection<List<String>> together(Session session, List<String> tickets) {
    return tickets.stream()
        .collect(
            Collectors.groupingBy(ticket -> session.isSharded() ? SlotHash.getSlot(ticket) : 0))
        .values();
  }

  /** Only what was read: a ticket that is being issued now keeps its entry. */
  private static CompletionStage<Reply<Long>> forget(
      Session session, String index, List<String> tickets) {
    return tickets.isEmpty()
        ? done(Reply.answered(0L))
        : session.nodeOf(index).send(Request.zrem(index, tickets));
  }

  private CompletionStage<Reply<String>> tell(Session session, SessionId id) {
    List<String> entry =
        List.of(RedisRevocationFeed.SESSION, id.value(), RedisRevocationFeed.BY, process);
    return session
        .nodeOf(RedisKeys.REVOCATIONS)
        .send(Request.xadd(RedisKeys.REVOCATIONS, KEPT_REVOCATIONS, entry));
  }

  private static CompletionStage<Reply<Long>> sum(List<CompletionStage<Reply<Long>>> removals) {
    CompletionStage<Reply<Long>> sum = done(Reply.answered(0L));
    for (CompletionStage<Reply<Long>> removal : removals) {
      sum = sum.thenCombine(removal, SessionIndex::plus);
    }
    return sum;
  }

  private static Reply<Long> plus(Reply<Long> first, Reply<Long> second) {
    return first.isAnswered() ? second.map(b -> b + first.orElse(0L)) : first;
  }

  /** A revocation of which only part was done is in doubt, and may be asked for again. */
  private static RevokeOutcome outcome(
      Reply<Long> removed, Reply<String> told, Function<NoEffect<?>, String> refused) {
    boolean nothingDone = removed.isWithoutEffect() || removed.orElse(1L) == 0;
    if (told instanceof NoEffect<?> noEffect) {
      String why = refused.apply(noEffect);
      return nothingDone
          ? new RevokeOutcome.Unavailable(why)
          : new RevokeOutcome.Indeterminate("tickets ended, other processes do not know: " + why);
    }
    if (!told.isAnswered() || !removed.isAnswered()) {
      return new RevokeOutcome.Indeterminate(told.isAnswered() ? removed.why() : told.why());
    }
    return nothingDone ? new RevokeOutcome.NothingToRevoke() : new RevokeOutcome.Revoked();
  }

  private static <T> CompletionStage<T> done(T value) {
    return CompletableFuture.completedFuture(value);
  }
}
