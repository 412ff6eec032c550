package io.admitone.application.rooms;

import io.admitone.application.time.Deadline;
import io.admitone.domain.room.Member;
import io.admitone.domain.room.MessageId;
import io.admitone.domain.room.Position;
import io.admitone.domain.room.PresenceOutcome;
import io.admitone.domain.room.RoomBroker;
import io.admitone.domain.room.RoomName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One connection's stay in rooms: which it hears, that it is there, and what it says. Made by
 * {@link VisitRooms}.
 *
 * <p>What is asked of one room is done in the order in which it is asked: while a subscription is
 * being made, the rest waits. So a message that is published right after it is heard.
 *
 * <p>Only for use on the subscriber's executor, and answered there, each question once.
 */
public final class RoomVisit {
  /** Questions that may wait for subscriptions; beyond them they are refused. */
  static final int MAX_WAITING = 100;

  /** Bytes of the messages among them. */
  static final int MAX_WAITING_BYTES = 1024 * 1024;

  private final RoomIndex index;
  private final RoomBroker broker;
  private final PublishMessage publish;
  private final RoomRights rights;
  private final RoomPolicy policy;
  private final Visitor visitor;
  private final Member member;
  private final RoomSubscriber subscriber;
  private Map<RoomName, Place> places = Map.of();
  private int waiting;
  private int waitingBytes;
  private boolean over;

  RoomVisit(VisitRooms rooms, Visitor visitor, Member member, RoomSubscriber subscriber) {
    this.index = rooms.index();
    this.broker = rooms.broker();
    this.publish = rooms.publish();
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
    Consumer<RoomRefusal> refuse = why -> answer.accept(new SubscribeResult.Refused(why));
    inTurn(
        room,
        name -> mayEnter(name).ifPresentOrElse(refuse, () -> enter(name, since, answer)),
        refuse);
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
    if (over) {
      return;
    }
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
    goOn(room, place);
  }

  /**
   * Wants to hear a room no more; nothing of it is heard after this was answered.
   *
   * @param answer why it cannot be, if so; not to have heard it is no reason
   */
  public void unsubscribe(String room, Consumer<Optional<RoomRefusal>> answer) {
    inTurn(
        room,
        name -> {
          leave(name);
          answer.accept(Optional.empty());
        },
        why -> answer.accept(Optional.of(why)));
  }

  private void leave(RoomName room) {
    Place place = places.isEmpty() ? null : places.remove(room);
    if (place != null) {
      place.leave();
      broker.leave(room, member);
      goOn(room, place);
    }
  }

  /**
   * Says something in a room.
   *
   * @param room a name from outside
   * @param json the UTF-8 bytes of one JSON value; the caller has seen to that
   * @param id the visitor's own id of the message; one is made where there is none
   */
  public void publish(
      String room, byte[] json, Optional<MessageId> id, Consumer<PublishResult> answer) {
    inTurn(
        room,
        json.length,
        name ->
            publish.publish(visitor, room, json, id).thenAcceptAsync(answer, subscriber.executor()),
        why -> answer.accept(new PublishResult.Refused(why)));
  }

  /** Asks who is in a room, which is told to those who say who they are themselves. */
  public void presence(String room, Consumer<PresenceResult> answer) {
    Consumer<RoomRefusal> refuse = why -> answer.accept(new PresenceResult.Refused(why));
    inTurn(
        room,
        name -> {
          if (maySeeWhoIsIn(name)) {
            askFor(name, answer);
          } else {
            refuse.accept(RoomRefusal.ROOM_FORBIDDEN);
          }
        },
        refuse);
  }

  private boolean maySeeWhoIsIn(RoomName room) {
    return visitor.identity().isPresent() && Rights.mayHear(rights, visitor, room);
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

  /** The connection is over: it leaves every room, and what it still had to say is said. */
  public void end() {
    over = true;
    rooms().forEach(this::leave);
  }

  /** Does what is asked of a room, now or as soon as its subscription has been answered. */
  private void inTurn(String room, Consumer<RoomName> act, Consumer<RoomRefusal> refuse) {
    inTurn(room, 0, act, refuse);
  }

  /**
   * @param bytes that are kept where it has to wait
   */
  private void inTurn(
      String room, int bytes, Consumer<RoomName> act, Consumer<RoomRefusal> refuse) {
    RoomName.parse(room)
        .ifPresentOrElse(
            name -> inTurn(name, new Question(bytes, act, refuse)),
            () -> refuse.accept(RoomRefusal.INVALID_ROOM));
  }

  private void inTurn(RoomName room, Question question) {
    Place place = places.isEmpty() ? null : places.get(room);
    if (place == null || place.isAnswered) {
      question.act.accept(room);
    } else if (mayWait(question)) {
      waiting++;
      waitingBytes += question.bytes;
      place.keep(question);
    } else {
      question.refuse.accept(RoomRefusal.STORE_UNAVAILABLE);
    }
  }

  private boolean mayWait(Question question) {
    return waiting < MAX_WAITING && waitingBytes + question.bytes <= MAX_WAITING_BYTES;
  }

  /** The first of those that wait may be a subscription for which the others have to wait again. */
  private void goOn(RoomName room, Place place) {
    place.isAnswered = true;
    List<Question> later = place.later;
    place.later = List.of();
    waiting -= later.size();
    waitingBytes -= later.stream().mapToInt(Question::bytes).sum();
    later.forEach(question -> inTurn(room, question));
  }

  private record Question(int bytes, Consumer<RoomName> act, Consumer<RoomRefusal> refuse) {}

  /** A seat, and the room it is in. */
  private static final class Place {
    private Seat seat;
    private LiveRoom room;
    private boolean isAnswered;

    /** What is asked of the room and waits for the seat, oldest first. */
    private List<Question> later = List.of();

    private void keep(Question question) {
      if (later.isEmpty()) {
        later = new ArrayList<>(2);
      }
      later.add(question);
    }

    private void leave() {
      seat.leave();
      room.leave(seat);
    }
  }
}
