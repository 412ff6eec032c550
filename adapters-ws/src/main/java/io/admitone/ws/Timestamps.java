package io.admitone.ws;

import io.netty.buffer.ByteBuf;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** Times of day on the wire: ISO 8601 in UTC with exactly three digits of milliseconds. */
final class Timestamps {
  private Timestamps() {}

  /** Writes 24 ASCII bytes, such as {@code 2026-01-01T00:01:00.000Z}. */
  static void write(ByteBuf to, Instant time) {
    LocalDateTime utc =
        LocalDateTime.ofEpochSecond(time.getEpochSecond(), time.getNano(), ZoneOffset.UTC);
    digits(to, utc.getYear(), 1000);
    digits(to.writeByte('-'), utc.getMonthValue(), 10);
    digits(to.writeByte('-'), utc.getDayOfMonth(), 10);
    digits(to.writeByte('T'), utc.getHour(), 10);
    digits(to.writeByte(':'), utc.getMinute(), 10);
    digits(to.writeByte(':'), utc.getSecond(), 10);
    digits(to.writeByte('.'), utc.getNano() / 1_000_000, 100);
    to.writeByte('Z');
  }

  private static void digits(ByteBuf to, int value, int highest) {
    for (int place = highest; place > 0; place /= 10) {
      to.writeByte('0' + value / place % 10);
    }
  }
}
