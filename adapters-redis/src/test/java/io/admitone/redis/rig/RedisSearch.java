package io.admitone.redis.rig;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The order in which a server is looked for.
 *
 * @param setting what somebody asked for by name
 * @param path directories of programs, as in the environment variable PATH
 * @param container gives the server in an image, where it can be had
 * @param embedded gives the server that comes as an artifact, where it runs
 */
record RedisSearch(
    Optional<String> setting,
    String path,
    Function<String, Optional<RedisBinary>> container,
    Supplier<Optional<RedisBinary>> embedded) {
  static final String SETTING = "REDIS_SERVER";
  static final String MORE = "REDIS_SERVERS";
  static final String IMAGE_PREFIX = "image:";
  static final String EMBEDDED = "embedded";
  static final String DEFAULT_IMAGE = "redis:7-alpine";

  static RedisSearch here() {
    return new RedisSearch(
        Optional.ofNullable(System.getProperty(SETTING, System.getenv(SETTING)))
            .filter(value -> !value.isBlank()),
        Optional.ofNullable(System.getenv("PATH")).orElse(""),
        image -> whereOnClasspath(() -> ContainerRedis.of(image)),
        () -> whereOnClasspath(EmbeddedRedis::unpack));
  }

  /** Both stand on libraries that who uses the rig may have left out. */
  private static Optional<RedisBinary> whereOnClasspath(Supplier<Optional<RedisBinary>> source) {
    try {
      return source.get();
    } catch (NoClassDefFoundError libraryLeftOut) {
      return Optional.empty();
    }
  }

  RedisBinary find() {
    return setting.map(name -> named(SETTING, name)).orElseGet(this::first);
  }

  private RedisBinary named(String by, String name) {
    return candidate(name)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    by
                        + " names '"
                        + name
                        + "', which is no Redis or Valkey server 6.2 or newer that runs here: name"
                        + " an executable, image:<container image>, or embedded."));
  }

  private Optional<RedisBinary> candidate(String name) {
    if (name.startsWith(IMAGE_PREFIX)) {
      return container.apply(name.substring(IMAGE_PREFIX.length()));
    }
    return name.equals(EMBEDDED) ? embedded.get() : LocalRedis.of(Path.of(name));
  }

  private RedisBinary first() {
    return onPath()
        .or(() -> container.apply(DEFAULT_IMAGE))
        .or(embedded)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "No Redis server runs here: install redis-server 6.2 or newer (or"
                        + " valkey-server), or start Docker, or set "
                        + SETTING
                        + "."));
  }

  private Optional<RedisBinary> onPath() {
    return allOnPath().findFirst();
  }

  private Stream<RedisBinary> allOnPath() {
    return Stream.of("redis-server", "valkey-server")
        .flatMap(name -> Stream.of(path.split(File.pathSeparator)).map(dir -> Path.of(dir, name)))
        .flatMap(file -> LocalRedis.of(file).stream());
  }

  List<RedisBinary> all() {
    Stream<RedisBinary> more =
        Stream.of(Optional.ofNullable(System.getenv(MORE)).orElse("").split(File.pathSeparator))
            .filter(name -> !name.isBlank())
            .map(name -> named(MORE, name));
    return Stream.concat(Stream.concat(allOnPath(), embedded.get().stream()), more)
        .collect(Collectors.toMap(RedisSearch::what, found -> found, (a, b) -> a, TreeMap::new))
        .values()
        .stream()
        .toList();
  }

  /** One program may lie at several places of the PATH. */
  private static String what(RedisBinary found) {
    return found instanceof LocalRedis local
        ? local.executable().getFileName() + " " + local.version()
        : found.where();
  }

  /** Searched for when first asked for, and then no more. */
  static final class Once {
    static final Supplier<RedisBinary> FOUND = Once::found;
    private static RedisBinary found;

    private Once() {}

    private static synchronized RedisBinary found() {
      if (found == null) {
        found = here().find();
      }
      return found;
    }
  }
}
