package io.admitone.redis;

import io.admitone.domain.identity.UserId;
import io.admitone.domain.room.Epoch;
import io.admitone.domain.room.MessageId;
import io.admitone.domain.room.Payload;
import io.admitone.domain.room.Position;
import io.admitone.domain.room.Publication;
import io.admitone.domain.room.RoomMessage;
import io.admitone.domain.room.RoomName;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How a message lies in a room's log: a line that says whose it is, then its data byte for byte.
 * Over a channel there is a line with its epoch and offset before it.
 */
final class RoomRecord {
  private static final String VERSION = "1";
  private static final byte LINE_END = '\n';

  private RoomRecord() {}

  static byte[] write(Publication publication) {
    Map<String, String> fields = new HashMap<>();
    fields.put("v", VERSION);
    fields.put("id", publication.id().value());
    fields.put("at", String.valueOf(publication.timestamp().toEpochMilli()));
    publication.author().ifPresent(author -> fields.put("by", author.value()));
    byte[] line = FlatJson.write(fields);
    ByteBuffer record = ByteBuffer.allocate(line.length + 1 + publication.data().size());
    return record.put(line).put(LINE_END).put(publication.data().bytes()).array();
  }

  /** Reads what {@link #write} wrote; empty for anything else. */
  static Optional<Publication> read(byte[] record) {
    try {
      return Optional.of(read(record, 0));
    } catch (RuntimeException e) {
      // The domain's values refuse what cannot be a message; what breaks them is damaged.
      return Optional.empty();
    }
  }

  /** Reads what came over a room's channel; empty where it is no message. */
  static Optional<RoomMessage> readTold(RoomName room, byte[] told) {
    try {
      int end = lineEnd(told, 0);
      String[] place = new String(told, 0, end, StandardCharsets.US_ASCII).split(" ");
      Position position = new Position(new Epoch(place[0]), Long.parseLong(place[1]));
      return Optional.of(new RoomMessage(room, position, read(told, end + 1)));
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }

  private static Publication read(byte[] bytes, int from) {
    int end = lineEnd(bytes, from);
    Map<String, String> fields = FlatJson.read(bytes, from, end - from);
    if (!VERSION.equals(fields.get("v"))) {
      throw new IllegalArgumentException("a version of another release");
    }
    return new Publication(
        new MessageId(fields.get("id")),
        Payload.of(Arrays.copyOfRange(bytes, end + 1, bytes.length)),
        Optional.ofNullable(fields.get("by")).map(UserId::new),
        Instant.ofEpochMilli(Long.parseLong(fields.get("at"))));
  }

  private static int lineEnd(byte[] bytes, int from) {
    for (int i = from; i < bytes.length; i++) {
      if (bytes[i] == LINE_END) {
        return i;
      }
    }
    throw new IllegalArgumentException("a line that does not end");
  }
}
