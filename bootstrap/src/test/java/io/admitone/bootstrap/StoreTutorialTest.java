package io.admitone.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the tutorial shows is what the example does. */
class StoreTutorialTest {
  private static final Path ROOT = Path.of("..");
  private static final Path TUTORIAL = ROOT.resolve("docs/writing-a-store.md");
  private static final Path EXAMPLE = ROOT.resolve("examples/adapters-jdbc/src");
  private static final Pattern SHOWN = Pattern.compile("(?ms)^```java\\n(.*?)^```$");

  private static final Pattern DEPENDED_ON =
      Pattern.compile("(?:</artifactId>\\s*<version|<admitone.version)(>[0-9][^<]*</)");

  @Test
  void showsOnlyWhatStandsInTheExample() throws IOException {
    List<String> shown =
        SHOWN.matcher(Files.readString(TUTORIAL)).results().map(match -> match.group(1)).toList();
    String example = example();

    assertThat(shown).isNotEmpty().allSatisfy(code -> assertThat(example).contains(code));
  }

  /** The tutorial's pom stands alone, so it repeats versions that the root pom decides. */
  @Test
  void namesTheVersionsOfThisBuild() throws IOException {
    String parent = Files.readString(ROOT.resolve("pom.xml"));
    String tutorial = Files.readString(TUTORIAL);
    String dependencies = tutorial.substring(tutorial.indexOf("<properties>"));

    List<String> named =
        DEPENDED_ON.matcher(dependencies).results().map(match -> match.group(1)).toList();

    assertThat(named).hasSize(4).allSatisfy(version -> assertThat(parent).contains(version));
  }

  private static String example() throws IOException {
    try (Stream<Path> files = Files.walk(EXAMPLE)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .map(StoreTutorialTest::text)
          .collect(Collectors.joining("\n"));
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
