package io.admitone.contract;

import io.admitone.domain.room.BrokerCapabilities;
import io.admitone.domain.room.HistoryOutcome;
import io.admitone.domain.room.Position;
import io.admitone.domain.room.Publication;
import io.admitone.domain.room.PublishOutcome;
import io.admitone.domain.room.Retention;
import io.admitone.domain.room.RetentionRules;
import io.admitone.domain.room.RoomName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Faults against rules 12 to 17: trouble, mistakes, and what is left at the end. */
final class BrokersThatHideTrouble {
  private BrokersThatHideTrouble() {}

  static List<BrokenBroker> all() {
    return List.of(
        BrokenBroker.of(
            "throws where the backend is in trouble",
            Throws::new,
            "hearsOnAfterAnOutage",
            "keepsWhatItAcknowledgedOverAnOutage",
            "reportsAPublicationWhoseAnswerWasLostAsIndeterminate",
            "reportsARefusalOfARoomAsUnavailable",
            "reportsAnUnreachableBackendAsTroubleOfRooms",
            "storesNothingOfWhatWasUnavailable",
            "storesOnceWhatIsPublishedAgainAfterALostAnswer"),
        BrokenBroker.of(
            "takes a lost answer for no effect",
            LostIsUnavailable::new,
            "reportsAPublicationWhoseAnswerWasLostAsIndeterminate"),
        BrokenBroker.of(
            "takes no effect for a lost answer",
            RefusedIsIndeterminate::new,
            "reportsARefusalOfARoomAsUnavailable"),
        BrokenBroker.of(
            "acknowledges what was refused",
            Pretends::new,
            "reportsARefusalOfARoomAsUnavailable",
            "reportsAnUnreachableBackendAsTroubleOfRooms"),
        BrokenBroker.of(
            "takes an outage for an empty room",
            EmptyOnOutage::new,
            "reportsAHangingBackendAsTroubleOfRoomsInTime",
            "reportsAnUnreachableBackendAsTroubleOfRooms"),
        BrokenBroker.of(
            "waits without end",
            Unbounded::new,
            "hearsOnAfterAHang",
            "reportsAHangingBackendAsTroubleOfRoomsInTime",
            "returnsToWhoUsesARoomAtOnceWhileTheBackendHangs"),
        BrokenBroker.of(
            "holds its caller until it is answered",
            Blocks::new,
            "returnsToWhoUsesARoomAtOnceWhileTheBackendHangs"),
        BrokenBroker.of(
            "undoes a publication that is cancelled",
            CancelUndoes::new,
            "doesNotUndoAPublicationThatIsCancelled"),
        BrokenBroker.of("takes any limit", AnyLimit::new, "refusesAnIllegalLimitAtOnce"),
        BrokenBroker.of(
            "reports a mistake in its stage", MistakeInStage::new, "refusesNullInARoomAtOnce"),
        BrokenBroker.of(
            "never forgets a room", ForgetsNoRoom::new, "takesUpNoMemoryForRoomsThatAreOver"),
        BrokenBroker.of(
            "removes everything when it closes",
            RemovesAll::new,
            "leavesTheDataOfOthersBesideRoomsAlone"),
        BrokenBroker.of(
            "works on after close", WorksOn::new, "answersUnavailableInRoomsOnceItIsClosed"),
        BrokenBroker.of(
            "throws at a second close",
            ThrowsAtSecondClose::new,
            "closesRoomsTwiceWithoutComplaint"),
        BrokenBroker.of(
            "leaves calls in flight at close",
            LeavesCallsInFlight::new,
            "endsTheCallsOfRoomsThatAreInFlightWhenItCloses"),
        BrokenBroker.of("leaves a thread behind", LeavesThread::new, "leavesNoThreadOfRoomsBehind"),
        BrokenBroker.of(
            "leaves a connection behind", LeavesConnection::new, "leavesNoConnectionOfRoomsBehind"),
        BrokenBroker.of(
            "closes for all instances", ClosesForAll::new, "letsAnotherInstanceOutliveItsClose"),
        BrokenBroker.of(
            "promises less than it must",
            Slack::new,
            "saysTheSameOfRoomsAlwaysAndKeepsToTheBounds"));
  }

  static final class Throws extends RightBroker {
    Throws(ToyRooms rooms, RetentionRules retention) {
      super(rooms, retention);
    }

    @Override
    protected <T> T ofFailure(
        Throwable failure, Function<String, T> unavailable, Function<String, T> indeterminate) {
      throw new IllegalStateException("the backend is in trouble", failure);
    }
  }

  static final class LostIsUnavailable extends RightBroker {
    LostIsUnavailable(ToyRooms rooms, RetentionRules retention) {
      super(rooms, retention);
    }

    @Override
    protected <T> T ofFailure(
        Throwable failure, Function<String, T> unavailable, Function<String, T> indeterminate) {
      return unavailable.apply("some trouble");
    }
  }

  static final class RefusedIsIndeterminate extends RightBroker {
    RefusedIsIndeterminate(ToyRooms rooms, RetentionRules retention) {
      super(rooms, retention);
    }

    @Override
    protected <T> T ofFailure(
        Throwable failure, Function<String, T> unavailable, Function<String, T> indeterminate) {
      return indeterminate.apply("some trouble");
    }
  }

  static final class Pretends extends RightBroker {
    Pretends(ToyRooms rooms, RetentionRules retention) {
      super(rooms, retention);
    }

    @Override
    public CompletionStage<PublishOutcome> publish(RoomName room, Publication publication) {
      Position next = log(rooms.data(), room).top().next();
      return super.publish(room, publication)
          .thenApply(
              outcome ->
                  outcome instanceof PublishOutcome.Unavailable && !isClosed()
                      ? new PublishOutcome.Published(next)
                      : outcome);
    }
  }

  static final class EmptyOnOutage extends RightBroker {
    EmptyOnOutage(ToyRooms rooms, RetentionRules retention) {
      super(rooms, retention);
    }

    @Override
    public CompletionStage<HistoryOutcome> history(
        RoomName room, Optional<Position> since, int limit) {
      Position top = log(rooms.data(), room).top();
      return super.history(room, since, limit)
          .thenApply(
              outcome ->
                  outcome instanceof HistoryOutcome.Unavailable && !isClosed()
                      ? new HistoryOutcome.Read(List.of(), top, true)
                      : outcome);
    }
  }

  static final class Unbounded extends RightBroker {
    Unbounded(ToyRooms rooms, RetentionRules retention) {
      super(rooms, retention);
    }

    @Override
    protected <T> CompletionStage<T> bounded(CompletableFuture<T> answer, T otherwise) {
      return answer;
    }
  }

  static final class Blocks extends RightBroker {
    Blocks(ToyRooms rooms, RetentionRules retention) {
      super(rooms, retention);
    }

    @Override
    protected <T> CompletionStage<T> bounded(CompletableFuture<T> answer, T otherwise) {
      CompletableFuture<T> bounded =
          answer.completeOnTimeout(otherwise, BOUND.toMillis(), TimeUnit.MILLISECONDS);
      bounded.join();
      return bounded;
    }
  }

  static final class CancelUndoes extends RightBroker {
    CancelUndoes(ToyRooms rooms, RetentionRules retention) {
      super(rooms, retention);
    }

    @Override
    public CompletionStage<PublishOutcome> publish(RoomName room, Publication publication) {
      ToyLog before = log(rooms.data(), room);
      CompletableFuture<PublishOutcome> answer =
          new CompletableFuture<>() {
            @Override
            public boolean cancel(boolean mayInterrupt) {
              put(rooms.data(), room, before);
              return super.cancel(mayInterrupt);
            }
          };
      super.publish(room, publication).thenAccept(answer::complete);
      return answer;
    }
  }

  static final class AnyLimit extends RightBroker {
    AnyLimit(ToyRooms rooms, RetentionRules retention) {
      super(rooms, retention);
    }

    @Override
    protected void requireLegal(int limit) {}

    @Override
    protected HistoryOutcome.Read read(
        ToyBackend db, RoomName room, Optional<Position> since, int limit) {
      return super.read(db, room, since, Math.max(0, limit));
    }
  }

  static final class MistakeInStage extends RightBroker {
    MistakeInStage(ToyRooms rooms, RetentionRules retention) {
      super(rooms, retention);
    }

    @Override
    public CompletionStage<PublishOutcome> publish(RoomName room, Publication publication) {
      try {
        return super.publish(room, publication);
      } catch (RuntimeException mistake) {
        return CompletableFuture.failedFuture(mistake);
      }
    }
  }

  static final class ForgetsNoRoom extends RightBroker {
    ForgetsNoRoom(ToyRooms rooms, RetentionRules retention) {
      super(rooms, retention);
    }

    @Override
    protected Duration life(Retention kept) {
      return Duration.ofDays(10);
    }
  }

  static final class RemovesAll extends RightBroker {
    RemovesAll(ToyRooms rooms, RetentionRules retention) {
      super(rooms, retention);
    }

    @Override
    public void close() {
      rooms.data().names().stream()
          .filter(name -> name.startsWith("others:"))
          .forEach(name -> rooms.data().remove(name));
      super.close();
    }
  }

  static final class WorksOn extends RightBroker {
    WorksOn(ToyRooms rooms, RetentionRules retention) {
      super(rooms, retention);
    }

    @Override
    protected boolean isClosed() {
      return false;
    }
  }

  static final class ThrowsAtSecondClose extends RightBroker {
    ThrowsAtSecondClose(ToyRooms rooms, RetentionRules retention) {
      super(rooms, retention);
    }

    @Override
    public void close() {
      if (isClosed()) {
        throw new IllegalStateException("closed already");
      }
      super.close();
    }
  }

  static final class LeavesCallsInFlight extends RightBroker {
    LeavesCallsInFlight(ToyRooms rooms, RetentionRules retention) {
      super(rooms, retention);
    }

    @Override
    protected <T> CompletionStage<T> bounded(CompletableFuture<T> answer, T otherwise) {
      CompletableFuture<T> mine = new CompletableFuture<>();
      CompletionStage<T> bounded = super.bounded(answer, otherwise);
      bounded.thenAccept(
          outcome -> {
            if (!isClosed() || outcome instanceof PublishOutcome.Unavailable) {
              mine.complete(outcome);
            }
          });
      return mine;
    }
  }

  static final class LeavesThread extends RightBroker {
    LeavesThread(ToyRooms rooms, RetentionRules retention) {
      super(rooms, retention);
      Thread idle =
          new Thread(
              () -> {
                try {
                  Thread.currentThread().join();
                } catch (InterruptedException e) {
                  return;
                }
              },
              "left-behind");
      idle.setDaemon(true);
      idle.start();
    }
  }

  static final class LeavesConnection extends RightBroker {
    LeavesConnection(ToyRooms rooms, RetentionRules retention) {
      super(rooms, retention);
      rooms.data().connect();
    }
  }

  static final class ClosesForAll extends RightBroker {
    ClosesForAll(ToyRooms rooms, RetentionRules retention) {
      super(rooms, retention);
    }

    @Override
    public void close() {
      super.close();
      rooms.cutAll();
    }
  }

  static final class Slack extends RightBroker {
    Slack(ToyRooms rooms, RetentionRules retention) {
      super(rooms, retention);
    }

    @Override
    public BrokerCapabilities capabilities() {
      return new BrokerCapabilities(
          true, Duration.ofMillis(1), BOUND, Duration.ofSeconds(31), ABSENCE);
    }
  }
}
