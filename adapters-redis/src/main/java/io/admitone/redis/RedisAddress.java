package io.admitone.redis;

import io.lettuce.core.RedisURI;
import io.lettuce.core.SslVerifyMode;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where Redis is, and as whom to log in. It prints itself without credentials.
 *
 * <ul>
 *   <li>one server: {@code redis://[user:password@]host[:port][/database]}, {@code rediss://} with
 *       TLS
 *   <li>Sentinel: {@code redis-sentinel://[password@]host[:port],host[:port][/database]#master},
 *       {@code rediss-sentinel://} with TLS
 *   <li>Cluster: several {@code redis://} or {@code rediss://} addresses with commas between them,
 *       or one with {@code redis-cluster://} or {@code rediss-cluster://}
 * </ul>
 *
 * With TLS the certificate and the host name are always verified.
 */
public final class RedisAddress {
  /** What {@link #parse} understands, for people. */
  public static final String ALLOWED =
      "redis://, rediss://, redis-sentinel://host,host#master, or several redis:// addresses with"
          + " commas between them for a cluster";

  private static final Pattern CREDENTIALS = Pattern.compile("(?<=://)[^,]*@");
  private static final Pattern FIRST_OF_LIST = Pattern.compile("(\\w+://(?:[^@/]*@)?).*");
  private static final Pattern HOST =
      Pattern.compile("[A-Za-z0-9._-]+|\\[?[0-9A-Fa-f:.]+(%\\w+)?]?");
  private static final Set<String> SCHEMES =
      Set.of("redis", "rediss", "redis-sentinel", "rediss-sentinel");

  private final List<String> texts;
  private final List<RedisURI> uris;
  private final boolean cluster;

  private RedisAddress(List<String> texts, boolean cluster) {
    this.texts = texts;
    this.uris = texts.stream().map(RedisAddress::uri).toList();
    this.cluster = cluster;
  }

  /**
   * Reads an address.
   *
   * @throws IllegalArgumentException if it is none; the message holds no credentials
   */
  public static RedisAddress parse(String text) {
    String trimmed = text.strip();
    if (trimmed.contains("-sentinel://")) {
      return new RedisAddress(List.of(trimmed), false);
    }
    String plain = trimmed.replace("-cluster://", "://");
    List<String> texts = elements(plain);
    return new RedisAddress(texts, texts.size() > 1 || !plain.equals(trimmed));
  }

  /** The text of an address, whatever is wrong with it, without its credentials. */
  public static String redact(String text) {
    return CREDENTIALS.matcher(text).replaceAll("***@");
  }

  /** Whether data and password would cross a network unencrypted. */
  public boolean isPlaintextBeyondLoopback() {
    return uris.stream().anyMatch(uri -> !uri.isSsl() && !isLoopback(uri));
  }

  @Override
  public String toString() {
    return uris.stream().map(RedisAddress::describe).collect(Collectors.joining(","));
  }

  boolean isCluster() {
    return cluster;
  }

  /** The number of the database in which all keys are. */
  int database() {
    return uris.get(0).getDatabase();
  }

  /**
   * For the driver: one, except for a cluster, of which these are the first nodes to ask. They are
   * made anew each time, because the driver's type can be changed by whoever holds it.
   *
   * @param handshakeLimit for a server, or a Sentinel, to answer the login
   */
  List<RedisURI> uris(Duration handshakeLimit) {
    List<RedisURI> fresh = texts.stream().map(RedisAddress::uri).toList();
    fresh.forEach(uri -> uri.setTimeout(handshakeLimit));
    fresh.stream()
        .flatMap(uri -> uri.getSentinels().stream())
        .forEach(sentinel -> sentinel.setTimeout(handshakeLimit));
    return fresh;
  }

  /** An element without a scheme takes scheme and credentials of the first one. */
  private static List<String> elements(String list) {
    String[] elements = list.split(",");
    Matcher first = FIRST_OF_LIST.matcher(elements[0]);
    String prefix = first.matches() ? first.group(1) : "";
    return Arrays.stream(elements)
        .map(String::strip)
        .map(element -> element.contains("://") ? element : prefix + element)
        .toList();
  }

  private static RedisURI uri(String text) {
    try {
      String scheme = text.substring(0, Math.max(0, text.indexOf("://")));
      RedisURI uri = RedisURI.create(text);
      if (SCHEMES.contains(scheme.toLowerCase(Locale.ROOT)) && namesHosts(uri)) {
        return verifying(uri);
      }
    } catch (IllegalArgumentException e) {
      // Said below, without the text that the driver would repeat with its password.
    }
    throw new IllegalArgumentException(
        "not an address of Redis: '" + redact(text) + "'; allowed: " + ALLOWED);
  }

  private static RedisURI verifying(RedisURI uri) {
    uri.getSentinels().forEach(RedisAddress::verifying);
    if (uri.isSsl()) {
      uri.setVerifyPeer(SslVerifyMode.FULL);
    }
    return uri;
  }

  /** The driver takes what it cannot read as a part of the host's name. */
  private static boolean namesHosts(RedisURI uri) {
    return uri.getSentinels().isEmpty()
        ? HOST.matcher(String.valueOf(uri.getHost())).matches()
        : uri.getSentinelMasterId() != null
            && uri.getSentinels().stream().allMatch(RedisAddress::namesHosts);
  }

  private static boolean isLoopback(RedisURI uri) {
    return uri.getSentinels().isEmpty()
        ? isLoopback(uri.getHost())
        : uri.getSentinels().stream().allMatch(sentinel -> isLoopback(sentinel.getHost()));
  }

  /** By its text alone: a name is not looked up, for the answer may change. */
  private static boolean isLoopback(String host) {
    if (host.equalsIgnoreCase("localhost")) {
      return true;
    }
    try {
      boolean isNumber = host.matches("[0-9.]+") || host.contains(":");
      return isNumber && InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static String describe(RedisURI uri) {
    String scheme = uri.isSsl() ? "rediss" : "redis";
    if (uri.getSentinels().isEmpty()) {
      return scheme + "://" + uri.getHost() + ':' + uri.getPort() + database(uri);
    }
    String sentinels =
        uri.getSentinels().stream()
            .map(sentinel -> sentinel.getHost() + ':' + sentinel.getPort())
            .collect(Collectors.joining(","));
    return scheme + "-sentinel://" + sentinels + database(uri) + '#' + uri.getSentinelMasterId();
  }

  private static String database(RedisURI uri) {
    return uri.getDatabase() == 0 ? "" : "/" + uri.getDatabase();
  }
}
