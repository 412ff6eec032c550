package io.admitone.ws;

import io.admitone.application.rooms.RoomRefusal;
import io.admitone.application.telemetry.MessageLabel;
import io.admitone.domain.room.Member;
import io.admitone.domain.room.Position;
import io.admitone.domain.room.Publication;
import io.admitone.domain.room.RoomMessage;
import io.admitone.domain.room.RoomName;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What this server says about rooms, as frames. Examples stand in {@code protocol/messages}. */
final class RoomFrames {
  private RoomFrames() {}

  /** A room's message. Its timestamp is when it was published, for everybody the same. */
  static ByteBuf message(ByteBufAllocator alloc, RoomMessage message) {
    Publication publication = message.publication();
    MessageFrame frame =
        at(
                MessageFrame.of(alloc, MessageLabel.MESSAGE.wireName(), publication.timestamp()),
                message.room(),
                message.position())
            .plainField("message_id", publication.id().value())
            .jsonField("data", publication.data().bytes())
            .jsonField("from", "{");
    publication.author().ifPresent(author -> frame.firstField("user_id", author.value()));
    return frame.endObject().end();
  }

  static ByteBuf resync(ByteBufAllocator alloc, RoomName room, Position from, Instant now) {
    return at(MessageFrame.of(alloc, MessageLabel.RESYNC.wireName(), now), room, from).end();
  }

  /** Answers to one message of a client; each repeats its id. */
  record Answer(ByteBufAllocator alloc, Optional<String> id, Instant now) {
    ByteBuf subscribed(RoomName room, Position position, boolean recovered) {
      return at(begin(MessageLabel.SUBSCRIBED), room, position)
          .jsonField("recovered", Boolean.toString(recovered))
          .end();
    }

    ByteBuf unsubscribed(RoomName room) {
      return begin(MessageLabel.UNSUBSCRIBED).plainField("room", room.value()).end();
    }

    ByteBuf ack(RoomName room, Position position, String messageId) {
      return at(begin(MessageLabel.ACK), room, position).plainField("message_id", messageId).end();
    }

    ByteBuf presence(RoomName room, int count, List<Member> members) {
      MessageFrame frame =
          begin(MessageLabel.PRESENCE)
              .plainField("room", room.value())
              .field("count", count)
              .jsonField("members", "[");
      for (int i = 0; i < members.size(); i++) {
        frame.raw(i == 0 ? "{" : ",{");
        Member member = members.get(i);
        member.user().ifPresent(user -> frame.firstField("user_id", user.value()).raw(","));
        frame.firstField("client_id", member.client().value()).endObject();
      }
      return frame.raw("]").end();
    }

    ByteBuf error(RoomRefusal why) {
      return Messages.error(alloc, why.name(), why.explanation(), id, now);
    }

    private MessageFrame begin(MessageLabel type) {
      MessageFrame frame = MessageFrame.of(alloc, type.wireName(), now);
      id.ifPresent(json -> frame.jsonField("id", json));
      return frame;
    }
  }

  private static MessageFrame at(MessageFrame frame, RoomName room, Position position) {
    return frame
        .plainField("room", room.value())
        .plainField("epoch", position.epoch().value())
        .field("offset", position.offset());
  }
}
