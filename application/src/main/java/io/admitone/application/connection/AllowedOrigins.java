package io.admitone.application.connection;

import io.admitone.domain.identity.Origin;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The web origins whose pages may use this service. Compared to the letter, since browsers send
 * origins in one form only; {@code null}, another port, another case or a longer host is another
 * origin.
 *
 * @param origins such as {@code https://app.example.com}
 * @param anyLoopbackPort whether a page that this machine itself serves is welcome on any port; for
 *     development
 */
public record AllowedOrigins(Set<String> origins, boolean anyLoopbackPort) {
  private static final Pattern LOOPBACK =
      Pattern.compile("https?://(localhost|127\\.0\\.0\\.1|\\[::1\\])(:[0-9]{1,5})?");

  /** The set is copied. */
  public AllowedOrigins {
    origins = Set.copyOf(origins);
  }

  /** Whether a page of this origin may use the service. */
  public boolean allows(Origin origin) {
    return origins.contains(origin.value())
        || (anyLoopbackPort && LOOPBACK.matcher(origin.value()).matches());
  }
}
