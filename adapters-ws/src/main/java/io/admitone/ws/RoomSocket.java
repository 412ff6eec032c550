package io.admitone.ws;

import io.admitone.application.connection.ConnectionInfo;
import io.admitone.application.rooms.Door;
import io.admitone.application.rooms.PresenceResult;
import io.admitone.application.rooms.PublishResult;
import io.admitone.application.rooms.RoomDelivery;
import io.admitone.application.rooms.RoomRefusal;
import io.admitone.application.rooms.RoomSubscriber;
import io.admitone.application.rooms.RoomVisit;
import io.admitone.application.rooms.SubscribeResult;
import io.admitone.application.rooms.VisitRooms;
import io.admitone.application.rooms.Visitor;
import io.admitone.application.telemetry.MessageLabel;
import io.admitone.domain.identity.Identity;
import io.admitone.domain.room.Member;
import io.admitone.domain.room.Position;
import io.admitone.domain.room.RoomMessage;
import io.admitone.domain.room.RoomName;
import io.admitone.domain.ticket.Grant;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/** A socket that speaks protocol version 2: all of version 1 but the echo, and rooms. */
final class RoomSocket extends MessageSocket implements RoomSubscriber {
  private final RoomVisit visit;

  RoomSocket(Sockets sockets, VisitRooms rooms, Channel channel, ConnectionInfo info) {
    super(sockets, channel, info);
    Optional<Identity> identity = info.grant().map(Grant::identity);
    this.visit =
        rooms.begin(
            new Visitor(identity, Door.SOCKET),
            new Member(info.id().value(), identity.map(Identity::user), info.client()),
            this);
  }

  @Override
  void answerOther(Incoming.Message message, String json, ByteBuf text) {
    switch (MessageLabel.ofType(message.type())) {
      case SUBSCRIBE -> ask(message, json, this::subscribe);
      case UNSUBSCRIBE -> ask(message, json, this::unsubscribe);
      case PUBLISH -> ask(message, json, this::publish);
      case PRESENCE -> ask(message, json, this::presence);
      default -> super.answerOther(message, json, text);
    }
  }

  /** There is no echo here: a type that nobody knows is most likely a mistake. */
  @Override
  void onUnknownType(Incoming.Message message, ByteBuf text) {
    complain(Incoming.Bad.INVALID_MESSAGE, message.id());
  }

  @Override
  void onLeft() {
    visit.end();
  }

  @Override
  public Executor executor() {
    return channel().eventLoop();
  }

  /** One encoding serves all sockets that hear the message. */
  @Override
  public void onMessages(List<RoomDelivery> messages) {
    for (RoomDelivery message : messages) {
      sendShared(message.form(SharedFrame.class, this::encode));
    }
  }

  @Override
  public void onResync(RoomName room, Position from) {
    sendMessage(RoomFrames.resync(alloc(), room, from, sockets().now()), MessageLabel.RESYNC);
  }

  private SharedFrame encode(RoomMessage message) {
    return new SharedFrame(RoomFrames.message(alloc(), message), MessageLabel.MESSAGE);
  }

  private void ask(Incoming.Message message, String json, Question question) {
    sockets()
        .reader()
        .readRoomRequest(json)
        .ifPresentOrElse(
            request -> question.ask(request, message.id()),
            () -> complain(Incoming.Bad.INVALID_MESSAGE, message.id()));
  }

  private void subscribe(RoomRequest request, Optional<String> id) {
    visit.subscribe(request.roomName(), request.since(), result -> onSubscribed(id, result));
  }

  private void onSubscribed(Optional<String> id, SubscribeResult result) {
    result.fold(
        subscribed ->
            say(
                MessageLabel.SUBSCRIBED,
                answer(id)
                    .subscribed(subscribed.room(), subscribed.position(), subscribed.recovered())),
        refused -> refuse(id, refused.why()));
  }

  private void unsubscribe(RoomRequest request, Optional<String> id) {
    visit.unsubscribe(
        request.roomName(),
        refused ->
            refused.ifPresentOrElse(
                why -> refuse(id, why),
                () ->
                    say(
                        MessageLabel.UNSUBSCRIBED,
                        answer(id).unsubscribed(new RoomName(request.roomName())))));
  }

  private void publish(RoomRequest request, Optional<String> id) {
    if (request.data().isEmpty()) {
      complain(Incoming.Bad.INVALID_MESSAGE, id);
      return;
    }
    visit.publish(
        request.roomName(),
        request.data().get().getBytes(StandardCharsets.UTF_8),
        request.messageId(),
        result -> onPublished(id, result));
  }

  private void onPublished(Optional<String> id, PublishResult result) {
    result.fold(
        stored ->
            say(
                MessageLabel.ACK,
                answer(id).ack(stored.room(), stored.position(), stored.id().value())),
        refused -> refuse(id, refused.why()));
  }

  private void presence(RoomRequest request, Optional<String> id) {
    visit.presence(request.roomName(), result -> onPresence(id, result));
  }

  private void onPresence(Optional<String> id, PresenceResult result) {
    result.fold(
        present ->
            say(
                MessageLabel.PRESENCE,
                answer(id).presence(present.room(), present.count(), present.members())),
        refused -> refuse(id, refused.why()));
  }

  private Void refuse(Optional<String> id, RoomRefusal why) {
    return say(MessageLabel.ERROR, answer(id).error(why));
  }

  private Void say(MessageLabel label, ByteBuf frame) {
    sendMessage(frame, label);
    return null;
  }

  private RoomFrames.Answer answer(Optional<String> id) {
    return new RoomFrames.Answer(alloc(), id, sockets().now());
  }

  private interface Question {
    void ask(RoomRequest request, Optional<String> id);
  }
}
