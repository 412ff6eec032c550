package io.admitone.bootstrap.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class LoggingDocumentTest {
  private static final Path PAGE = Path.of("..", "docs", "logging.md");
  private static final Pattern ROW =
      Pattern.compile("\\| `([a-z_]+)`[^|]*\\|([^|]*)\\|([^|]*)\\|.*");

  @Test
  void thePageListsEveryEventWithItsLevelAndFields() throws IOException {
    List<String> page =
        Files.readAllLines(PAGE).stream()
            .map(ROW::matcher)
            .filter(Matcher::matches)
            .map(row -> row.group(1) + " " + row.group(2).strip() + " " + names(row.group(3)))
            .toList();

    List<String> table =
        Arrays.stream(LogEvent.values())
            .map(
                event ->
                    event.eventName()
                        + " "
                        + event.level().name().toLowerCase(java.util.Locale.ROOT)
                        + " "
                        + event.fields())
            .toList();
    assertThat(page).as("docs/logging.md against LogEvent").containsExactlyElementsOf(table);
  }

  private static List<String> names(String cell) {
    return Pattern.compile("`([^`]+)`")
        .matcher(cell)
        .results()
        .map(match -> match.group(1))
        .toList();
  }
}
