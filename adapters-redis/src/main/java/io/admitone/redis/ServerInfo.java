package io.admitone.redis;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server tells of itself.
 *
 * @param server the answer to {@code INFO server}; empty where the server refuses it
 * @param replication the answer to {@code INFO replication}; empty where the server refuses it
 */
record ServerInfo(String server, String replication) {
  private static final int OLDEST_MAJOR = 6;
  private static final int OLDEST_MINOR = 2;
  private static final int FIRST_WITH_SHARD_CHANNELS = 7;
  private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+).*");

  /** Which life of the server this is; hidden unless both of its parts are told. */
  Incarnation incarnation() {
    return server("run_id")
        .flatMap(run -> field(replication, "master_replid").map(id -> Incarnation.of(run, id)))
        .orElse(Incarnation.HIDDEN);
  }

  /** Product and version for people. Valkey also names a Redis version that it stands for. */
  String product() {
    return server("valkey_version")
        .map(version -> "Valkey " + version)
        .or(() -> server("redis_version").map(version -> "Redis " + version))
        .orElse("a server that hides its version");
  }

  /** Whether the server is known to be Redis 7 or later, or to stand for it. */
  boolean shardsChannels() {
    return server("redis_version").map(VERSION::matcher).filter(Matcher::matches).stream()
        .anyMatch(version -> Integer.parseInt(version.group(1)) >= FIRST_WITH_SHARD_CHANNELS);
  }

  /** Whether the server is known to be older than 6.2, the first with {@code GETDEL}. */
  boolean isTooOld() {
    return server("redis_version").map(VERSION::matcher).filter(Matcher::matches).stream()
        .anyMatch(ServerInfo::isBefore62);
  }

  private static boolean isBefore62(Matcher version) {
    int major = Integer.parseInt(version.group(1));
    int minor = Integer.parseInt(version.group(2));
    return major < OLDEST_MAJOR || major == OLDEST_MAJOR && minor < OLDEST_MINOR;
  }

  /** The same server at a later time. */
  ServerInfo withReplication(String later) {
    return new ServerInfo(server, later);
  }

  private Optional<String> server(String name) {
    return field(server, name);
  }

  private static Optional<String> field(String text, String name) {
    String prefix = name + ':';
    return text.lines()
        .filter(line -> line.startsWith(prefix))
        .map(line -> line.substring(prefix.length()).strip())
        .filter(value -> !value.isEmpty())
        .findFirst();
  }
}
