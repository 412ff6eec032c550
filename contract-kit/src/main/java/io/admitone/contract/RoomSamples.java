package io.admitone.contract;

import io.admitone.domain.identity.ClientId;
import io.admitone.domain.identity.UserId;
import io.admitone.domain.room.Member;
import io.admitone.domain.room.MessageId;
import io.admitone.domain.room.Payload;
import io.admitone.domain.room.Publication;
import io.admitone.domain.room.Retention;
import io.admitone.domain.room.RetentionRules;
import io.admitone.domain.room.RoomName;
import io.admitone.domain.room.RoomPattern;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Rooms and messages to try a broker with. Names are never used twice, also not by a second run.
 */
final class RoomSamples {
  /** What is kept of {@link #smallRoom()}. */
  static final int FEW = 5;

  /** What is kept of {@link #longRoom()}. */
  static final int MANY = 6_000;

  /** How long messages of {@link #briefRoom()} are kept. */
  static final Duration BRIEFLY = Duration.ofSeconds(1);

  private static final SecureRandom NEVER_AGAIN = new SecureRandom();

  private RoomSamples() {}

  /**
   * What every broker of the kit keeps; 100 messages for 5 minutes but for three kinds of rooms.
   */
  static RetentionRules retention() {
    return new RetentionRules(
        List.of(
            new RetentionRules.Rule(
                new RoomPattern("kit.few.*"), new Retention(FEW, Retention.DEFAULT.life())),
            new RetentionRules.Rule(new RoomPattern("kit.brief.*"), new Retention(100, BRIEFLY)),
            new RetentionRules.Rule(
                new RoomPattern("kit.long.*"), new Retention(MANY, Retention.DEFAULT.life()))),
        Retention.DEFAULT);
  }

  static RoomName room() {
    return new RoomName("kit." + fresh());
  }

  static RoomName smallRoom() {
    return new RoomName("kit.few." + fresh());
  }

  static RoomName briefRoom() {
    return new RoomName("kit.brief." + fresh());
  }

  /** One whose history nobody outruns who publishes for as long as a case lasts. */
  static RoomName longRoom() {
    return new RoomName("kit.long." + fresh());
  }

  static String fresh() {
    return Long.toUnsignedString(NEVER_AGAIN.nextLong(), 36);
  }

  static Publication publication() {
    return publication(new MessageId("m-" + fresh()));
  }

  static Publication publication(MessageId id) {
    return publication(id, "user-7");
  }

  static Publication publication(MessageId id, String author) {
    return new Publication(
        id,
        Payload.of("{\"n\":\"" + fresh() + "\"}"),
        Optional.of(new UserId(author)),
        Instant.ofEpochMilli(1_767_225_600_123L));
  }

  static Member member() {
    return new Member(fresh(), Optional.of(new UserId("user-7")), new ClientId("tab-1"));
  }
}
