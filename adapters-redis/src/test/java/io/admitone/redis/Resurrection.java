package io.admitone.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.admitone.redis.rig.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Brings back what a server had before its latest write, as a snapshot from before it would. */
record Resurrection(RedisServer server) {
  static Resurrection of(RedisServer server) {
    return new Resurrection(server);
  }

  /**
   * Restarts the server without its latest command about a key, and without all that came after.
   *
   * @param key what the key begins with
   */
  void undoLatest(String key) {
    server.kill();
    try {
      forgetFrom(key, appendOnlyFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.restart();
  }

  private Path appendOnlyFile() throws IOException {
    try (Stream<Path> files = Files.walk(server.dir())) {
      return files
          .filter(file -> file.toString().matches(".*(\\.incr|/appendonly)\\.aof"))
          .sorted()
          .reduce((first, second) -> second)
          .orElseThrow(() -> new IllegalStateException("the server keeps no append-only file"));
    }
  }

  private static void forgetFrom(String key, Path file) throws IOException {
    String commands = Files.readString(file, ISO_8859_1);
    int named = commands.lastIndexOf(key);
    int begins = commands.lastIndexOf("\r\n*", named);
    if (named < 0 || begins < 0) {
      throw new IllegalStateException("nothing was written about " + key);
    }
    Files.writeString(file, commands.substring(0, begins + 2), ISO_8859_1);
  }
}
