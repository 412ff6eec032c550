package io.admitone.bootstrap.settings;

import io.admitone.application.connection.AllowedOrigins;
import io.admitone.redis.RedisAddress;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What values a setting takes, and how their text is read.
 *
 * @param allowed the values in words, to follow "it takes"
 * @param secret whether the text must never be shown
 * @param reader the value; empty where the text is none
 */
record Kind<T>(String allowed, boolean secret, Function<String, Optional<T>> reader) {
  private static final Pattern TIME = Pattern.compile("([0-9]{1,9})\\s?(ms|s|m|h)?");
  private static final Pattern WEB_ORIGIN =
      Pattern.compile("https?://(?:[a-z0-9._-]+|\\[[0-9a-f:]+\\])(:[0-9]{1,5})?");
  private static final String LOOPBACK = "loopback";

  static <E extends Enum<E>> Kind<E> oneOf(Class<E> type) {
    List<E> all = List.of(type.getEnumConstants());
    return visible(
        String.join(" or ", all.stream().map(Kind::word).toList()),
        text -> all.stream().filter(one -> word(one).equalsIgnoreCase(text)).findFirst());
  }

  static Kind<String> oneOf(String... words) {
    return visible(
        String.join(" or ", words),
        text -> Arrays.stream(words).filter(word -> word.equalsIgnoreCase(text)).findFirst());
  }

  static Kind<Boolean> flag() {
    return visible(
        "true or false", text -> oneOf("true", "false").reader.apply(text).map("true"::equals));
  }

  static Kind<Integer> number(int min, int max) {
    return visible(
        "a whole number from " + min + " to " + max, text -> wholeNumber(text, min, max));
  }

  /** Like {@link #number}, with a word for "no limit". */
  static Kind<OptionalInt> numberOrOff(int min, int max) {
    return visible(
        "off or a whole number from " + min + " to " + max,
        text ->
            text.equalsIgnoreCase("off")
                ? Optional.of(OptionalInt.empty())
                : wholeNumber(text, min, max).map(OptionalInt::of));
  }

  /**
   * @param bare the unit of a number that names none: {@code ms} or {@code s}
   */
  static Kind<Duration> time(Duration min, Duration max, String bare) {
    return visible(
        "a time from %s to %s, such as 1500ms, 8s or 2m; a bare number counts %s"
            .formatted(shortly(min), shortly(max), bare.equals("s") ? "seconds" : "milliseconds"),
        text ->
            duration(text, bare)
                .filter(time -> time.compareTo(min) >= 0 && time.compareTo(max) <= 0));
  }

  /** Like {@link #time}, with a word for "no limit". */
  static Kind<Optional<Duration>> timeOrOff(Duration min, Duration max, String bare) {
    Kind<Duration> time = time(min, max, bare);
    return visible(
        "off or " + time.allowed,
        text ->
            text.equalsIgnoreCase("off")
                ? Optional.of(Optional.empty())
                : time.reader.apply(text).map(Optional::of));
  }

  /** Several times, parted by commas. */
  static Kind<List<Duration>> times(Duration min, Duration max) {
    return visible(
        "times from %s to %s parted by commas, such as 500ms,2s,15s; a bare number counts seconds"
            .formatted(shortly(min), shortly(max)),
        text -> readTimes(text, time(min, max, "s")));
  }

  private static Optional<List<Duration>> readTimes(String text, Kind<Duration> each) {
    List<Optional<Duration>> times =
        Arrays.stream(text.split(",", -1)).map(String::strip).map(each.reader()).toList();
    return times.stream().allMatch(Optional::isPresent)
        ? Optional.of(times.stream().flatMap(Optional::stream).toList())
        : Optional.empty();
  }

  /**
   * A file that TLS can trust, looked into: a wrong one would only show at the first connection.
   */
  static Kind<Path> certificates() {
    return visible("the path of a readable file of X.509 certificates in PEM", Kind::certificates);
  }

  private static Optional<Path> certificates(String text) {
    try {
      Path file = Path.of(text);
      try (InputStream pem = Files.newInputStream(file)) {
        boolean hasAny =
            !CertificateFactory.getInstance("X.509").generateCertificates(pem).isEmpty();
        return hasAny ? Optional.of(file) : Optional.empty();
      }
    } catch (IOException | CertificateException | InvalidPathException e) {
      return Optional.empty();
    }
  }

  /** Some text of one line. */
  static Kind<String> text(String allowed, String pattern) {
    Pattern shape = Pattern.compile(pattern);
    return visible(allowed, text -> Optional.of(text).filter(t -> shape.matcher(t).matches()));
  }

  static Kind<URI> webAddress() {
    return visible(
        "an http or https address",
        text -> uri(text).filter(uri -> hasScheme(uri, "http", "https") && uri.getHost() != null));
  }

  /** Addresses that may hold a password are secrets as a whole. */
  static Kind<RedisAddress> redisAddress() {
    return new Kind<>(RedisAddress.ALLOWED, true, Kind::redisAddress);
  }

  private static Optional<RedisAddress> redisAddress(String text) {
    try {
      return Optional.of(RedisAddress.parse(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  static Kind<Secret> key(int minBytes) {
    return new Kind<>(
        "a text of at least " + minBytes + " bytes",
        true,
        text -> Optional.of(new Secret(text)).filter(secret -> secret.bytes() >= minBytes));
  }

  static Kind<AllowedOrigins> origins() {
    return visible(
        "origins as browsers send them, parted by commas, such as https://app.example.com (lower"
            + " case, no path, no slash at the end, no default port); the word "
            + LOOPBACK
            + " stands for every page that this machine serves",
        Kind::readOrigins);
  }

  private static Optional<AllowedOrigins> readOrigins(String text) {
    Set<String> origins = new LinkedHashSet<>();
    for (String origin : text.split(",", -1)) {
      origins.add(origin.strip());
    }
    boolean loopback = origins.remove(LOOPBACK);
    return origins.stream().allMatch(Kind::isAsBrowsersSendIt)
        ? Optional.of(new AllowedOrigins(origins, loopback))
        : Optional.empty();
  }

  /** Anything else would be compared to the letter and never match. */
  private static boolean isAsBrowsersSendIt(String origin) {
    Matcher matcher = WEB_ORIGIN.matcher(origin);
    String defaultPort = origin.startsWith("https:") ? ":443" : ":80";
    return matcher.matches() && !defaultPort.equals(matcher.group(1));
  }

  static <T> Kind<T> visible(String allowed, Function<String, Optional<T>> reader) {
    return new Kind<>(allowed, false, reader);
  }

  private static Optional<Integer> wholeNumber(String text, int min, int max) {
    return Optional.of(text)
        .filter(digits -> digits.matches("[0-9]{1,10}"))
        .map(Long::parseLong)
        .filter(number -> number >= min && number <= max)
        .map(Long::intValue);
  }

  private static Optional<Duration> duration(String text, String bare) {
    Matcher matcher = TIME.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long amount = Long.parseLong(matcher.group(1));
    return Optional.of(
        switch (matcher.group(2) == null ? bare : matcher.group(2)) {
          case "ms" -> Duration.ofMillis(amount);
          case "s" -> Duration.ofSeconds(amount);
          case "m" -> Duration.ofMinutes(amount);
          default -> Duration.ofHours(amount);
        });
  }

  /** The shortest way to write a time that {@link #time} reads. */
  static String shortly(Duration time) {
    return time.toMillis() % 1000 == 0 ? time.toSeconds() + "s" : time.toMillis() + "ms";
  }

  private static Optional<URI> uri(String text) {
    try {
      return Optional.of(URI.create(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static boolean hasScheme(URI uri, String... schemes) {
    return uri.getScheme() != null && List.of(schemes).contains(uri.getScheme());
  }

  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
