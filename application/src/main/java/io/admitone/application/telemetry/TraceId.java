package io.admitone.application.telemetry;

import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The id that ties an answer to its log lines. Taken from the caller where it sends a good one:
 * first from W3C Trace Context ({@code traceparent}, level 1 section 3.2.2), then from an id of its
 * own making.
 */
public final class TraceId {
  /** Version 00 is 55 characters long to the letter; later versions may append, and ff is none. */
  private static final Pattern TRACEPARENT =
      Pattern.compile(
          "(?!ff|00.{54})[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?");

  private static final Pattern OWN = Pattern.compile("[A-Za-z0-9-]{1,64}");

  private TraceId() {}

  /**
   * @param traceparent the W3C header, if any
   * @param own an id of the caller's, if any; 1 to 64 of {@code [A-Za-z0-9-]}
   */
  public static String from(Optional<String> traceparent, Optional<String> own) {
    return traceparent
        .flatMap(TraceId::fromTraceparent)
        .or(() -> own.filter(id -> OWN.matcher(id).matches()))
        .orElseGet(TraceId::random);
  }

  /** The W3C header where it is valid: then the id is taken from it. */
  public static Optional<String> validTraceparent(Optional<String> header) {
    return header.filter(text -> TRACEPARENT.matcher(text).matches());
  }

  /** A new id: 32 hex digits, as in W3C Trace Context. It is a name and not a secret. */
  public static String random() {
    byte[] bytes = new byte[16];
    ThreadLocalRandom.current().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static Optional<String> fromTraceparent(String header) {
    Matcher matcher = TRACEPARENT.matcher(header);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }
}
