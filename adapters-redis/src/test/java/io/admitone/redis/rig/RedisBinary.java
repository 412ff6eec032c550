package io.admitone.redis.rig;

import java.nio.file.Path;
import java.util.List;

/**
 * A real Redis or Valkey server, 6.2 or newer, that this machine can run.
 *
 * <p>Searched for in this order: what the setting {@value RedisSearch#SETTING} names (an
 * environment variable or a system property: an executable, {@code image:} and a container image,
 * or {@code embedded}); {@code redis-server} or {@code valkey-server} on the PATH; a container,
 * where Docker runs and has or gets the image within a minute; the binary inside the embedded-redis
 * artifact.
 */
public sealed interface RedisBinary permits LocalRedis, ContainerRedis {
  /**
   * The first that there is; searched for once a JVM.
   *
   * @throws IllegalStateException with one sentence on what to install, where there is none
   */
  static RedisBinary find() {
    return RedisSearch.Once.FOUND.get();
  }

  /**
   * Every different server that can be run here without Docker: those on the PATH, the one inside
   * the embedded-redis artifact, and those that the setting {@value RedisSearch#MORE} names, paths
   * with the path separator between them.
   *
   * @throws IllegalStateException if one that was named does not run here
   */
  static List<RedisBinary> all() {
    return RedisSearch.here().all();
  }

  /** Starts a server with these arguments; all its files lie in one directory. */
  ServerProcess run(Path dir, List<String> arguments);

  /** Where it comes from, for people. */
  String where();
}
