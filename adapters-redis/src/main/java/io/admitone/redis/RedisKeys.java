package io.admitone.redis;

import io.admitone.domain.identity.SessionId;
import io.admitone.domain.ticket.TicketKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The names of everything this adapter keeps in Redis; all begin with {@code ws_}. */
final class RedisKeys {
  /** A stream of the latest revocations, oldest first. */
  static final String REVOCATIONS = "ws_revocations";

  private RedisKeys() {}

  /** The record of one outstanding ticket: a string that ends with the ticket. */
  static String ticket(TicketKey key) {
    return "ws_ticket:" + key.value();
  }

  /**
   * The outstanding tickets of a session: a sorted set of ticket keys, by the time of their end.
   *
   * <p>The session's id comes from somebody else's token; hashed, it has a known size and no
   * character that means something in a key.
   */
  static String session(SessionId session) {
    return "ws_session:" + base64(sha256(session.value()));
  }

  /**
   * What a process writes and removes to prove that it can.
   *
   * @param number makes keys for the different servers of a cluster; what is added to the key stays
   *     in its slot
   */
  static String probe(String process, int number) {
    return "ws_probe:{" + process + ':' + number + '}';
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
