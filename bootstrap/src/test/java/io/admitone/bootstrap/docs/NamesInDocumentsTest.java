package io.admitone.bootstrap.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No document names a setting, metric, log event, error or close code that does not exist. That
 * each of them is in a document, the tests of their tables see to.
 */
class NamesInDocumentsTest {
  private static KnownNames known;

  @BeforeAll
  static void learn() throws IOException {
    known = KnownNames.learn();
  }

  static List<Path> documents() throws IOException {
    return Document.all();
  }

  @ParameterizedTest
  @MethodSource("documents")
  void eachExists(Path file) throws IOException {
    assertThat(known.strangersIn(Document.read(file))).isEmpty();
  }

  @Test
  void findsWhatDoesNotExist() {
    Document document =
        new Document(
            """
            Set `admitone.store` and not `admitone.stroe`, `WS_TICKET_TTL_SECONDS` and not WS_TICKET_TTL,
            look at `ws_closes_total` and not `ws_closed_total`, at `start_failed` and not `starting_failed`.
            A page is told `SLOW_CONSUMER` by 1013, never `SLOW_READER` by 4999. Of 1024 nothing is said.

            ```java
            Thing.OF_THE_READER_S_OWN.at("not_ours");
            ```
            """);

    assertThat(known.strangersIn(document))
        .containsExactlyInAnyOrder(
            "admitone.stroe",
            "WS_TICKET_TTL",
            "ws_closed_total",
            "starting_failed",
            "SLOW_READER",
            "4999");
  }
}
