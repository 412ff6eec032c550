package io.admitone.contract;

import static io.admitone.contract.RoomRule.PRESENCE;

import io.admitone.domain.identity.ClientId;
import io.admitone.domain.identity.UserId;
import io.admitone.domain.room.Member;
import io.admitone.domain.room.PresenceOutcome;
import io.admitone.domain.room.RoomBroker;
import io.admitone.domain.room.RoomName;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Rule 11: who is there. */
interface RoomPresenceRules {
  RoomBench bench();

  @Test
  default void showsWhoHasJoinedUntilTheyLeave() {
    RoomName room = RoomSamples.room();
    Member ada = member("Zo\u00eb | a:b");
    Member nobody = new Member(RoomSamples.fresh(), Optional.empty(), new ClientId("tab-9"));
    RoomBroker broker = bench().broker().broker();

    requirePresent(room);
    broker.join(room, ada);
    broker.join(room, nobody);
    requirePresent(room, ada, nobody);
    broker.leave(room, ada);
    requirePresent(room, nobody);
    broker.leave(room, ada);
    broker.leave(room, nobody);
    requirePresent(room);
  }

  private static Member member(String user) {
    return new Member(RoomSamples.fresh(), Optional.of(new UserId(user)), new ClientId("tab-1"));
  }

  private void requirePresent(RoomName room, Member... members) {
    requirePresent(bench().broker(), room, members);
  }

  private void requirePresent(RoomClient client, RoomName room, Member... members) {
    Set<Member> expected = Set.of(members);
    boolean come = bench().comes(() -> isPresent(client, room, expected));
    PresenceOutcome.Present seen = bench().mustSee(client, room);
    PRESENCE.require(
        come,
        "%s were to be there, and %d were: %s.".formatted(expected, seen.count(), seen.members()));
  }

  private boolean isPresent(RoomClient client, RoomName room, Set<Member> expected) {
    PresenceOutcome.Present seen = bench().mustSee(client, room);
    return seen.count() == expected.size()
        && seen.members().size() == expected.size()
        && new HashSet<>(seen.members()).equals(expected);
  }

  @Test
  default void countsAConnectionThatJoinsTwiceOnce() {
    RoomName room = RoomSamples.room();
    Member ada = member("ada");
    RoomBroker broker = bench().broker().broker();

    broker.join(room, ada);
    broker.join(room, ada);

    requirePresent(room, ada);
    broker.leave(room, ada);
    requirePresent(room);
  }

  @Test
  default void tellsTwoConnectionsOfOnePersonApart() {
    RoomName room = RoomSamples.room();
    Member one = member("ada");
    Member other = member("ada");
    RoomBroker broker = bench().broker().broker();

    broker.join(room, one);
    broker.join(room, other);

    requirePresent(room, one, other);
    broker.leave(room, one);
    requirePresent(room, other);
  }

  @Test
  default void countsAllAndNamesAHundred() {
    RoomName room = RoomSamples.room();
    List<Member> many = IntStream.range(0, 130).mapToObj(i -> member("user-" + i)).toList();
    many.forEach(member -> bench().broker().broker().join(room, member));

    boolean come = bench().comes(() -> bench().mustSee(bench().broker(), room).count() == 130);
    PresenceOutcome.Present seen = bench().mustSee(bench().broker(), room);

    PRESENCE.require(come, "130 have joined, and " + seen.count() + " were counted.");
    PRESENCE.require(
        seen.members().size() == RoomBroker.MAX_MEMBERS
            && new HashSet<>(seen.members()).size() == RoomBroker.MAX_MEMBERS
            && many.containsAll(seen.members()),
        "of 130 members %d were named, or others.".formatted(seen.members().size()));
  }

  @Test
  default void showsTheMembersOfEveryInstance() {
    RoomClient other = bench().otherInstance();
    RoomName room = RoomSamples.room();
    Member here = member("ada");
    Member there = member("bob");

    bench().broker().broker().join(room, here);
    other.broker().join(room, there);

    requirePresent(room, here, there);
    requirePresent(other, room, here, there);
  }

  @Test
  default void letsMembersLeaveWhenTheirInstanceCloses() {
    RoomClient other = bench().otherInstance();
    RoomName room = RoomSamples.room();
    Member here = member("ada");
    bench().broker().broker().join(room, here);
    other.broker().join(room, member("bob"));
    bench().comes(() -> bench().mustSee(bench().broker(), room).count() == 2);

    other.broker().close();

    requirePresent(room, here);
  }

  @Test
  default void forgetsTheMembersOfAProcessThatDied() {
    RoomClient other = bench().otherInstance();
    RoomName room = RoomSamples.room();
    Member here = member("ada");
    bench().broker().broker().join(room, here);
    other.broker().join(room, member("bob"));
    bench().comes(() -> bench().mustSee(bench().broker(), room).count() == 2);
    NotVerified.unless(
        bench().backstage().kill(other.broker()), "the fixture cannot let an instance die");

    bench().time().pass(bench().capabilities().absenceBound());

    requirePresent(room, here);
  }

  @Test
  default void keepsMembersPresentForAsLongAsTheyStay() {
    RoomName room = RoomSamples.room();
    Member ada = member("ada");
    bench().broker().broker().join(room, ada);
    requirePresent(room, ada);

    Duration longer = bench().capabilities().absenceBound().multipliedBy(2);
    bench().time().pass(bench().time().isMoved() ? Duration.ofMinutes(30) : longer);

    requirePresent(room, ada);
  }

  @Test
  default void keepsMembersPresentOverALossOfAll() {
    bench().needs(Fault.LOSES_ALL);
    RoomName room = RoomSamples.room();
    Member ada = member("ada");
    bench().broker().broker().join(room, ada);
    requirePresent(room, ada);

    bench().begin(Fault.LOSES_ALL);
    bench().heal();

    requirePresent(room, ada);
  }

  @Test
  default void takesInWhoJoinsDuringAnOutage() {
    bench().needs(Fault.UNREACHABLE);
    RoomName room = RoomSamples.room();
    Member going = member("ada");
    Member coming = member("bob");
    bench().broker().broker().join(room, going);
    requirePresent(room, going);

    bench().begin(Fault.UNREACHABLE);
    bench().broker().broker().join(room, coming);
    bench().broker().broker().leave(room, going);
    bench().heal();

    requirePresent(room, coming);
  }
}
