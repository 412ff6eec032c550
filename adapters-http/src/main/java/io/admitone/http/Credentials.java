package io.admitone.http;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The token of a request, unverified. It does not print itself.
 *
 * <p>An {@code Authorization} header, good or bad, is the only thing looked at where there is one:
 * a client that says who it is must not be taken for whoever its cookie names.
 */
final class Credentials {
  private static final String BEARER = "Bearer ";

  private final String token;
  private final Caller.Source source;

  private Credentials(String token, Caller.Source source) {
    this.token = token;
    this.source = source;
  }

  /** Empty where there is no token, or more than one. */
  static Optional<Credentials> of(HttpRequest<?> request, Optional<String> cookieName) {
    List<String> headers = request.getHeaders().getAll(HttpHeaders.AUTHORIZATION);
    return headers.isEmpty()
        ? cookieName.flatMap(name -> cookie(request, name))
        : only(headers).flatMap(Credentials::bearer);
  }

  String token() {
    return token;
  }

  Caller.Source source() {
    return source;
  }

  private static Optional<Credentials> bearer(String header) {
    // RFC 9110 section 11.1: the name of a scheme has no case.
    return header.regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? Optional.of(
            new Credentials(header.substring(BEARER.length()).strip(), Caller.Source.BEARER))
        : Optional.empty();
  }

  /**
   * Read by hand, because of two cookies of one name the framework keeps one: a neighbouring domain
   * can set a second, and nobody may choose between them.
   */
  private static Optional<Credentials> cookie(HttpRequest<?> request, String name) {
    String prefix = name + "=";
    List<String> values =
        request.getHeaders().getAll(HttpHeaders.COOKIE).stream()
            .flatMap(header -> Arrays.stream(header.split(";")))
            .map(String::strip)
            .filter(pair -> pair.startsWith(prefix))
            .map(pair -> pair.substring(prefix.length()))
            .toList();
    return only(values).map(value -> new Credentials(value, Caller.Source.COOKIE));
  }

  private static Optional<String> only(List<String> values) {
    return values.size() == 1 ? Optional.of(values.get(0)) : Optional.empty();
  }

  @Override
  public String toString() {
    return "Credentials[hidden]";
  }
}
