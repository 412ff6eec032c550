package io.admitone.redis.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Directories that are gone when the JVM is. */
final class ScratchDirectories {
  private ScratchDirectories() {}

  static Path make(String name) {
    try {
      Path dir = Files.createTempDirectory("admitone-" + name + "-");
      Leftovers.add(new Removal(dir));
      return dir;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void delete(Path dir) {
    try (Stream<Path> walk = Files.walk(dir)) {
      List<Path> deepestFirst = walk.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Leftovers.remove(new Removal(dir));
  }

  private record Removal(Path dir) implements AutoCloseable {
    @Override
    public void close() {
      if (Files.exists(dir)) {
        delete(dir);
      }
    }
  }
}
