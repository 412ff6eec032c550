package io.admitone.redis;

import io.admitone.domain.identity.SessionId;
import io.admitone.domain.identity.UserId;
import io.admitone.domain.room.Publication;
import io.admitone.domain.room.RoomName;
import io.admitone.domain.ticket.TicketKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The names of everything this adapter keeps in Redis; all begin with {@code ws_}. */
final class RedisKeys {
  /** A stream of the latest revocations, oldest first. */
  static final String REVOCATIONS = "ws_revocations";

  /** The processes that have somebody in a room, by the time of their latest sign of life. */
  static final String ROOM_PROCESSES = "ws_room_processes";

  private static final String TICKET = "ws_ticket:";
  private static final String SESSION = "ws_session:";

  private RedisKeys() {}

  /** The record of one outstanding ticket: a string that ends with the ticket. */
  static String ticket(TicketKey key) {
    return TICKET + key.value();
  }

  /**
   * The outstanding tickets of a session: a sorted set of ticket keys, by the time of their end.
   *
   * <p>The session's id comes from somebody else's token; hashed, it has a known size and no
   * character that means something in a key.
   */
  static String session(SessionId session) {
    return SESSION + base64(sha256(session.value()));
  }

  /** Where a room's log stands: a hash. All keys of a room are in one slot. */
  static String room(RoomName room) {
    return "ws_room:" + slot(room);
  }

  /** A room's log: a stream. */
  static String roomLog(RoomName room) {
    return "ws_room_log:" + slot(room);
  }

  /** Where a publication lies whose author used its id lately: a string. */
  static String roomId(RoomName room, Publication publication) {
    String author = publication.author().map(UserId::value).orElse("");
    // An id has no space, so no two pairs look alike.
    String named = publication.id().value() + ' ' + author;
    return "ws_room_id:" + slot(room) + ':' + base64(sha256(named));
  }

  /** Who is in a room by way of a process: a hash of descriptions by connection. */
  static String roomMembers(RoomName room, String process) {
    return "ws_room_members:" + slot(room) + ':' + process;
  }

  /**
   * The channel on which a room's messages are told: no key, but in the slot of the room's keys.
   *
   * @param database of the keys; channels are those of the whole server, so it is in their names
   */
  static String roomChannel(RoomName room, int database) {
    return room(room) + ':' + database;
  }

  /** A room's name has no braces. */
  private static String slot(RoomName room) {
    return '{' + room.value() + '}';
  }

  /**
   * What a process tries a server with, in one slot. Its keys are among those of tickets and of
   * sessions, because rights are given by how a key begins; no ticket's key has braces.
   *
   * @param number makes names for the different servers of a cluster
   */
  record Probe(String process, int number) {
    String ticket() {
      return TICKET + slot();
    }

    String session() {
      return SESSION + slot();
    }

    /** A channel, and no key. */
    String channel() {
      return "ws_probe:" + slot();
    }

    private String slot() {
      return "{" + process + ':' + number + '}';
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static byte[] sha256(String text) {
    try {
      // UTF-16, because UTF-8 would map every broken surrogate to one and the same character.
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_16BE));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
