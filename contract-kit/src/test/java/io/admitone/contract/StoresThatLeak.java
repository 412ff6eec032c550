package io.admitone.contract;

import io.admitone.domain.identity.SessionId;
import io.admitone.domain.ticket.Grant;
import io.admitone.domain.ticket.IssueOutcome;
import io.admitone.domain.ticket.RedeemOutcome;
import io.admitone.domain.ticket.RevokeOutcome;
import io.admitone.domain.ticket.StoreCapabilities;
import io.admitone.domain.ticket.TicketKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import java.util.function.Function;

/** Faults against rules 11, 12, 14 and 15: sessions, mistakes, the end and what is left of it. */
final class StoresThatLeak {
  private StoresThatLeak() {}

  static List<BrokenStore> all() {
    return List.of(
        matching(
            "hits sessions that begin alike",
            (one, other) -> other.startsWith(one),
            "leavesOtherSessionsAlone"),
        matching(
            "takes a session's name for a pattern",
            StoresThatLeak::like,
            "leavesOtherSessionsAlone"),
        matching(
            "ignores the case of sessions", String::equalsIgnoreCase, "leavesOtherSessionsAlone"),
        matching(
            "ends no session",
            (one, other) -> false,
            "answersManyClientsAsIfTheyHadCalledOneByOne",
            "endsAllTicketsOfASession",
            "keepsASessionRevokedForAsLongAsItsTicketsWouldHaveLived"),
        matching(
            "ends everybody's session",
            (one, other) -> true,
            "answersManyClientsAsIfTheyHadCalledOneByOne",
            "leavesOtherSessionsAlone"),
        BrokenStore.of(
            "ends one ticket of a session",
            EndsOneTicket::new,
            "answersManyClientsAsIfTheyHadCalledOneByOne",
            "endsAllTicketsOfASession"),
        BrokenStore.of(
            "ends later tickets of a session too",
            EndsLaterTickets::new,
            "answersManyClientsAsIfTheyHadCalledOneByOne",
            "leavesLaterTicketsOfARevokedSessionAlone"),
        BrokenStore.of(
            "forgets a revoked session too soon",
            ForgetsTooSoon::new,
            "answersManyClientsAsIfTheyHadCalledOneByOne",
            "keepsASessionRevokedForAsLongAsItsTicketsWouldHaveLived"),
        BrokenStore.of(
            "throws at a session without tickets",
            EmptySessionThrows::new,
            "acceptsTheRevocationOfASessionThatHasNoTickets",
            "answersManyClientsAsIfTheyHadCalledOneByOne",
            "answersUnavailableOnceItIsClosed",
            "leavesOtherSessionsAlone",
            "reportsAHangingBackendAsTroubleInTime",
            "reportsARefusalOfTheBackendAsUnavailable",
            "reportsAnUnreachableBackendAsTrouble",
            "returnsToItsCallerAtOnce",
            "returnsToItsCallerAtOnceWhileTheBackendHangs"),
        BrokenStore.of(
            "reports a mistake in its stage",
            MistakeInStage::new,
            "refusesAnIllegalTtlAtOnce",
            "refusesNullAtOnce"),
        BrokenStore.of(
            "touches the key before it sees the mistake",
            TouchesBeforeMistake::new,
            "touchesNothingOnAMistake"),
        BrokenStore.of(
            "works on after close",
            WorksAfterClose::new,
            "answersUnavailableOnceItIsClosed",
            "leavesNoConnectionBehind"),
        BrokenStore.of(
            "never answers after close", SilentAfterClose::new, "answersUnavailableOnceItIsClosed"),
        BrokenStore.of(
            "throws after close", ThrowsAfterClose::new, "answersUnavailableOnceItIsClosed"),
        BrokenStore.of(
            "throws at a second close", ThrowsAtSecondClose::new, "closesTwiceWithoutComplaint"),
        BrokenStore.of(
            "waits without end for its calls at close",
            CannotClose::new,
            "endsTheCallsThatAreInFlightWhenItCloses"),
        BrokenStore.of(
            "leaves calls in flight at close",
            LeavesCallsInFlight::new,
            "endsTheCallsThatAreInFlightWhenItCloses"),
        BrokenStore.of("leaves a thread behind", LeavesThread::new, "leavesNoThreadBehind"),
        BrokenStore.of(
            "leaves a connection behind", LeavesConnection::new, "leavesNoConnectionBehind"),
        BrokenStore.of(
            "closes what all instances share",
            ClosesForAll::new,
            "outlivesTheCloseOfAnotherInstance"),
        BrokenStore.of(
            "says another thing of itself each time", Wavers::new, "saysTheSameOfItselfAlways"));
  }

  private static BrokenStore matching(
      String fault, BiPredicate<String, String> match, String... red) {
    return BrokenStore.of(
        fault,
        db ->
            new RightStore(db) {
              @Override
              protected boolean isOf(SessionId session, Object value) {
                return value instanceof Kept kept
                    && match.test(session.value(), kept.grant().identity().session().value());
              }
            },
        red);
  }

  private static boolean like(String pattern, String text) {
    String quoted = "\\Q" + pattern.replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q") + "\\E";
    return text.matches("(?s)" + quoted);
  }

  static final class EndsOneTicket extends RightStore {
    EndsOneTicket(ToyBackend backend) {
      super(backend);
    }

    @Override
    protected RevokeOutcome end(ToyBackend db, SessionId session) {
      db.names().stream()
          .filter(name -> db.get(name).filter(value -> isOf(session, value)).isPresent())
          .findFirst()
          .ifPresent(db::remove);
      return new RevokeOutcome.Revoked();
    }
  }

  static final class EndsLaterTickets extends RightStore {
    private final Set<SessionId> ended = ConcurrentHashMap.newKeySet();

    EndsLaterTickets(ToyBackend backend) {
      super(backend);
    }

    @Override
    protected RevokeOutcome end(ToyBackend db, SessionId session) {
      ended.add(session);
      return super.end(db, session);
    }

    @Override
    protected RedeemOutcome judge(ToyBackend db, Object value) {
      return value instanceof Kept kept && ended.contains(kept.grant().identity().session())
          ? new RedeemOutcome.NotRedeemable(RedeemOutcome.Reason.REVOKED)
          : super.judge(db, value);
    }
  }

  /** Notes revoked sessions for a minute, though tickets live for five. */
  static final class ForgetsTooSoon extends RightStore {
    private static final Duration TOO_SOON = Duration.ofMinutes(1);

    ForgetsTooSoon(ToyBackend backend) {
      super(backend);
    }

    @Override
    protected RevokeOutcome end(ToyBackend db, SessionId session) {
      db.put("ended:" + session, db.names(), TOO_SOON);
      return new RevokeOutcome.Revoked();
    }

    @Override
    protected RedeemOutcome take(ToyBackend db, TicketKey key) {
      boolean ended =
          db.get(name(key))
              .filter(Kept.class::isInstance)
              .map(value -> ((Kept) value).grant().identity().session())
              .flatMap(session -> db.get("ended:" + session))
              .filter(before -> ((Set<?>) before).contains(name(key)))
              .isPresent();
      RedeemOutcome outcome = super.take(db, key);
      return ended ? new RedeemOutcome.NotRedeemable(RedeemOutcome.Reason.REVOKED) : outcome;
    }
  }

  static final class EmptySessionThrows extends RightStore {
    EmptySessionThrows(ToyBackend backend) {
      super(backend);
    }

    @Override
    public CompletionStage<RevokeOutcome> revokeSession(SessionId session) {
      Objects.requireNonNull(session);
      boolean empty =
          backend.names().stream()
              .noneMatch(
                  name -> backend.get(name).filter(value -> isOf(session, value)).isPresent());
      return empty
          ? CompletableFuture.failedFuture(new IllegalStateException("no such session"))
          : super.revokeSession(session);
    }
  }

  static final class MistakeInStage extends RightStore {
    MistakeInStage(ToyBackend backend) {
      super(backend);
    }

    @Override
    public CompletionStage<IssueOutcome> issue(TicketKey key, Grant grant, Duration ttl) {
      try {
        return super.issue(key, grant, ttl);
      } catch (RuntimeException mistake) {
        return CompletableFuture.failedFuture(mistake);
      }
    }
  }

  static final class TouchesBeforeMistake extends RightStore {
    TouchesBeforeMistake(ToyBackend backend) {
      super(backend);
    }

    @Override
    public CompletionStage<IssueOutcome> issue(TicketKey key, Grant grant, Duration ttl) {
      if (key != null && ttl != null && ttl.isNegative()) {
        backend.remove(name(key));
      }
      return super.issue(key, grant, ttl);
    }
  }

  static final class WorksAfterClose extends RightStore {
    WorksAfterClose(ToyBackend backend) {
      super(backend);
    }

    @Override
    public void close() {}
  }

  static final class SilentAfterClose extends RightStore {
    private volatile boolean silent;

    SilentAfterClose(ToyBackend backend) {
      super(backend);
    }

    @Override
    protected <T> CompletionStage<T> ask(
        Function<ToyBackend, T> command,
        Function<String, T> unavailable,
        Function<String, T> indeterminate) {
      return silent ? new CompletableFuture<>() : super.ask(command, unavailable, indeterminate);
    }

    @Override
    public void close() {
      silent = true;
      super.close();
    }
  }

  static final class ThrowsAfterClose extends RightStore {
    private volatile boolean gone;

    ThrowsAfterClose(ToyBackend backend) {
      super(backend);
    }

    @Override
    protected <T> CompletionStage<T> ask(
        Function<ToyBackend, T> command,
        Function<String, T> unavailable,
        Function<String, T> indeterminate) {
      if (gone) {
        throw new IllegalStateException("closed");
      }
      return super.ask(command, unavailable, indeterminate);
    }

    @Override
    public void close() {
      gone = true;
      super.close();
    }
  }

  static final class ThrowsAtSecondClose extends RightStore {
    private boolean closedBefore;

    ThrowsAtSecondClose(ToyBackend backend) {
      super(backend);
    }

    @Override
    public void close() {
      if (closedBefore) {
        throw new IllegalStateException("closed already");
      }
      closedBefore = true;
      super.close();
    }
  }

  /** Waits without end for the answers that are still to come. */
  static final class CannotClose extends RightStore {
    private final Set<CompletableFuture<?>> inFlight = ConcurrentHashMap.newKeySet();

    CannotClose(ToyBackend backend) {
      super(backend);
    }

    @Override
    protected <T> CompletionStage<T> send(Function<ToyBackend, T> command) {
      CompletableFuture<T> answer = super.send(command).toCompletableFuture();
      inFlight.add(answer);
      answer.whenComplete((value, failure) -> inFlight.remove(answer));
      return answer;
    }

    @Override
    public void close() {
      inFlight.forEach(CompletableFuture::join);
      super.close();
    }
  }

  static final class LeavesCallsInFlight extends RightStore {
    LeavesCallsInFlight(ToyBackend backend) {
      super(backend);
    }

    private volatile boolean gone;

    @Override
    protected <T> CompletionStage<T> bounded(CompletableFuture<T> answer, T otherwise) {
      CompletableFuture<T> outer = new CompletableFuture<>();
      super.bounded(answer, otherwise)
          .thenAccept(
              value -> {
                if (!gone) {
                  outer.complete(value);
                }
              });
      return outer;
    }

    @Override
    public void close() {
      gone = true;
      super.close();
    }
  }

  static final class LeavesThread extends RightStore {
    LeavesThread(ToyBackend backend) {
      super(backend);
      Thread left = new Thread(LeavesThread::linger, "left-behind");
      left.setDaemon(true);
      left.start();
    }

    /** Long enough for the case that looks for it, not for the whole build. */
    private static void linger() {
      Poll.until(Duration.ofSeconds(6), () -> false);
    }
  }

  static final class LeavesConnection extends RightStore {
    LeavesConnection(ToyBackend backend) {
      super(backend);
      backend.connect();
    }
  }

  static final class ClosesForAll extends RightStore {
    private static final Map<ToyBackend, Boolean> SHARED_POOL_CLOSED = new ConcurrentHashMap<>();

    ClosesForAll(ToyBackend backend) {
      super(backend);
    }

    @Override
    protected <T> CompletionStage<T> send(Function<ToyBackend, T> command) {
      return SHARED_POOL_CLOSED.containsKey(backend)
          ? CompletableFuture.failedFuture(new ToyBackend.NotDone("the pool is closed"))
          : super.send(command);
    }

    @Override
    public void close() {
      SHARED_POOL_CLOSED.put(backend, true);
      super.close();
    }
  }

  static final class Wavers extends RightStore {
    private long asked;

    Wavers(ToyBackend backend) {
      super(backend);
    }

    @Override
    public StoreCapabilities capabilities() {
      return new StoreCapabilities(true, true, Duration.ofNanos(1_000 + asked++), BOUND);
    }
  }
}
