package io.admitone.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.application.connection.CloseCode;
import io.admitone.http.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tables that people read are those that the service follows. */
class ProtocolReadmeTest {
  private static final Path README = Path.of("..", "protocol", "README.md");

  @Test
  void tellsEveryCloseCodeWithItsReasonAndAdvice() throws IOException {
    List<String> told =
        rows("close-codes").map(cells -> row(cells[1], cells[2], cells[4])).toList();

    assertThat(told)
        .containsExactlyElementsOf(Arrays.stream(CloseCode.values()).map(this::row).toList());
  }

  @Test
  void tellsEveryErrorCodeWithItsStatus() throws IOException {
    List<String> told = rows("error-codes").map(cells -> row(cells[1], cells[2])).toList();

    assertThat(told)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(ErrorCode.values())
                .map(code -> row(Integer.toString(code.status()), code.name()))
                .toList());
  }

  private String row(CloseCode code) {
    String advice = code.advice().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return row(Integer.toString(code.code()), code.reason(), advice);
  }

  private static String row(String... cells) {
    return String.join(" ", cells).replace("`", "");
  }

  /** The rows of the table that follows a comment which begins with the name, without its head. */
  private static Stream<String[]> rows(String table) throws IOException {
    return Files.readAllLines(README).stream()
        .dropWhile(line -> !line.startsWith("<!-- " + table))
        .skip(3)
        .takeWhile(line -> line.startsWith("|"))
        .map(line -> Arrays.stream(line.split("\\|")).map(String::strip).toArray(String[]::new));
  }
}
