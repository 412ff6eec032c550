package io.admitone.bootstrap.settings;

import io.admitone.application.connection.AllowedOrigins;
import io.admitone.application.connection.Authentication;
import io.admitone.application.ticket.IssuePolicy;
import io.admitone.domain.room.Retention;
import io.admitone.domain.room.RetentionRules.Rule;
import io.admitone.redis.RedisAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Every setting of the service. Its documentation and its usage text are made of this table. */
final class SettingTable {
  static final Setting<Environment> ENVIRONMENT =
      Setting.of(
              "environment",
              Kind.oneOf(Environment.class),
              "What the process is for; it decides the defaults of the other settings.")
          .from("ADMITONE_ENVIRONMENT", "MICRONAUT_ENVIRONMENTS")
          .byDefault("dev");
  static final Setting<String> CONFIG_FILE =
      Setting.of(
          "config-file",
          Kind.text("the path of a file", ".+"),
          "A file of `name=value` lines (Java properties, UTF-8) with settings under the names of"
              + " this table.");

  static final Setting<StoreKind> STORE =
      Setting.of(
              "store",
              Kind.oneOf(StoreKind.class),
              "Where tickets wait for their redemption; `memory` is known to one process only.")
          .byDefault("memory", "redis");
  static final Setting<Duration> STORE_DEADLINE =
      Setting.of(
              "store-deadline",
              Kind.time(Duration.ofMillis(50), Duration.ofSeconds(10), "ms"),
              "The longest that a request waits for the store; after it the client is asked to come"
                  + " back.")
          .byDefault("1s");
  static final Setting<StartupPolicy> STARTUP_POLICY =
      Setting.of(
              "startup-policy",
              Kind.oneOf(StartupPolicy.class),
              "What happens when the store is not there at the start: end, wait with the port"
                  + " closed, or serve without it.")
          .byDefault("degraded", "fail-closed");
  static final Setting<Duration> STARTUP_TIMEOUT =
      Setting.of(
              "startup-timeout",
              Kind.time(Duration.ofSeconds(1), Duration.ofMinutes(5), "s"),
              "How long `fail-closed` waits for the store, and how long `wait` tries often.")
          .byDefault("8s");
  static final Setting<RedisAddress> REDIS_URL =
      Setting.of(
              "redis.url",
              Kind.redisAddress(),
              "Where Redis is, with user and password where it needs them; `rediss://` is with TLS,"
                  + " and the certificate is always verified.")
          .from("REDIS_URL", "REDIS_URI", "REDIS_URIS")
          .byDefault("redis://localhost:6379");
  static final Setting<Path> REDIS_TRUSTED_CERTIFICATES =
      Setting.of(
              "redis.trusted-certificates",
              Kind.certificates(),
              "The certificates that are trusted with `rediss://` in place of those that the"
                  + " platform trusts: those of a private authority, or the server's own.")
          .from("REDIS_TRUSTED_CERTIFICATES");
  static final Setting<List<Duration>> REDIS_RETRY_WAITS =
      Setting.of(
              "redis.retry-waits",
              Kind.times(Duration.ofMillis(10), Duration.ofMinutes(5)),
              "The waits between tries to connect, the last one for ever, each a fifth more or less;"
                  + " a request that needs Redis asks for a try earlier, at most one a second.")
          .byDefault("1s,2s,4s,8s,15s");
  static final Setting<Boolean> REDIS_ALLOW_PLAINTEXT =
      Setting.of(
              "redis.allow-plaintext",
              Kind.flag(),
              "Whether `prod` may speak with Redis on another machine without TLS, because something"
                  + " else protects the network between.")
          .byDefault("false");
  static final Setting<Boolean> REDIS_FAIL_CLOSED =
      Setting.of(
              "redis.fail-closed",
              Kind.flag(),
              "Another way to say `admitone.startup-policy`: `true` is `fail-closed`, `false` is"
                  + " `degraded`.")
          .from("REDIS_FAIL_CLOSED");
  static final Setting<Integer> MEMORY_MAX_OUTSTANDING_TICKETS =
      Setting.of(
              "memory.max-outstanding-tickets",
              Kind.number(1, 10_000_000),
              "How many tickets the memory store keeps at one time; beyond them the answer is 503.")
          .byDefault("100000");

  static final Setting<Integer> MEMORY_MAX_ROOMS =
      Setting.of(
              "memory.max-rooms",
              Kind.number(1, 10_000_000),
              "How many rooms the memory store keeps at one time; beyond them nobody enters a new"
                  + " one.")
          .byDefault("200000");
  static final Setting<Integer> MEMORY_MAX_ROOM_BYTES =
      Setting.of(
              "memory.max-room-bytes",
              Kind.number(1 << 16, Integer.MAX_VALUE),
              "How many bytes of messages the memory store keeps for all rooms together; beyond"
                  + " them nothing is published.")
          .byDefault("67108864");

  static final Setting<Retention> ROOMS_HISTORY =
      Setting.of(
              "rooms.history",
              RoomKinds.retention(),
              "How many messages a room keeps, and for how long.")
          .byDefault("100/5m");
  static final Setting<List<Rule>> ROOMS_HISTORY_OF =
      Setting.of(
          "rooms.history-of", RoomKinds.rules(), "The same for rooms whose names fit a pattern.");
  static final Setting<Integer> ROOMS_MAX_PER_CONNECTION =
      Setting.of(
              "rooms.max-per-connection",
              Kind.number(1, 10_000),
              "How many rooms one socket may be in.")
          .byDefault("100");
  static final Setting<Duration> ROOMS_LINGER =
      Setting.of(
              "rooms.linger",
              Kind.time(Duration.ZERO, Duration.ofMinutes(5), "s"),
              "How long this process goes on hearing a room in the store after the last who heard"
                  + " it here has left, so that one who polls need not be subscribed for each time;"
                  + " at most 10000 rooms linger at one time.")
          .byDefault("10s");

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

  static final Setting<Secret> JWT_SECRET =
      Setting.of(
              "jwt.secret",
              Kind.key(TokenSettings.MIN_SECRET_BYTES),
              "The key that tokens are signed with (HS256). Either this or `admitone.jwt.jwks-url`"
                  + " is needed.")
          .from("JWT_SECRET");
  static final Setting<URI> JWT_JWKS_URL =
      Setting.of(
              "jwt.jwks-url",
              Kind.webAddress(),
              "Where the identity provider publishes the keys of its tokens.")
          .from("JWKS_URL");
  static final Setting<String> JWT_ALGORITHM =
      Setting.of(
          "jwt.algorithm",
          Kind.oneOf(TokenSettings.HS256, TokenSettings.RS256, "ES256"),
          "The one algorithm that is accepted: `HS256` (the default with a secret), `RS256` (the"
              + " default with published keys) or `ES256`.");
  static final Setting<String> JWT_ISSUER =
      Setting.of(
              "jwt.issuer",
              Kind.text("the text that tokens carry as iss", ".+"),
              "Tokens of another issuer are refused; needed in `prod`.")
          .from("JWT_ISSUER");
  static final Setting<String> JWT_AUDIENCE =
      Setting.of(
              "jwt.audience",
              Kind.text("the text that tokens carry as aud", ".+"),
              "Tokens for another audience are refused; needed in `prod`.")
          .from("JWT_AUDIENCE");
  static final Setting<Boolean> AUTH_DEV_TOKENS =
      Setting.of(
              "auth.dev-tokens",
              Kind.flag(),
              "Whether anybody may have a token made, with any identity; refused in `prod`.")
          .byDefault("true", "false");
  static final Setting<String> AUTH_COOKIE_NAME =
      Setting.of(
          "auth.cookie.name",
          Kind.text("a cookie's name", "[A-Za-z0-9_.-]{1,64}"),
          "The cookie that may carry the token in place of the header; without a name, none may.");

  static final Setting<Duration> TICKETS_TTL =
      Setting.of(
              "tickets.ttl",
              Kind.time(IssuePolicy.MIN_TTL, IssuePolicy.MAX_TTL, "s"),
              "How long a ticket can be redeemed.")
          .from("WS_TICKET_TTL_SECONDS")
          .byDefault("60s");
  static final Setting<Integer> TICKETS_PER_MINUTE =
      Setting.of(
              "tickets.per-minute",
              Kind.number(1, 100_000),
              "How many tickets one session may ask for in a minute.")
          .byDefault("30");

  static final Setting<Authentication> WS_CLIENT_AUTHENTICATION =
      Setting.of(
              "ws.client.authentication",
              Kind.oneOf(Authentication.class),
              "Whether a socket needs a ticket; one that is presented is always checked.")
          .byDefault("optional", "required");
  static final Setting<Authentication> WS_ROOMS_AUTHENTICATION =
      Setting.of(
              "ws.rooms.authentication",
              Kind.oneOf(Authentication.class),
              "Whether a socket at `/ws/v2/connect` needs a ticket; without one it may hear"
                  + " `public.*`.")
          .byDefault("required");
  static final Setting<Boolean> WS_LEGACY_ECHO =
      Setting.of("ws.legacy-echo", Kind.flag(), "Whether `/ws/{client_id}` echoes for old pages.")
          .byDefault("true", "false");
  static final Setting<OptionalInt> WS_ADMISSION_RATE =
      Setting.of(
              "ws.admission-rate",
              Kind.numberOrOff(1, 100_000),
              "Sockets a second; pages that would come faster are told when to connect.")
          .byDefault("off");
  static final Setting<Duration> WS_HEARTBEAT_INTERVAL =
      Setting.of(
              "ws.heartbeat-interval",
              Kind.time(Duration.ofMillis(100), Duration.ofMinutes(10), "ms"),
              "The time between two pings to a client.")
          .from("WS_HEARTBEAT_INTERVAL_MS")
          .byDefault("25s");
  static final Setting<Duration> WS_CONNECTION_TIMEOUT =
      Setting.of(
              "ws.connection-timeout",
              Kind.time(Duration.ofMillis(100), Duration.ofMinutes(10), "ms"),
              "How long after a missed heartbeat a silent socket is closed.")
          .from("WS_CONNECTION_TIMEOUT_MS")
          .byDefault("30s");
  static final Setting<Integer> WS_MAX_MESSAGE_BYTES =
      Setting.of(
              "ws.max-message-bytes",
              Kind.number(128, 16 * 1024 * 1024),
              "The longest message a client may send; a longer one closes its socket with 1009.")
          .byDefault("65536");
  static final Setting<Integer> WS_SEND_QUEUE_BYTES =
      Setting.of(
              "ws.send-queue-bytes",
              Kind.number(16 * 1024, 64 * 1024 * 1024),
              "What may wait for one client that does not read; beyond it the socket is closed with"
                  + " 1013 `SLOW_CONSUMER`.")
          .byDefault("1048576");
  static final Setting<Integer> WS_MESSAGES_PER_SECOND =
      Setting.of(
              "ws.messages-per-second",
              Kind.number(1, 1_000_000),
              "How many messages a second one socket may send for as long as it likes; those beyond"
                  + " are dropped and answered with `RATE_LIMITED`. Of frames of any kind it may send"
                  + " ten times as many, and is closed with 1008 beyond.")
          .byDefault("100");
  static final Setting<Integer> WS_MESSAGE_BURST =
      Setting.of(
              "ws.message-burst",
              Kind.number(1, 1_000_000),
              "How many messages one socket may send at once after a while of silence.")
          .byDefault("200");
  static final Setting<Integer> WS_RATE_ERRORS_PER_MINUTE =
      Setting.of(
              "ws.rate-errors-per-minute",
              Kind.number(1, 10_000),
              "The `RATE_LIMITED` of a minute with which a socket is closed with 1008.")
          .byDefault("20");
  static final Setting<Integer> WS_SESSION_MESSAGES_PER_SECOND =
      Setting.of(
              "ws.session-messages-per-second",
              Kind.number(1, 10_000_000),
              "How many messages a second a session may send over all its sockets of this process,"
                  + " and twice as many at once; those beyond are answered with `RATE_LIMITED`.")
          .byDefault("500");
  static final Setting<Integer> WS_BAD_MESSAGES_PER_MINUTE =
      Setting.of(
              "ws.bad-messages-per-minute",
              Kind.number(1, 10_000),
              "The message of a minute that cannot be understood and that closes its socket with"
                  + " 1008.")
          .byDefault("10");
  static final Setting<Integer> WS_MAX_CONNECTIONS =
      Setting.of(
              "ws.max-connections",
              Kind.number(1, 1_000_000),
              "How many sockets the process holds at one time; beyond them the answer is 503.")
          .byDefault("20000");
  static final Setting<Integer> WS_CONNECTIONS_PER_SESSION =
      Setting.of(
              "ws.connections-per-session",
              Kind.number(1, 100_000),
              "How many sockets of one session the process holds at one time; one more is closed"
                  + " with 4429 and the time to come back.")
          .byDefault("20");
  static final Setting<Boolean> WS_REPLACE_SAME_CLIENT =
      Setting.of(
              "ws.replace-same-client",
              Kind.flag(),
              "Whether a new socket takes the place of an older one of the same session and client"
                  + " id, which is closed with 4409.")
          .byDefault("false");
  static final Setting<Duration> WS_HANDSHAKE_TIMEOUT =
      Setting.of(
              "ws.handshake-timeout",
              Kind.time(Duration.ofMillis(100), Duration.ofMinutes(10), "ms"),
              "How long a request may take to arrive whole, from the start of its connection or from"
                  + " its first byte; the connection is dropped beyond.")
          .byDefault("5s");
  static final Setting<Boolean> WS_COMPRESSION =
      Setting.of(
              "ws.compression",
              Kind.flag(),
              "Whether messages are compressed (permessage-deflate, without context takeover) where"
                  + " a client offers it.")
          .byDefault("false");

  static final Setting<Boolean> WS_AUTO_RECONNECT =
      Setting.of(
              "ws.auto-reconnect",
              Kind.flag(),
              "Whether hello asks clients to come back by themselves after a close.")
          .from("WS_AUTORECONNECT")
          .byDefault("true");
  static final Setting<Integer> WS_AUTO_RECONNECT_ROLLOUT =
      Setting.of(
              "ws.auto-reconnect.rollout-percent",
              Kind.number(0, 100),
              "How many of a hundred clients `admitone.ws.auto-reconnect` holds for; always the same"
                  + " ones, chosen by their client id.")
          .from("WS_AUTORECONNECT_ROLLOUT_PERCENT")
          .byDefault("100");
  static final Setting<Optional<Duration>> WS_MAX_CONNECTION_AGE =
      Setting.of(
              "ws.max-connection-age",
              Kind.timeOrOff(Duration.ofSeconds(1), Duration.ofDays(7), "s"),
              "How old a socket may become, a fifth shorter or longer, before it is told to come"
                  + " back.")
          .byDefault("off");

  static final Setting<Duration> DRAIN_DELAY =
      Setting.of(
              "drain.delay",
              Kind.time(Duration.ZERO, Duration.ofMinutes(10), "s"),
              "From the refused readiness to the first goodbye, for load balancers to notice.")
          .byDefault("0s", "5s");
  static final Setting<Duration> DRAIN_WINDOW =
      Setting.of(
              "drain.window",
              Kind.time(Duration.ZERO, Duration.ofMinutes(30), "s"),
              "The time over which the sockets are told to leave, and to return.")
          .byDefault("10s");
  static final Setting<Duration> SHUTDOWN_TIMEOUT =
      Setting.of(
              "shutdown.timeout",
              Kind.time(Duration.ofSeconds(1), Duration.ofHours(1), "s"),
              "The longest that a stop takes; what is not done by then is cut off.")
          .byDefault("25s");

  static final Setting<LogLevel> LOG_LEVEL =
      Setting.of(
              "log.level",
              Kind.oneOf(LogLevel.class),
              "The least important log lines of the service that are written.")
          .from("LOG_LEVEL")
          .byDefault("info");
  static final Setting<LogFormat> LOG_FORMAT =
      Setting.of(
              "log.format",
              Kind.oneOf(LogFormat.class),
              "Log lines for people, or one JSON object a line.")
          .byDefault("text", "json");

  static final Setting<Boolean> LOG_REQUESTS =
      Setting.of(
              "log.requests",
              Kind.flag(),
              "Whether each HTTP request has a line, with its route and never its query, in which a"
                  + " ticket may travel.")
          .byDefault("false");

  static final List<Setting<?>> ALL =
      List.of(
          ENVIRONMENT,
          CONFIG_FILE,
          STORE,
          STORE_DEADLINE,
          STARTUP_POLICY,
          STARTUP_TIMEOUT,
          REDIS_URL,
          REDIS_TRUSTED_CERTIFICATES,
          REDIS_RETRY_WAITS,
          REDIS_ALLOW_PLAINTEXT,
          REDIS_FAIL_CLOSED,
          MEMORY_MAX_OUTSTANDING_TICKETS,
          MEMORY_MAX_ROOMS,
          MEMORY_MAX_ROOM_BYTES,
          ROOMS_HISTORY,
          ROOMS_HISTORY_OF,
          ROOMS_MAX_PER_CONNECTION,
          ROOMS_LINGER,
          HTTP_HOST,
          HTTP_PORT,
          HTTP_BASE_PATH,
          ALLOWED_ORIGINS,
          JWT_SECRET,
          JWT_JWKS_URL,
          JWT_ALGORITHM,
          JWT_ISSUER,
          JWT_AUDIENCE,
          AUTH_DEV_TOKENS,
          AUTH_COOKIE_NAME,
          TICKETS_TTL,
          TICKETS_PER_MINUTE,
          WS_CLIENT_AUTHENTICATION,
          WS_ROOMS_AUTHENTICATION,
          WS_LEGACY_ECHO,
          WS_ADMISSION_RATE,
          WS_HEARTBEAT_INTERVAL,
          WS_CONNECTION_TIMEOUT,
          WS_MAX_MESSAGE_BYTES,
          WS_SEND_QUEUE_BYTES,
          WS_MESSAGES_PER_SECOND,
          WS_MESSAGE_BURST,
          WS_RATE_ERRORS_PER_MINUTE,
          WS_SESSION_MESSAGES_PER_SECOND,
          WS_BAD_MESSAGES_PER_MINUTE,
          WS_MAX_CONNECTIONS,
          WS_CONNECTIONS_PER_SESSION,
          WS_REPLACE_SAME_CLIENT,
          WS_HANDSHAKE_TIMEOUT,
          WS_COMPRESSION,
          WS_AUTO_RECONNECT,
          WS_AUTO_RECONNECT_ROLLOUT,
          WS_MAX_CONNECTION_AGE,
          DRAIN_DELAY,
          DRAIN_WINDOW,
          SHUTDOWN_TIMEOUT,
          LOG_LEVEL,
          LOG_FORMAT,
          LOG_REQUESTS);

  private SettingTable() {}
}
