package io.admitone.bootstrap.settings;

import io.admitone.application.connection.AllowedOrigins;
import java.util.List;

/** Where the service listens, and to whose pages. */
final class HttpTable {
  static final Setting<String> HTTP_HOST =
      Setting.of(
              "http.host",
              Kind.text("a host name or an address of this machine", "[A-Za-z0-9.:_%-]+"),
              "The address to listen on; in `dev` and `test` nobody but this machine is let in.")
          .byDefault("127.0.0.1", "0.0.0.0");
  static final Setting<Integer> HTTP_PORT =
      Setting.of(
              "http.port",
              Kind.number(0, 65535),
              "The port to listen on; 0 takes a free one, which the start line names.")
          .from("PORT")
          .byDefault("8080");
  static final Setting<String> HTTP_BASE_PATH =
      Setting.of(
              "http.base-path",
              Kind.text(
                  "a path such as /api/v1, without a slash at the end", "(/[A-Za-z0-9._~-]+)+"),
              "What the paths of the ticket API begin with.")
          .byDefault("/api/v1");
  static final Setting<AllowedOrigins> ALLOWED_ORIGINS =
      Setting.of(
              "allowed-origins",
              Kind.origins(),
              "The web origins whose pages may use the service; without one, no page may.")
          .from("ALLOWED_ORIGINS")
          .whileDeveloping("loopback");

  static final List<Setting<?>> ALL =
      List.of(HTTP_HOST, HTTP_PORT, HTTP_BASE_PATH, ALLOWED_ORIGINS);

  private HttpTable() {}
}
