package io.admitone.application.rooms;

import io.admitone.application.time.Deadline;
import io.admitone.domain.room.Member;
import io.admitone.domain.room.Position;
import io.admitone.domain.room.PresenceOutcome;
import io.admitone.domain.room.RoomBroker;
import io.admitone.domain.room.RoomName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One connection's stay in rooms: which it hears, and that it is there. Made by {@link VisitRooms}.
 *
 * <p>Only for use on the subscriber's executor, and answered there.
 */
public final class RoomVisit {
  private static final Optional<RoomRefusal> INVALID = Optional.of(RoomRefusal.INVALID_ROOM);

  private final RoomIndex index;
  private final RoomBroker broker;
  private final RoomRights rights;
  private final RoomPolicy policy;
  private final Visitor visitor;
  private final Member member;
  private final RoomSubscriber subscriber;
  private Map<RoomName, Place> places = Map.of();

  RoomVisit(VisitRooms rooms, Visitor visitor, Member member, RoomSubscriber subscriber) {
    this.index = rooms.index();
    this.broker = rooms.broker();
    this.rights = rooms.rights();
    this.policy = rooms.policy();
    this.visitor = visitor;
    this.member = member;
    this.subscriber = subscriber;
  }

  /**
   * Wants to hear a room. The answer comes before anything of the room is heard. Of a room that is
   * heard already it begins anew.
   *
   * @param room a name from outside
   * @param since the last position that is known, if any
   */
  public void subscribe(String room, Optional<Position> since, Consumer<SubscribeResult> answer) {
    Optional<RoomName> name = RoomName.parse(room);
    Optional<RoomRefusal> refusal = name.map(this::mayEnter).orElse(INVALID);
    if (refusal.isPresent()) {
      answer.accept(new SubscribeResult.Refused(refusal.get()));
    } else {
      enter(name.get(), since, answer);
    }
  }

  private Optional<RoomRefusal> mayEnter(RoomName room) {
    if (!Rights.mayHear(rights, visitor, room)) {
      return Optional.of(RoomRefusal.ROOM_FORBIDDEN);
    }
    return places.size() >= policy.maxRooms() && !places.containsKey(room)
        ? Optional.of(RoomRefusal.TOO_MANY_ROOMS)
        : Optional.empty();
  }

  private void enter(RoomName room, Optional<Position> since, Consumer<SubscribeResult> answer) {
    Place before = places.isEmpty() ? null : places.get(room);
    if (before != null) {
      before.seat.leave();
    }
    if (places.isEmpty()) {
      places = new HashMap<>(4);
    }
    Place place = new Place();
    place.seat = new Seat(room, subscriber, since, result -> answered(room, place, result, answer));
    places.put(room, place);
    place.room = index.seat(room, place.seat);
    if (before == null) {
      broker.join(room, member);
    } else {
      // Given back last, so that the room is not let go of meanwhile.
      before.room.leave(before.seat);
    }
  }

  private void answered(
      RoomName room, Place place, SubscribeResult result, Consumer<SubscribeResult> answer) {
    boolean refused = result.fold(subscribed -> false, refusal -> true);
    if (refused && places.remove(room, place)) {
      broker.leave(room, member);
    }
    answer.accept(result);
  }

  /**
   * Wants to hear a room no more; nothing of it is heard after this has returned.
   *
   * @return why it cannot be; not to have heard it is no reason
   */
  public Optional<RoomRefusal> unsubscribe(String room) {
    Optional<RoomName> name = RoomName.parse(room);
    name.ifPresent(this::leave);
    return name.isPresent() ? Optional.empty() : INVALID;
  }

  private void leave(RoomName room) {
    Place place = places.isEmpty() ? null : places.remove(room);
    if (place != null) {
      place.leave();
      broker.leave(room, member);
    }
  }

  /** Asks who is in a room. */
  public void presence(String room, Consumer<PresenceResult> answer) {
    Optional<RoomName> name = RoomName.parse(room);
    if (name.isEmpty()) {
      answer.accept(new PresenceResult.Refused(RoomRefusal.INVALID_ROOM));
    } else if (!Rights.mayHear(rights, visitor, name.get())) {
      answer.accept(new PresenceResult.Refused(RoomRefusal.ROOM_FORBIDDEN));
    } else {
      askFor(name.get(), answer);
    }
  }

  private void askFor(RoomName room, Consumer<PresenceResult> answer) {
    Deadline.<PresenceOutcome>call(
            () -> broker.members(room), policy.storeDeadline(), PresenceOutcome.Unavailable::new)
        .exceptionally(failure -> new PresenceOutcome.Unavailable("the broker failed"))
        .thenAcceptAsync(outcome -> answer.accept(resultOf(room, outcome)), subscriber.executor());
  }

  private static PresenceResult resultOf(RoomName room, PresenceOutcome outcome) {
    return outcome.fold(
        present -> new PresenceResult.Present(room, present.count(), present.members()),
        unavailable -> new PresenceResult.Refused(RoomRefusal.STORE_UNAVAILABLE));
  }

  /** The rooms that are heard, or will be once the store has answered. */
  public List<RoomName> rooms() {
    return List.copyOf(places.keySet());
  }

  /** The connection is over: it leaves every room. */
  public void end() {
    rooms().forEach(this::leave);
  }

  /** A seat, and the room it is in. */
  private static final class Place {
    private Seat seat;
    private LiveRoom room;

    private void leave() {
      seat.leave();
      room.leave(seat);
    }
  }
}
