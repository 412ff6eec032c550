package io.admitone.domain.ticket;

import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The name under which a store keeps a grant: base64url of the SHA-256 of the ticket. A dump of the
 * store shows keys and admits nobody.
 */
public record TicketKey(String value) {
  private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9_-]{43}");
  private static final int BYTES_IN_LOG_HASH = 6;

  /**
   * @throws IllegalArgumentException if the value is not a SHA-256 in base64url without padding
   */
  public TicketKey {
    if (value == null || !SHAPE.matcher(value).matches()) {
      throw new IllegalArgumentException("a ticket key is a SHA-256 in base64url");
    }
  }

  /** The first 12 hex characters of the hash: enough for a log line to tell tickets apart. */
  public String ticketHash() {
    byte[] hash = Base64.getUrlDecoder().decode(value);
    return HexFormat.of().formatHex(hash, 0, BYTES_IN_LOG_HASH);
  }
}
