package io.admitone.contract;

import io.admitone.domain.room.Member;
import io.admitone.domain.room.Position;
import io.admitone.domain.room.PresenceOutcome;
import io.admitone.domain.room.Publication;
import io.admitone.domain.room.PublishOutcome;
import io.admitone.domain.room.RetentionRules;
import io.admitone.domain.room.RoomListener;
import io.admitone.domain.room.RoomMessage;
import io.admitone.domain.room.RoomName;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Faults against rules 7 to 11: what listeners hear, and who is there. */
final class BrokersThatMisspeak {
  private BrokersThatMisspeak() {}

  /** Makes the place of a listener. */
  @FunctionalInterface
  private interface Lines {
    ToyLine of(RightBroker broker, RoomName room, RoomListener listener);
  }

  static List<BrokenBroker> all() {
    return List.of(
        line(
            "tells everything twice",
            Twice::new,
            "callsAListenerForOneThingAtATime",
            "findsOutThatASubscriptionIsDead",
            "givesAMessageBackWhole",
            "givesManyOnTwoInstancesOneOrder",
            "givesManyWhoPublishAtOnceOneOrder",
            "goesOnWhenAListenerThrows",
            "hearsInOrderWhenADeadSubscriptionIsRenewed",
            "hearsOnAfterAHang",
            "hearsOnAfterAnOutage",
            "keepsRoomsWithSimilarNamesApart",
            "keepsTheEpochWhileSomebodyIsSubscribed",
            "leavesNoGapBetweenHistoryAndASubscription",
            "letsAListenerHearEachMessageOnceAndInOrder",
            "letsAListenerHearWhatComesAfterItsPositionAlone",
            "letsAListenerPublish",
            "letsARoomBeHeardAgainAfterItsLastListenerHasLeft",
            "letsAnotherInstanceOutliveItsClose",
            "letsListenersOfEveryInstanceHear",
            "letsNothingBeHeardAfterCancel",
            "saysSoWhereAllIsLost",
            "saysSoWhereHistoryDoesNotReachBack",
            "saysSoWhereTheLatestMessageIsLost",
            "servesOneListenerInTwoPlacesAsTwo",
            "storesARepeatedIdOnceAndLetsItBeHeardOnce"),
        line(
            "tells two messages in the wrong order",
            Swapped::new,
            "callsAListenerForOneThingAtATime",
            "findsOutThatASubscriptionIsDead",
            "givesAMessageBackWhole",
            "givesManyOnTwoInstancesOneOrder",
            "givesManyWhoPublishAtOnceOneOrder",
            "goesOnWhenAListenerThrows",
            "hearsInOrderWhenADeadSubscriptionIsRenewed",
            "hearsOnAfterAHang",
            "hearsOnAfterAnOutage",
            "keepsTheEpochWhileSomebodyIsSubscribed",
            "leavesNoGapBetweenHistoryAndASubscription",
            "letsAListenerHearEachMessageOnceAndInOrder",
            "letsAListenerPublish",
            "letsARoomBeHeardAgainAfterItsLastListenerHasLeft",
            "letsAnotherInstanceOutliveItsClose",
            "letsListenersOfEveryInstanceHear",
            "letsNothingBeHeardAfterCancel",
            "saysSoWhereAllIsLost",
            "saysSoWhereTheLatestMessageIsLost",
            "servesOneListenerInTwoPlacesAsTwo",
            "storesARepeatedIdOnceAndLetsItBeHeardOnce"),
        line(
            "leaves out a message now and then",
            LeavesOut::new,
            "callsAListenerForOneThingAtATime",
            "givesManyOnTwoInstancesOneOrder",
            "givesManyWhoPublishAtOnceOneOrder",
            "leavesNoGapBetweenHistoryAndASubscription",
            "letsAListenerHearEachMessageOnceAndInOrder"),
        line(
            "loses what is said while a subscription begins",
            GapAtTheSeam::new,
            "leavesNoGapBetweenHistoryAndASubscription"),
        line(
            "tells new listeners what was said before",
            FromTheBeginning::new,
            "keepsTheEpochWhileSomebodyIsSubscribed",
            "leavesNoGapBetweenHistoryAndASubscription",
            "letsAListenerHearWhatComesAfterItsPositionAlone",
            "letsARoomBeHeardAgainAfterItsLastListenerHasLeft"),
        line(
            "tells listeners that have cancelled",
            AfterCancel::new,
            "letsAnotherInstanceOutliveItsClose",
            "letsNothingBeHeardAfterCancel",
            "servesOneListenerInTwoPlacesAsTwo",
            "takesUpNoMemoryForRoomsThatAreOver"),
        line(
            "never looks after a subscription",
            Deaf::new,
            "findsOutThatASubscriptionIsDead",
            "hearsInOrderWhenADeadSubscriptionIsRenewed",
            "keepsTheEpochWhileSomebodyIsSubscribed",
            "saysSoWhereHistoryDoesNotReachBack"),
        line(
            "renews a subscription and does not ask what was missed",
            Forgetful::new,
            "findsOutThatASubscriptionIsDead",
            "hearsInOrderWhenADeadSubscriptionIsRenewed",
            "keepsTheEpochWhileSomebodyIsSubscribed",
            "saysSoWhereHistoryDoesNotReachBack"),
        line(
            "goes on after a loss and says nothing",
            Silent::new,
            "saysSoWhereAllIsLost",
            "saysSoWhereHistoryDoesNotReachBack",
            "saysSoWhereTheLatestMessageIsLost"),
        line(
            "asks listeners to load anew after every trouble",
            Anxious::new,
            "findsOutThatASubscriptionIsDead",
            "hearsOnAfterAHang",
            "hearsOnAfterAnOutage",
            "saysSoWhereAllIsLost",
            "saysSoWhereHistoryDoesNotReachBack"),
        BrokenBroker.of(
            "tells a repeated id again",
            TellsAgain::new,
            "storesARepeatedIdOnceAndLetsItBeHeardOnce"),
        BrokenBroker.of(
            "tells the listeners of its own instance alone",
            OwnAlone::new,
            "givesManyOnTwoInstancesOneOrder",
            "letsAnotherInstanceOutliveItsClose",
            "letsListenersOfEveryInstanceHear",
            "saysSoWhereHistoryDoesNotReachBack"),
        BrokenBroker.of(
            "subscribes a room again only once",
            OnceAlone::new,
            "letsARoomBeHeardAgainAfterItsLastListenerHasLeft"),
        BrokenBroker.of(
            "drops all listeners of a room when one cancels",
            DropsAll::new,
            "letsNothingBeHeardAfterCancel"),
        BrokenBroker.of(
            "stops at a listener that throws", StopsAtThrower::new, "goesOnWhenAListenerThrows"),
        BrokenBroker.of(
            "lets nobody leave",
            NobodyLeaves::new,
            "countsAConnectionThatJoinsTwiceOnce",
            "showsWhoHasJoinedUntilTheyLeave",
            "takesInWhoJoinsDuringAnOutage",
            "tellsTwoConnectionsOfOnePersonApart"),
        BrokenBroker.of(
            "counts people and not connections",
            CountsPeople::new,
            "tellsTwoConnectionsOfOnePersonApart"),
        BrokenBroker.of(
            "counts no more than it names", CountsNamed::new, "countsAllAndNamesAHundred"),
        BrokenBroker.of("names everybody", NamesAll::new, "countsAllAndNamesAHundred"),
        BrokenBroker.of(
            "keeps members in its own memory alone",
            MembersInMemory::new,
            "showsTheMembersOfEveryInstance"),
        BrokenBroker.of(
            "never forgets the members of a dead process",
            Ghosts::new,
            "forgetsTheMembersOfAProcessThatDied"),
        BrokenBroker.of(
            "forgets members that stay",
            NoRefresh::new,
            "countsAConnectionThatJoinsTwiceOnce",
            "forgetsTheMembersOfAProcessThatDied",
            "keepsMembersPresentForAsLongAsTheyStay",
            "keepsMembersPresentOverALossOfAll",
            "showsWhoHasJoinedUntilTheyLeave",
            "takesInWhoJoinsDuringAnOutage",
            "tellsTwoConnectionsOfOnePersonApart"),
        BrokenBroker.of(
            "leaves members behind when it closes",
            LeavesMembers::new,
            "letsMembersLeaveWhenTheirInstanceCloses"),
        BrokenBroker.of(
            "takes members of rooms that begin alike for its own",
            MixesMembers::new,
            "keepsRoomsWithSimilarNamesApart"));
  }

  /** One that no other cases can be told of for certain. */
  static BrokenBroker allAtOnce() {
    return line(
        "tells a listener on several threads at once",
        AllAtOnce::new,
        "callsAListenerForOneThingAtATime");
  }

  private static BrokenBroker line(String fault, Lines places, String... red) {
    return BrokenBroker.of(
        fault,
        (rooms, retention) ->
            new RightBroker(rooms, retention) {
              @Override
              protected ToyLine line(RoomName room, RoomListener listener) {
                return places.of(this, room, listener);
              }
            },
        red);
  }

  static final class Twice extends ToyLine {
    Twice(RightBroker broker, RoomName room, RoomListener listener) {
      super(broker, room, listener);
    }

    @Override
    public void onMessage(RoomMessage message) {
      super.onMessage(message);
      super.onMessage(message);
    }
  }

  static final class Swapped extends ToyLine {
    private RoomMessage second;

    Swapped(RightBroker broker, RoomName room, RoomListener listener) {
      super(broker, room, listener);
    }

    @Override
    public void onMessage(RoomMessage message) {
      long turn = message.position().offset() % 7;
      if (turn == 2) {
        second = message;
        return;
      }
      super.onMessage(message);
      if (turn == 3 && second != null) {
        super.onMessage(second);
      }
    }
  }

  static final class LeavesOut extends ToyLine {
    private int heard;

    LeavesOut(RightBroker broker, RoomName room, RoomListener listener) {
      super(broker, room, listener);
    }

    @Override
    public void onMessage(RoomMessage message) {
      if (++heard != 30) {
        super.onMessage(message);
      }
    }
  }

  static final class GapAtTheSeam extends ToyLine {
    GapAtTheSeam(RightBroker broker, RoomName room, RoomListener listener) {
      super(broker, room, listener);
    }

    @Override
    protected Void follow(Position from) {
      Position top = from;
      for (int moment = 0; moment < 100 && top.equals(from); moment++) {
        LockSupport.parkNanos(100_000);
        top = broker.log(broker.rooms.data(), room).top();
      }
      Position heardFrom = top;
      super.follow(heardFrom);
      return null;
    }
  }

  static final class FromTheBeginning extends ToyLine {
    FromTheBeginning(RightBroker broker, RoomName room, RoomListener listener) {
      super(broker, room, listener);
    }

    @Override
    protected Void follow(Position from) {
      super.follow(new Position(from.epoch(), 0));
      enter(() -> feed.doubt());
      return null;
    }
  }

  static final class AfterCancel extends ToyLine {
    AfterCancel(RightBroker broker, RoomName room, RoomListener listener) {
      super(broker, room, listener);
    }

    @Override
    public void cancel() {}
  }

  /** Whether two calls meet, or only come in the wrong order, is up to chance. */
  static final class AllAtOnce extends ToyLine {
    AllAtOnce(RightBroker broker, RoomName room, RoomListener listener) {
      super(broker, room, listener);
    }

    @Override
    public void onMessage(RoomMessage message) {
      if (message.position().offset() % 5 == 0) {
        Call.inBackground(() -> super.onMessage(message));
      } else {
        super.onMessage(message);
      }
    }
  }

  static final class Deaf extends ToyLine {
    Deaf(RightBroker broker, RoomName room, RoomListener listener) {
      super(broker, room, listener);
    }

    @Override
    void lookAfter() {}
  }

  static final class Forgetful extends ToyLine {
    Forgetful(RightBroker broker, RoomName room, RoomListener listener) {
      super(broker, room, listener);
    }

    @Override
    void lookAfter() {
      if (wire.isDead()) {
        wire.cut();
        wire = listen();
      }
    }
  }

  static final class Silent extends ToyLine {
    Silent(RightBroker broker, RoomName room, RoomListener listener) {
      super(broker, room, listener);
    }

    @Override
    public void onResync(Position from) {}
  }

  static final class Anxious extends ToyLine {
    Anxious(RightBroker broker, RoomName room, RoomListener listener) {
      super(broker, room, listener);
    }

    @Override
    void lookAfter() {
      super.lookAfter();
      enter(() -> onResync(feed.position()));
    }
  }

  static final class TellsAgain extends RightBroker {
    TellsAgain(ToyRooms rooms, RetentionRules retention) {
      super(rooms, retention);
    }

    @Override
    protected void told(RoomName room, Publication publication, PublishOutcome outcome) {
      super.told(room, publication, outcome);
      if (outcome instanceof PublishOutcome.Duplicate duplicate) {
        RoomMessage again = new RoomMessage(room, duplicate.position(), publication);
        lines.forEach(line -> line.enter(() -> line.onMessage(again)));
      }
    }
  }

  static final class OwnAlone extends RightBroker {
    OwnAlone(ToyRooms rooms, RetentionRules retention) {
      super(rooms, retention);
    }

    @Override
    protected void told(RoomName room, Publication publication, PublishOutcome outcome) {
      if (outcome instanceof PublishOutcome.Published published) {
        RoomMessage message = new RoomMessage(room, published.position(), publication);
        lines.forEach(line -> line.offerIfIn(message));
      }
    }
  }

  static final class OnceAlone extends RightBroker {
    private final Set<RoomName> before = new HashSet<>();

    OnceAlone(ToyRooms rooms, RetentionRules retention) {
      super(rooms, retention);
    }

    @Override
    protected ToyLine line(RoomName room, RoomListener listener) {
      boolean isHeard = lines.stream().anyMatch(line -> line.room.equals(room));
      return before.add(room) || isHeard
          ? super.line(room, listener)
          : new ToyLine(this, room, listener) {
            @Override
            protected ToyRooms.Wire listen() {
              return rooms.listen(room, ignored -> {});
            }
          };
    }
  }

  static final class DropsAll extends RightBroker {
    DropsAll(ToyRooms rooms, RetentionRules retention) {
      super(rooms, retention);
    }

    @Override
    protected ToyLine line(RoomName room, RoomListener listener) {
      return new ToyLine(this, room, listener) {
        @Override
        public void cancel() {
          lines.stream().filter(line -> line.room.equals(room)).forEach(line -> line.wire.cut());
          super.cancel();
        }
      };
    }
  }

  static final class StopsAtThrower extends RightBroker {
    StopsAtThrower(ToyRooms rooms, RetentionRules retention) {
      super(rooms, retention);
    }

    @Override
    protected ToyLine line(RoomName room, RoomListener listener) {
      return new ToyLine(this, room, listener) {
        @Override
        protected void tell(Runnable what) {
          try {
            what.run();
          } catch (RuntimeException theirs) {
            lines.stream().filter(line -> line.room.equals(room)).forEach(ToyLine::cancel);
          }
        }
      };
    }
  }

  static final class NobodyLeaves extends RightBroker {
    NobodyLeaves(ToyRooms rooms, RetentionRules retention) {
      super(rooms, retention);
    }

    @Override
    public void leave(RoomName room, Member member) {}
  }

  static final class CountsPeople extends RightBroker {
    CountsPeople(ToyRooms rooms, RetentionRules retention) {
      super(rooms, retention);
    }

    @Override
    protected String place(RoomName room, Member member) {
      return "presence:" + room + " " + member.user();
    }
  }

  static final class CountsNamed extends RightBroker {
    CountsNamed(ToyRooms rooms, RetentionRules retention) {
      super(rooms, retention);
    }

    @Override
    protected PresenceOutcome present(ToyBackend db, RoomName room) {
      List<Member> named = all(db, room).stream().limit(MAX_MEMBERS).toList();
      return new PresenceOutcome.Present(named.size(), named);
    }
  }

  static final class NamesAll extends RightBroker {
    NamesAll(ToyRooms rooms, RetentionRules retention) {
      super(rooms, retention);
    }

    @Override
    protected PresenceOutcome present(ToyBackend db, RoomName room) {
      List<Member> all = all(db, room);
      return new PresenceOutcome.Present(all.size(), all);
    }
  }

  static final class MembersInMemory extends RightBroker {
    MembersInMemory(ToyRooms rooms, RetentionRules retention) {
      super(rooms, retention);
    }

    @Override
    protected List<Member> all(ToyBackend db, RoomName room) {
      return mine.entrySet().stream()
          .filter(one -> one.getKey().startsWith("presence:" + room + " "))
          .flatMap(one -> Stream.of(one.getValue()))
          .toList();
    }
  }

  static final class Ghosts extends RightBroker {
    Ghosts(ToyRooms rooms, RetentionRules retention) {
      super(rooms, retention);
    }

    @Override
    void die() {
      lines.forEach(ToyLine::cancel);
    }
  }

  static final class NoRefresh extends RightBroker {
    private boolean again;

    NoRefresh(ToyRooms rooms, RetentionRules retention) {
      super(rooms, retention);
    }

    @Override
    public void join(RoomName room, Member member) {
      again = true;
      super.join(room, member);
    }

    @Override
    protected void lookAfterMembers() {
      if (again || isClosed() || !rooms.data().isWell()) {
        super.lookAfterMembers();
      }
      again = false;
    }
  }

  static final class LeavesMembers extends RightBroker {
    LeavesMembers(ToyRooms rooms, RetentionRules retention) {
      super(rooms, retention);
    }

    @Override
    public void close() {
      mine.clear();
      super.close();
    }
  }

  static final class MixesMembers extends RightBroker {
    MixesMembers(ToyRooms rooms, RetentionRules retention) {
      super(rooms, retention);
    }

    @Override
    protected List<Member> all(ToyBackend db, RoomName room) {
      return db.names().stream()
          .filter(name -> name.startsWith("presence:" + room))
          .flatMap(name -> db.get(name).stream())
          .map(Member.class::cast)
          .toList();
    }
  }
}
