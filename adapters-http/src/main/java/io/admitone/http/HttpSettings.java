package io.admitone.http;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How the service presents itself over HTTP.
 *
 * @param basePath before the paths of tickets, tokens and sessions, such as {@code /api/v1}
 * @param sessionCookie the name of the cookie that may carry a token; empty where cookies carry
 *     none
 * @param dependenciesNeedAdmin whether only admins may see the details of dependencies
 * @param version of the program, as operators see it
 * @param startedAt when the process began, for its uptime
 * @param storeUrl where the store is, without credentials
 */
public record HttpSettings(
    String basePath,
    Optional<String> sessionCookie,
    boolean dependenciesNeedAdmin,
    String version,
    Instant startedAt,
    String storeUrl) {
  private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9._-]+)+");

  /** A token of RFC 6265 section 4.1.1. */
  private static final Pattern COOKIE_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

  /**
   * @throws IllegalArgumentException if the base path or the cookie's name cannot be one; the
   *     message names the setting
   */
  public HttpSettings {
    if (!PATH.matcher(basePath).matches()) {
      throw new IllegalArgumentException(
          "admitone.http.base-path must be like /api/v1, not " + basePath);
    }
    sessionCookie.ifPresent(HttpSettings::requireCookieName);
  }

  private static void requireCookieName(String name) {
    if (!COOKIE_NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("the session cookie cannot be named " + name);
    }
  }
}
