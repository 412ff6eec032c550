package io.admitone.redis.rig;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a server is started with. Immutable: each method gives a changed copy.
 *
 * <p>Every server also has the rig's own user, so that the rig can look and mend while other users
 * are locked out, and keeps nothing on disk unless told to.
 */
public final class RedisConf {
  /** The rig's own user and password; its connections are not counted as clients. */
  static final String RIG_USER = "rig";

  static final String RIG_PASSWORD = "rig-password";
  static final String RIG_RULES = "user " + RIG_USER + " on >" + RIG_PASSWORD + " ~* &* +@all";

  private final List<String> lines;
  private final Optional<Path> aclFile;
  private final Optional<ServerCertificate> certificate;

  private RedisConf(
      List<String> lines, Optional<Path> aclFile, Optional<ServerCertificate> certificate) {
    this.lines = List.copyOf(lines);
    this.aclFile = aclFile;
    this.certificate = certificate;
  }

  /** A primary that anybody may use, without TLS, that keeps nothing on disk. */
  public static RedisConf plain() {
    return sentinel()
        .with("save", "\"\"")
        .with("repl-diskless-sync-delay", 0)
        .with("repl-ping-replica-period", 1);
  }

  /** Where a sentinel begins: it keeps no data. */
  static RedisConf sentinel() {
    return new RedisConf(List.of(), Optional.empty(), Optional.empty());
  }

  /** Adds a line of {@code redis.conf}; of two lines with one directive the later one holds. */
  public RedisConf with(String directive, Object... values) {
    String line =
        Stream.concat(Stream.of(directive), Stream.of(values).map(String::valueOf))
            .collect(Collectors.joining(" "));
    List<String> more = new ArrayList<>(lines);
    more.add(line);
    return new RedisConf(more, aclFile, certificate);
  }

  /** Makes it a replica of the server at a loopback port. */
  public RedisConf replicaOf(int port) {
    return with("replicaof", "127.0.0.1", port)
        .with("masteruser", RIG_USER)
        .with("masterauth", RIG_PASSWORD);
  }

  /** Demands this password of the default user. */
  public RedisConf password(String password) {
    return with("requirepass", password);
  }

  /** Adds a user by its ACL rules, such as {@code on >secret ~ws_ticket:* +set +getdel}. */
  public RedisConf user(String name, String rules) {
    return with("user", name, rules);
  }

  /** Takes its users from an ACL file, which is copied; excludes {@link #user}. */
  public RedisConf aclFile(Path file) {
    return new RedisConf(lines, Optional.of(file), certificate);
  }

  /** Speaks TLS alone, and shows this certificate. Client certificates are not asked for. */
  public RedisConf tls(ServerCertificate shown) {
    return new RedisConf(lines, aclFile, Optional.of(shown));
  }

  /** Writes every command to disk before it answers. */
  public RedisConf appendOnly() {
    return with("appendonly", "yes").with("appendfsync", "always");
  }

  Optional<Path> aclFile() {
    return aclFile;
  }

  Optional<ServerCertificate> certificate() {
    return certificate;
  }

  /** The whole file. */
  String text(String host, int port, Path dir) {
    List<String> all = new ArrayList<>();
    all.add("bind " + host);
    all.add("dir " + dir);
    // It listens on an address that only this machine reaches.
    all.add("protected-mode no");
    all.add(certificate.map(c -> c.directives(port, dir)).orElse("port " + port));
    all.add(aclFile.map(file -> "aclfile " + dir.resolve("users.acl")).orElse(RIG_RULES));
    all.addAll(lines);
    return String.join("\n", all) + "\n";
  }
}
