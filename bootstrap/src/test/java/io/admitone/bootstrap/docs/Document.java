package io.admitone.bootstrap.docs;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A page of Markdown, without the code in it that belongs to its reader. */
record Document(String text) {
  private static final Path ROOT = Path.of("..");
  private static final Set<String> NOT_OURS = Set.of("target", "node_modules", ".git");
  private static final Pattern READERS_CODE =
      Pattern.compile("(?ms)^ *```(?:java|js|ts|tsx|xml|sql)$.*?^ *```$");

  Document {
    text = READERS_CODE.matcher(text).replaceAll("");
  }

  static Document read(Path file) throws IOException {
    return new Document(Files.readString(ROOT.resolve(file)));
  }

  /** Of this repository, by their paths in it. */
  static List<Path> all() throws IOException {
    List<Path> found = new ArrayList<>();
    Files.walkFileTree(
        ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return NOT_OURS.contains(folder.getFileName().toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(".md")) {
              found.add(ROOT.relativize(file));
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return found.stream().sorted().toList();
  }

  /** What the first group of a pattern finds. */
  Stream<String> find(Pattern pattern) {
    return pattern.matcher(text).results().map((MatchResult match) -> match.group(1));
  }
}
