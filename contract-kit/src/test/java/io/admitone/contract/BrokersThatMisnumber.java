package io.admitone.contract;

import io.admitone.domain.identity.UserId;
import io.admitone.domain.room.Epoch;
import io.admitone.domain.room.HistoryOutcome;
import io.admitone.domain.room.Payload;
import io.admitone.domain.room.Position;
import io.admitone.domain.room.Publication;
import io.admitone.domain.room.PublishOutcome;
import io.admitone.domain.room.Retention;
import io.admitone.domain.room.RetentionRules;
import io.admitone.domain.room.RoomMessage;
import io.admitone.domain.room.RoomName;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Faults against rules 1 to 6: the log, ids, epochs, messages and history. */
final class BrokersThatMisnumber {
  private BrokersThatMisnumber() {}

  static List<BrokenBroker> all() {
    return List.of(
        BrokenBroker.of(
            "acknowledges before it has stored",
            AcknowledgesFirst::new,
            "doesNotUndoAPublicationThatIsCancelled",
            "findsOutThatASubscriptionIsDead",
            "forgetsAnIdAfterTwoMinutes",
            "forgetsMessagesAfterTheirLife",
            "givesAMessageBackWhole",
            "givesManyOnTwoInstancesOneOrder",
            "givesManyWhoPublishAtOnceOneOrder",
            "goesOnCountingAfterItsMessagesAreForgotten",
            "goesOnWhenAListenerThrows",
            "hearsInOrderWhenADeadSubscriptionIsRenewed",
            "hearsOnAfterAHang",
            "hearsOnAfterAnOutage",
            "keepsAHundredMessagesWhereNoRuleSaysOtherwise",
            "keepsAsManyMessagesAsItIsToldTo",
            "keepsMessagesThroughoutTheirLife",
            "keepsRoomsWithSimilarNamesApart",
            "keepsTheEpochWhileSomebodyIsSubscribed",
            "keepsWhatItAcknowledged",
            "keepsWhatItAcknowledgedOverAnOutage",
            "leavesNoGapBetweenHistoryAndASubscription",
            "letsAListenerHearEachMessageOnceAndInOrder",
            "letsAListenerHearWhatComesAfterItsPositionAlone",
            "letsAListenerPublish",
            "letsARoomBeHeardAgainAfterItsLastListenerHasLeft",
            "letsAnotherInstanceOutliveItsClose",
            "letsListenersOfEveryInstanceHear",
            "letsNothingBeHeardAfterCancel",
            "readsFromTheVeryBeginning",
            "readsNoLessThanAListenerHasHeard",
            "readsTheLatestMessagesWhereNoPositionIsGiven",
            "readsTheOldestFirstUpToTheLimit",
            "readsWhatCameAfterAPosition",
            "remembersAnIdThroughEveryInstance",
            "saysSoWhereAllIsLost",
            "saysSoWhereHistoryDoesNotReachBack",
            "saysSoWhereTheLatestMessageIsLost",
            "saysThatNothingIsMissingAtTheTop",
            "storesARepeatedIdOnceAndLetsItBeHeardOnce",
            "storesOnceWhatIsPublishedAgainAfterALostAnswer"),
        BrokenBroker.of(
            "reads, and writes in a second step",
            TwoSteps::new,
            "givesManyOnTwoInstancesOneOrder",
            "givesManyWhoPublishAtOnceOneOrder",
            "letsOneOfManyWhoPublishAnIdAtOnceThrough"),
        BrokenBroker.of(
            "goes on in the old epoch after a loss",
            KeepsEpoch::new,
            "beginsANewEpochWhenAllIsLost",
            "beginsANewEpochWhenTheLatestMessageIsLost",
            "saysSoWhereAllIsLost"),
        BrokenBroker.of(
            "counts from one again in the same epoch",
            CountsAgain::new,
            "forgetsMessagesAfterTheirLife",
            "goesOnCountingAfterItsMessagesAreForgotten",
            "keepsTheEpochWhileSomebodyIsSubscribed"),
        BrokenBroker.of(
            "forgets an epoch that is in use",
            ForgetsEpochInUse::new,
            "keepsTheEpochWhileSomebodyIsSubscribed"),
        naming(
            "stores a repeated id again",
            p -> RoomSamples.fresh(),
            "letsOneOfManyWhoPublishAnIdAtOnceThrough",
            "remembersAnIdForTwoMinutes",
            "remembersAnIdThroughEveryInstance",
            "storesARepeatedIdOnceAndLetsItBeHeardOnce",
            "storesOnceWhatIsPublishedAgainAfterALostAnswer"),
        naming(
            "takes ids of different authors for one",
            p -> p.id().value(),
            "tellsIdsOfDifferentAuthorsApart"),
        BrokenBroker.of(
            "takes ids of different rooms for one",
            IdsOverRooms::new,
            "tellsIdsOfDifferentRoomsApart"),
        remembering("remembers ids for a minute", 60, "remembersAnIdForTwoMinutes"),
        remembering("remembers ids for three minutes", 180, "forgetsAnIdAfterTwoMinutes"),
        BrokenBroker.of(
            "remembers an id longer when it is repeated",
            RenewsIds::new,
            "forgetsAnIdAfterTwoMinutes"),
        BrokenBroker.of(
            "remembers ids in its own memory alone",
            IdsInMemory::new,
            "remembersAnIdThroughEveryInstance"),
        keeping(
            "keeps one message less",
            r -> new Retention(r.messages() - 1, r.life()),
            "keepsAHundredMessagesWhereNoRuleSaysOtherwise",
            "keepsAsManyMessagesAsItIsToldTo"),
        keeping(
            "keeps one message more",
            r -> new Retention(r.messages() + 1, r.life()),
            "keepsAHundredMessagesWhereNoRuleSaysOtherwise",
            "keepsAsManyMessagesAsItIsToldTo"),
        keeping(
            "keeps the same of every room",
            r -> Retention.DEFAULT,
            "forgetsMessagesAfterTheirLife",
            "keepsAsManyMessagesAsItIsToldTo",
            "saysSoWhereHistoryDoesNotReachBack"),
        keeping(
            "keeps messages for half of their life",
            r ->
                r.equals(Retention.DEFAULT)
                    ? new Retention(r.messages(), r.life().dividedBy(2))
                    : r,
            "keepsMessagesThroughoutTheirLife"),
        keeping(
            "keeps messages for ever",
            r -> new Retention(r.messages(), Retention.MAX_LIFE),
            "forgetsMessagesAfterTheirLife"),
        reading(
            "brings the newest first",
            (since, read) -> {
              List<RoomMessage> turned = new ArrayList<>(read.messages());
              Collections.reverse(turned);
              return new HistoryOutcome.Read(turned, read.top(), read.recovered());
            },
            "givesAMessageBackWhole",
            "givesManyOnTwoInstancesOneOrder",
            "givesManyWhoPublishAtOnceOneOrder",
            "keepsAHundredMessagesWhereNoRuleSaysOtherwise",
            "keepsAsManyMessagesAsItIsToldTo",
            "keepsMessagesThroughoutTheirLife",
            "keepsWhatItAcknowledged",
            "readsFromTheVeryBeginning",
            "readsTheLatestMessagesWhereNoPositionIsGiven",
            "readsTheOldestFirstUpToTheLimit",
            "readsWhatCameAfterAPosition"),
        reading(
            "says always that nothing is missing",
            (since, read) -> new HistoryOutcome.Read(read.messages(), read.top(), true),
            "beginsANewEpochWhenTheLatestMessageIsLost",
            "doesNotRecoverAPositionOfAnotherEpoch",
            "doesNotRecoverAPositionThatNeverWas",
            "forgetsMessagesAfterTheirLife",
            "keepsAsManyMessagesAsItIsToldTo"),
        reading(
            "says always that something is missing",
            (since, read) ->
                since.isEmpty() ? read : new HistoryOutcome.Read(List.of(), read.top(), false),
            "forgetsMessagesAfterTheirLife",
            "goesOnCountingAfterItsMessagesAreForgotten",
            "keepsAsManyMessagesAsItIsToldTo",
            "keepsMessagesThroughoutTheirLife",
            "keepsWhatItAcknowledgedOverAnOutage",
            "readsFromTheVeryBeginning",
            "readsTheOldestFirstUpToTheLimit",
            "readsWhatCameAfterAPosition",
            "saysThatNothingIsMissingAtTheTop"),
        BrokenBroker.of(
            "brings the message at the position again",
            Inclusive::new,
            "doesNotRecoverAPositionThatNeverWas",
            "forgetsMessagesAfterTheirLife",
            "goesOnCountingAfterItsMessagesAreForgotten",
            "keepsAsManyMessagesAsItIsToldTo",
            "readsTheOldestFirstUpToTheLimit",
            "readsWhatCameAfterAPosition",
            "saysThatNothingIsMissingAtTheTop"),
        BrokenBroker.of(
            "ignores the limit",
            IgnoresLimit::new,
            "readsTheLatestMessagesWhereNoPositionIsGiven",
            "readsTheOldestFirstUpToTheLimit"),
        BrokenBroker.of(
            "compares offsets and not epochs",
            ComparesOffsets::new,
            "doesNotRecoverAPositionOfAnotherEpoch"),
        storing(
            "stores text as ISO 8859-1",
            p ->
                new Publication(
                    p.id(),
                    Payload.of(p.data().text().getBytes(StandardCharsets.ISO_8859_1)),
                    p.author(),
                    p.timestamp()),
            "givesAMessageBackWhole"),
        storing(
            "forgets the author",
            p -> new Publication(p.id(), p.data(), Optional.empty(), p.timestamp()),
            "givesAMessageBackWhole",
            "givesManyOnTwoInstancesOneOrder",
            "givesManyWhoPublishAtOnceOneOrder",
            "keepsWhatItAcknowledged",
            "storesOnceWhatIsPublishedAgainAfterALostAnswer"),
        storing(
            "makes somebody of nobody",
            p ->
                new Publication(
                    p.id(),
                    p.data(),
                    Optional.of(p.author().orElse(new UserId("null"))),
                    p.timestamp()),
            "givesAMessageBackWhole"),
        storing(
            "keeps time to the second",
            p ->
                new Publication(
                    p.id(), p.data(), p.author(), p.timestamp().truncatedTo(ChronoUnit.SECONDS)),
            "givesAMessageBackWhole",
            "givesManyOnTwoInstancesOneOrder",
            "givesManyWhoPublishAtOnceOneOrder",
            "keepsWhatItAcknowledged",
            "storesOnceWhatIsPublishedAgainAfterALostAnswer"),
        BrokenBroker.of(
            "takes upper for lower case in a room's name",
            IgnoresCase::new,
            "keepsRoomsWithSimilarNamesApart"));
  }

  private static BrokenBroker naming(
      String fault, Function<Publication, String> name, String... red) {
    return BrokenBroker.of(
        fault,
        (rooms, retention) ->
            new RightBroker(rooms, retention) {
              @Override
              protected String idOf(Publication publication) {
                return name.apply(publication);
              }
            },
        red);
  }

  private static BrokenBroker remembering(String fault, int seconds, String... red) {
    return BrokenBroker.of(
        fault,
        (rooms, retention) ->
            new RightBroker(rooms, retention) {
              @Override
              protected ToyLog trim(ToyBackend db, RoomName room, ToyLog log) {
                return log.at(db.now(), this.retention.of(room), seconds * 1_000_000_000L);
              }
            },
        red);
  }

  private static BrokenBroker keeping(
      String fault, UnaryOperator<Retention> change, String... red) {
    return BrokenBroker.of(
        fault,
        (rooms, retention) ->
            new RightBroker(rooms, retention) {
              @Override
              protected ToyLog trim(ToyBackend db, RoomName room, ToyLog log) {
                return log.at(
                    db.now(), change.apply(this.retention.of(room)), ID_REMEMBERED.toNanos());
              }
            },
        red);
  }

  private static BrokenBroker reading(
      String fault,
      BiFunction<Optional<Position>, HistoryOutcome.Read, HistoryOutcome.Read> change,
      String... red) {
    return BrokenBroker.of(
        fault,
        (rooms, retention) ->
            new RightBroker(rooms, retention) {
              @Override
              public CompletionStage<HistoryOutcome> history(
                  RoomName room, Optional<Position> since, int limit) {
                return super.history(room, since, limit)
                    .thenApply(
                        outcome ->
                            outcome instanceof HistoryOutcome.Read read
                                ? change.apply(since, read)
                                : outcome);
              }
            },
        red);
  }

  private static BrokenBroker storing(
      String fault, UnaryOperator<Publication> change, String... red) {
    return BrokenBroker.of(
        fault,
        (rooms, retention) ->
            new RightBroker(rooms, retention) {
              @Override
              protected Publication kept(Publication publication) {
                return change.apply(publication);
              }
            },
        red);
  }

  static final class AcknowledgesFirst extends RightBroker {
    private final List<Runnable> later = new ArrayList<>();

    AcknowledgesFirst(ToyRooms rooms, RetentionRules retention) {
      super(rooms, retention);
    }

    @Override
    public synchronized CompletionStage<PublishOutcome> publish(
        RoomName room, Publication publication) {
      if (!rooms.data().isWell() || isClosed()) {
        return super.publish(room, publication);
      }
      later.forEach(Runnable::run);
      later.clear();
      ToyLog log = log(rooms.data(), room);
      if (log.before(idOf(publication)).isPresent()) {
        return super.publish(room, publication);
      }
      put(rooms.data(), room, log);
      later.add(() -> super.publish(room, publication));
      return CompletableFuture.completedFuture(new PublishOutcome.Published(log.top().next()));
    }
  }

  static final class TwoSteps extends RightBroker {
    private final Meeting<Position> meeting = new Meeting<>();

    TwoSteps(ToyRooms rooms, RetentionRules retention) {
      super(rooms, retention);
    }

    @Override
    public CompletionStage<PublishOutcome> publish(RoomName room, Publication publication) {
      if (!rooms.data().isWell() || isClosed()) {
        return super.publish(room, publication);
      }
      ToyLog seen = log(rooms.data(), room);
      put(rooms.data(), room, seen);
      meeting.at(seen.top());
      return ask(
          db -> write(db, room, seen, publication),
          PublishOutcome.Unavailable::new,
          PublishOutcome.Indeterminate::new,
          outcome -> told(room, publication, outcome));
    }

    private PublishOutcome write(
        ToyBackend db, RoomName room, ToyLog seen, Publication publication) {
      Optional<PublishOutcome> before = seen.before(idOf(publication));
      if (before.isPresent()) {
        return before.get();
      }
      ToyLog next = seen.with(room, publication, idOf(publication), db.now());
      put(db, room, trim(db, room, next));
      return new PublishOutcome.Published(next.top());
    }
  }

  static final class KeepsEpoch extends RightBroker {
    KeepsEpoch(ToyRooms rooms, RetentionRules retention) {
      super(rooms, retention);
    }

    @Override
    protected ToyLog log(ToyBackend db, RoomName room) {
      return trim(
          db,
          room,
          db.get(name(room))
              .map(ToyLog.class::cast)
              .orElseGet(() -> ToyLog.begin(0, "e" + Math.abs(room.hashCode()))));
    }
  }

  static final class CountsAgain extends RightBroker {
    CountsAgain(ToyRooms rooms, RetentionRules retention) {
      super(rooms, retention);
    }

    @Override
    protected ToyLog log(ToyBackend db, RoomName room) {
      ToyLog log = super.log(db, room);
      Position top = log.top();
      return log.kept().isEmpty() && top.offset() > 0
          ? new ToyLog(log.incarnation(), new Position(top.epoch(), 0), List.of(), Map.of())
          : log;
    }
  }

  static final class ForgetsEpochInUse extends RightBroker {
    ForgetsEpochInUse(ToyRooms rooms, RetentionRules retention) {
      super(rooms, retention);
    }

    @Override
    protected ToyLog log(ToyBackend db, RoomName room) {
      ToyLog log = super.log(db, room);
      return log.kept().isEmpty() && log.ids().isEmpty() && log.top().offset() > 0
          ? ToyLog.begin(log.incarnation(), "n" + System.nanoTime())
          : log;
    }
  }

  static final class IdsOverRooms extends RightBroker {
    IdsOverRooms(ToyRooms rooms, RetentionRules retention) {
      super(rooms, retention);
    }

    @Override
    protected PublishOutcome store(ToyBackend db, RoomName room, Publication publication) {
      String name = "ids:" + idOf(publication);
      Optional<PublishOutcome> before = db.get(name).map(PublishOutcome.class::cast);
      if (before.isPresent()) {
        return before.get();
      }
      PublishOutcome outcome = super.store(db, room, publication);
      if (outcome instanceof PublishOutcome.Published published) {
        db.put(name, new PublishOutcome.Duplicate(published.position()), ID_REMEMBERED);
      }
      return outcome;
    }
  }

  static final class RenewsIds extends RightBroker {
    RenewsIds(ToyRooms rooms, RetentionRules retention) {
      super(rooms, retention);
    }

    @Override
    protected PublishOutcome store(ToyBackend db, RoomName room, Publication publication) {
      PublishOutcome outcome = super.store(db, room, publication);
      if (outcome instanceof PublishOutcome.Duplicate duplicate) {
        ToyLog log = log(db, room);
        log.ids().put(idOf(publication), new ToyLog.Named(duplicate.position(), db.now()));
        put(db, room, log);
      }
      return outcome;
    }
  }

  static final class IdsInMemory extends RightBroker {
    private final Map<String, Integer> ids = new ConcurrentHashMap<>();
    private final int self = System.identityHashCode(this);

    IdsInMemory(ToyRooms rooms, RetentionRules retention) {
      super(rooms, retention);
    }

    @Override
    protected String idOf(Publication publication) {
      return ids.computeIfAbsent(super.idOf(publication), fresh -> self) + super.idOf(publication);
    }
  }

  static final class Inclusive extends RightBroker {
    Inclusive(ToyRooms rooms, RetentionRules retention) {
      super(rooms, retention);
    }

    @Override
    public CompletionStage<HistoryOutcome> history(
        RoomName room, Optional<Position> since, int limit) {
      return super.history(
          room,
          since.map(s -> s.offset() == 0 ? s : new Position(s.epoch(), s.offset() - 1)),
          limit);
    }
  }

  static final class IgnoresLimit extends RightBroker {
    IgnoresLimit(ToyRooms rooms, RetentionRules retention) {
      super(rooms, retention);
    }

    @Override
    protected HistoryOutcome.Read read(
        ToyBackend db, RoomName room, Optional<Position> since, int limit) {
      return super.read(db, room, since, MAX_PAGE);
    }
  }

  static final class ComparesOffsets extends RightBroker {
    ComparesOffsets(ToyRooms rooms, RetentionRules retention) {
      super(rooms, retention);
    }

    @Override
    protected HistoryOutcome.Read read(
        ToyBackend db, RoomName room, Optional<Position> since, int limit) {
      Epoch now = log(db, room).top().epoch();
      return super.read(db, room, since.map(s -> new Position(now, s.offset())), limit);
    }
  }

  static final class IgnoresCase extends RightBroker {
    IgnoresCase(ToyRooms rooms, RetentionRules retention) {
      super(rooms, retention);
    }

    @Override
    protected String name(RoomName room) {
      return super.name(room).toLowerCase(Locale.ROOT);
    }
  }
}
