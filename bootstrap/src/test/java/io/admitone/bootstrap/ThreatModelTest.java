package io.admitone.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A threat is covered by a test that exists. */
class ThreatModelTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern ROW = Pattern.compile("\\| \\d+ \\|.*");
  private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT|Rules))\\.(\\w+)`");

  @Test
  void namesATestForEachThreat() throws IOException {
    assertThat(rows()).isNotEmpty().allSatisfy(row -> assertThat(row).containsPattern(TEST));
  }

  @Test
  void namesNoTestThatDoesNotExist() throws IOException {
    List<String> sources = testSources();

    assertThat(rows().stream().flatMap(row -> TEST.matcher(row).results()))
        .allSatisfy(
            test ->
                assertThat(sources)
                    .as("%s has %s", test.group(1), test.group(2))
                    .anyMatch(
                        source ->
                            source.contains(" " + test.group(1) + " ")
                                && source.contains(" void " + test.group(2) + "(")));
  }

  private static List<String> rows() throws IOException {
    return Files.readAllLines(ROOT.resolve("docs/threat-model.md")).stream()
        .filter(line -> ROW.matcher(line).matches())
        .toList();
  }

  private static List<String> testSources() throws IOException {
    try (Stream<Path> files = Files.find(ROOT, 20, (path, found) -> isTest(path))) {
      return files.map(ThreatModelTest::read).toList();
    }
  }

  private static boolean isTest(Path path) {
    return path.toString().matches(".*/src/.*(Test|IT|Rules)\\.java");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
