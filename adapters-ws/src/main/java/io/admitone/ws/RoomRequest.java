package io.admitone.ws;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.admitone.domain.room.Epoch;
import io.admitone.domain.room.MessageId;
import io.admitone.domain.room.Position;
import java.io.IOException;
import java.util.Optional;

/**
 * What a message about a room says, as far as it can be understood. Whether a field is there that
 * its type needs is for whoever answers it.
 *
 * <p>A field that is null is one that is not there, but for the data, which may be any JSON.
 *
 * @param room the room's name, unchecked; empty where there is none or it is no text
 * @param since the position that was heard last
 * @param data the JSON text of what is to be published
 * @param messageId the client's own name for what is published
 */
record RoomRequest(
    Optional<String> room,
    Optional<Position> since,
    Optional<String> data,
    Optional<MessageId> messageId) {

  /** The room's name; one that is none where there is none. */
  String roomName() {
    return room.orElse("");
  }

  /**
   * @param text the message, which is known to be a JSON object
   * @return empty where a field is not of its shape, or is there twice
   */
  static Optional<RoomRequest> read(JsonParser json, String text) throws IOException {
    Fields fields = new Fields();
    json.nextToken();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      json.nextToken();
      fields.take(name, json, text);
    }
    return fields.wrong ? Optional.empty() : Optional.of(fields.end());
  }

  /** The fields while they are read. */
  private static final class Fields {
    private String room;
    private Position since;
    private String data;
    private MessageId messageId;
    private boolean wrong;

    private void take(String name, JsonParser json, String text) throws IOException {
      if (json.currentToken() == JsonToken.VALUE_NULL && !name.equals("data")) {
        return;
      }
      switch (name) {
        case "room" -> room = only(room, roomOf(json));
        case "since" -> since = only(since, positionOf(json));
        case "data" -> data = only(data, Optional.of(JsonText.ofValue(json, text)));
        case "message_id" -> messageId = only(messageId, messageIdOf(json));
        default -> json.skipChildren();
      }
    }

    private RoomRequest end() {
      return new RoomRequest(
          Optional.ofNullable(room),
          Optional.ofNullable(since),
          Optional.ofNullable(data),
          Optional.ofNullable(messageId));
    }

    /** Of two values nobody can say which was meant. */
    private <T> T only(T before, Optional<T> now) {
      wrong |= before != null || now.isEmpty();
      return now.orElse(null);
    }

    /** A room that is no text is one that does not exist, and the client is told so. */
    private static Optional<String> roomOf(JsonParser json) throws IOException {
      return Optional.of(textOf(json).orElse(""));
    }

    private static Optional<MessageId> messageIdOf(JsonParser json) throws IOException {
      return textOf(json).flatMap(MessageId::parse);
    }

    private static Optional<Position> positionOf(JsonParser json) throws IOException {
      if (json.currentToken() != JsonToken.START_OBJECT) {
        json.skipChildren();
        return Optional.empty();
      }
      Optional<Epoch> epoch = Optional.empty();
      long offset = -1;
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String name = json.currentName();
        json.nextToken();
        switch (name) {
          case "epoch" -> epoch = textOf(json).flatMap(Epoch::parse);
          case "offset" -> offset = offsetOf(json);
          default -> json.skipChildren();
        }
      }
      long heard = offset;
      return epoch.filter(known -> heard >= 0).map(known -> new Position(known, heard));
    }

    private static long offsetOf(JsonParser json) throws IOException {
      boolean isLong =
          json.currentToken() == JsonToken.VALUE_NUMBER_INT
              && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
      json.skipChildren();
      return isLong ? json.getLongValue() : -1;
    }

    private static Optional<String> textOf(JsonParser json) throws IOException {
      if (json.currentToken() == JsonToken.VALUE_STRING) {
        return Optional.of(json.getText());
      }
      json.skipChildren();
      return Optional.empty();
    }
  }
}
