package io.admitone.bootstrap.settings;

import io.admitone.application.connection.Authentication;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Sockets: who is let in, their limits, their life. */
final class SocketTable {
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

  static final List<Setting<?>> ALL =
      List.of(
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
          WS_MAX_CONNECTION_AGE);

  private SocketTable() {}
}
