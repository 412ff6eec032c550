package io.admitone.domain.ticket;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The secret that admits exactly one connection: {@code wst_} and 256 random bits in base64url.
 *
 * <p>It does not print itself. Only the answer to the page that asked for it and {@link #key()}
 * read its value; stores, logs and metrics know the key alone.
 */
public final class Ticket {
  /** Lets secret scanners find a leaked ticket. */
  public static final String PREFIX = "wst_";

  /** Random bytes in a ticket. */
  public static final int SECRET_BYTES = 32;

  private static final Pattern SHAPE = Pattern.compile(PREFIX + "[A-Za-z0-9_-]{43}");
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final String value;
  private final TicketKey key;

  private Ticket(String value) {
    this.value = value;
    this.key = new TicketKey(BASE64.encodeToString(sha256(value)));
  }

  /**
   * Makes a ticket of random bytes.
   *
   * @throws IllegalArgumentException if there are not exactly {@value #SECRET_BYTES} bytes
   */
  public static Ticket of(byte[] secret) {
    if (secret.length != SECRET_BYTES) {
      throw new IllegalArgumentException("a ticket is made of " + SECRET_BYTES + " random bytes");
    }
    return new Ticket(PREFIX + BASE64.encodeToString(secret));
  }

  /** Reads a ticket that somebody presents; empty where the text cannot be one. */
  public static Optional<Ticket> parse(String text) {
    return SHAPE.matcher(text).matches() ? Optional.of(new Ticket(text)) : Optional.empty();
  }

  /** The secret itself. Only for the answer to the page that asked for it. */
  public String reveal() {
    return value;
  }

  /** What the store may know of this ticket. */
  public TicketKey key() {
    return key;
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "Ticket[hidden]";
  }
}
