package io.admitone.http.token;

import io.admitone.domain.identity.Identity;
import io.admitone.domain.identity.SessionId;
import io.admitone.domain.identity.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a token says, once its signature holds; judged after RFC 7519 section 4.1.
 *
 * <p>Read from the plain JSON and not through the library's claim set, which takes a number for a
 * subject.
 */
final class Claims {
  /** What two machines' clocks may differ by. */
  static final Duration LEEWAY = Duration.ofSeconds(5);

  /** The end of the year 9999; what lies beyond are milliseconds taken for seconds. */
  private static final double LAST_SECOND = 253_402_300_799d;

  private final Map<String, Object> values;
  private final TokenPolicy policy;

  Claims(Map<String, Object> values, TokenPolicy policy) {
    this.values = values;
    this.policy = policy;
  }

  /** Expiry comes after all that makes a token invalid, and the session after expiry. */
  TokenResult judge(Instant now) {
    try {
      requireAddressedToUs();
      requireBegun("nbf", now);
      requireBegun("iat", now);
      Instant expiresAt = time("exp").orElseThrow(() -> new InvalidClaim("exp is missing"));
      UserId user = user();
      List<String> roles = strings("roles");
      List<String> rooms = strings("rooms");
      if (!now.isBefore(expiresAt.plus(LEEWAY))) {
        return new TokenResult.Expired();
      }
      Optional<SessionId> session = session();
      return session.isEmpty()
          ? new TokenResult.MissingSession()
          : new TokenResult.Verified(identity(user, session.get(), roles, rooms));
    } catch (InvalidClaim e) {
      return new TokenResult.Invalid(e.getMessage());
    }
  }

  private void requireAddressedToUs() throws InvalidClaim {
    if (policy.issuer().isPresent() && !policy.issuer().get().equals(values.get("iss"))) {
      throw new InvalidClaim("iss is another issuer");
    }
    if (policy.audience().isPresent() && !audience().contains(policy.audience().get())) {
      throw new InvalidClaim("aud is another audience");
    }
  }

  private List<String> audience() throws InvalidClaim {
    return values.get("aud") instanceof String one ? List.of(one) : strings("aud");
  }

  private void requireBegun(String claim, Instant now) throws InvalidClaim {
    Optional<Instant> begin = time(claim);
    if (begin.isPresent() && now.plus(LEEWAY).isBefore(begin.get())) {
      throw new InvalidClaim(claim + " lies in the future");
    }
  }

  private Optional<Instant> time(String claim) throws InvalidClaim {
    Object value = values.get(claim);
    if (value == null) {
      return Optional.empty();
    }
    if (!(value instanceof Number seconds) || !(Math.abs(seconds.doubleValue()) <= LAST_SECOND)) {
      throw new InvalidClaim(claim + " is not a time in seconds");
    }
    return Optional.of(Instant.ofEpochMilli((long) (seconds.doubleValue() * 1000)));
  }

  private UserId user() throws InvalidClaim {
    if (!(values.get("sub") instanceof String text)) {
      throw new InvalidClaim("sub is not a string");
    }
    try {
      return new UserId(text);
    } catch (IllegalArgumentException e) {
      throw new InvalidClaim("sub is empty or too long");
    }
  }

  private Optional<SessionId> session() {
    try {
      return values.get("sessionId") instanceof String text
          ? Optional.of(new SessionId(text))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private List<String> strings(String claim) throws InvalidClaim {
    Object value = values.get(claim);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof List<?> list) || !list.stream().allMatch(String.class::isInstance)) {
      throw new InvalidClaim(claim + " is not a list of strings");
    }
    return list.stream().map(String.class::cast).toList();
  }

  private static Identity identity(
      UserId user, SessionId session, List<String> roles, List<String> rooms) throws InvalidClaim {
    try {
      return new Identity(user, session, Set.copyOf(roles), rooms);
    } catch (IllegalArgumentException e) {
      throw new InvalidClaim("roles or rooms are too many, empty or too long");
    }
  }

  /** Its message names the claim and never its value. */
  private static final class InvalidClaim extends Exception {
    private static final long serialVersionUID = 1L;

    private InvalidClaim(String message) {
      super(message, null, false, false);
    }
  }
}
