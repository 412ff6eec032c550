package io.admitone.http.token;

import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes tokens good and bad, by hand: a library would refuse to make most of the bad ones. */
public final class TokenForge {
  private final Map<String, Object> header = new LinkedHashMap<>();
  private final Map<String, Object> claims = new LinkedHashMap<>();
  private final String secret;

  /** A token that is right in every respect. */
  public TokenForge(String secret, Instant now) {
    this.secret = secret;
    header.put("alg", "HS256");
    header.put("typ", "JWT");
    claims.put("sub", "user-1");
    claims.put("sessionId", "sess-1");
    claims.put("roles", List.of("reader"));
    claims.put("iat", now.getEpochSecond());
    claims.put("exp", now.plus(Duration.ofHours(1)).getEpochSecond());
  }

  public TokenForge header(String name, Object value) {
    header.put(name, value);
    return this;
  }

  public TokenForge withoutHeader(String name) {
    header.remove(name);
    return this;
  }

  public TokenForge claim(String name, Object value) {
    claims.put(name, value);
    return this;
  }

  public TokenForge without(String claim) {
    claims.remove(claim);
    return this;
  }

  public String signed() {
    return signedWith("HmacSHA256", secret);
  }

  public String signedWith(String mac, String key) {
    return sign(JSONObjectUtils.toJSONString(claims), mac, key);
  }

  /** Signed right, whatever the payload is. */
  public String payload(String json) {
    return sign(json, "HmacSHA256", secret);
  }

  public String unsigned() {
    return encode(JSONObjectUtils.toJSONString(header))
        + "."
        + encode(JSONObjectUtils.toJSONString(claims))
        + ".";
  }

  private String sign(String payload, String mac, String key) {
    String input = encode(JSONObjectUtils.toJSONString(header)) + "." + encode(payload);
    try {
      Mac hmac = Mac.getInstance(mac);
      hmac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), mac));
      byte[] signature = hmac.doFinal(input.getBytes(StandardCharsets.US_ASCII));
      return input + "." + Base64URL.encode(signature);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static String encode(String text) {
    return Base64URL.encode(text).toString();
  }
}
