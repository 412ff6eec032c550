package io.admitone.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.admitone.application.rooms.PollResult;
import io.admitone.domain.identity.UserId;
import io.admitone.domain.room.RoomMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * What is new in a room. Written by hand, so that the data goes out byte for byte as it came, like
 * on a socket, and is not read and made anew.
 */
final class RoomMessagesBody {
  private static final JsonFactory JSON = new JsonFactory();
  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private RoomMessagesBody() {}

  static byte[] of(PollResult.News news, String traceId) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeArrayFieldStart("messages");
      for (RoomMessage message : news.messages()) {
        write(json, message);
      }
      json.writeEndArray();
      json.writeStringField("epoch", news.position().epoch().value());
      json.writeNumberField("offset", news.position().offset());
      json.writeBooleanField("recovered", news.recovered());
      json.writeStringField("traceId", traceId);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("nothing is written but to memory", e);
    }
    return bytes.toByteArray();
  }

  /** As {@code protocol/messages/server-message.json} has it. */
  private static void write(JsonGenerator json, RoomMessage message) throws IOException {
    json.writeStartObject();
    json.writeStringField("type", "message");
    json.writeStringField("timestamp", TIMESTAMP.format(message.publication().timestamp()));
    json.writeStringField("room", message.room().value());
    json.writeStringField("epoch", message.position().epoch().value());
    json.writeNumberField("offset", message.position().offset());
    json.writeStringField("message_id", message.publication().id().value());
    json.writeFieldName("data");
    json.writeRawValue(message.publication().data().text());
    json.writeObjectFieldStart("from");
    Optional<UserId> author = message.publication().author();
    if (author.isPresent()) {
      json.writeStringField("user_id", author.get().value());
    }
    json.writeEndObject();
    json.writeEndObject();
  }
}
