package io.admitone.bootstrap.settings;

import io.admitone.redis.RedisAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Where tickets and rooms are kept, and what a start does without it. */
final class StoreTable {
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

  static final List<Setting<?>> ALL =
      List.of(
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
          MEMORY_MAX_ROOM_BYTES);

  private StoreTable() {}
}
