package io.admitone.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.application.rooms.RoomRefusal;
import io.micronaut.json.tree.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a connection is told and lives on: the code, the file and the page say the same. */
class MessageErrorsFileTest {
  private static final Path PROTOCOL = Path.of("..", "protocol");
  private static final String RATE_LIMITED = "RATE_LIMITED";

  @Test
  void theFileHasEveryErrorOfTheCodeInItsWords() throws IOException {
    Map<String, String> told = new TreeMap<>();
    for (Incoming.Bad bad : Incoming.Bad.values()) {
      told.put(bad.name(), bad.explanation());
    }
    for (RoomRefusal refusal : RoomRefusal.values()) {
      told.put(refusal.name(), refusal.explanation());
    }
    told.put(RATE_LIMITED, Messages.TOO_FAST);

    Map<String, String> file = new TreeMap<>();
    errors().forEach(error -> file.put(text(error, "code"), text(error, "message")));

    assertThat(file).isEqualTo(told);
  }

  @Test
  void thePageHasEveryErrorOfTheFile() throws IOException {
    List<String> page =
        Files.readAllLines(PROTOCOL.resolve("README.md")).stream()
            .dropWhile(line -> !line.startsWith("<!-- message-errors"))
            .skip(3)
            .takeWhile(line -> line.startsWith("|"))
            .map(line -> Arrays.stream(line.split("\\|")).map(String::strip).toList())
            .map(cells -> cells.get(1) + " " + cells.get(3).startsWith("yes"))
            .toList();

    List<String> file = new ArrayList<>();
    for (JsonNode error : errors()) {
      file.add("`" + text(error, "code") + "` " + error.get("retryable").getBooleanValue());
    }
    assertThat(page).containsExactlyElementsOf(file);
  }

  private static List<JsonNode> errors() throws IOException {
    List<JsonNode> errors = new ArrayList<>();
    Protocol.parse(Files.readString(PROTOCOL.resolve("message-errors.json")))
        .values()
        .forEach(errors::add);
    return errors;
  }

  private static String text(JsonNode error, String field) {
    return error.get(field).getStringValue();
  }
}
