package io.admitone.benchmarks;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes tokens of ever new sessions, since the rate of tickets is limited for each session. */
final class Tokens {
  static final String SECRET = "for-benchmarks-only-32-bytes-or-more";

  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final String HEADER = encode("{\"alg\":\"HS256\",\"typ\":\"JWT\"}");
  private static final int TICKETS_A_SESSION = 20;

  private final AtomicLong asked = new AtomicLong();
  private final ThreadLocal<Held> held = ThreadLocal.withInitial(() -> new Held("", 0));

  /** A token good for one more ticket. */
  String next() {
    Held mine = held.get();
    if (mine.left == 0) {
      mine = new Held(make("session-" + asked.incrementAndGet(), ""), TICKETS_A_SESSION);
    }
    held.set(new Held(mine.token, mine.left - 1));
    return mine.token;
  }

  /** A token of somebody who may publish in every room. */
  static String ofAdmin() {
    return make("session-admin", ",\"roles\":[\"admin\"]");
  }

  private static String make(String session, String moreClaims) {
    String claims =
        "{\"sub\":\"load\",\"sessionId\":\"%s\",\"exp\":%d%s}"
            .formatted(session, Instant.now().plusSeconds(3600).getEpochSecond(), moreClaims);
    String signed = HEADER + "." + encode(claims);
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
      byte[] signature = mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII));
      return signed + "." + BASE64.encodeToString(signature);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  private static String encode(String json) {
    return BASE64.encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  private record Held(String token, int left) {}
}
