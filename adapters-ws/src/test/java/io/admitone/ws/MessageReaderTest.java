package io.admitone.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.json.tree.JsonNode;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageReaderTest {
  private final MessageReader reader = new MessageReader();

  @Test
  void readsTheType() {
    Incoming incoming = reader.read(" {\"a\":{\"type\":1},\"type\":\"ping\",\"b\":[[]]} ");

    assertThat(incoming).isEqualTo(new Incoming.Message("ping", Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "7",
        "-0.5e+300",
        "\"a\"",
        "\"\\u00e9\\\\ \\ud800\"",
        "\"é😀\"",
        "null",
        "true",
        "[1,{\"x\":[]}]",
        "{\"a\":{\"b\":\"}\"}}",
        "\"\"",
      })
  void keepsTheTextOfAnId(String id) {
    Incoming first = reader.read("{\"id\": " + id + " ,\"type\":\"ping\"}");
    Incoming last = reader.read("{\"type\":\"ping\",\"id\":" + id + "}");

    assertThat(first).isEqualTo(new Incoming.Message("ping", Optional.of(id)));
    assertThat(last).isEqualTo(first);
  }

  @Test
  void keepsTheTextOfAnIdBehindMoreThanTheParserReadsAtOnce() {
    String filler = "x".repeat(60_000);

    Incoming incoming =
        reader.read("{\"f\":\"" + filler + "\",\"id\":[12 ,\"é\"],\"type\":\"ping\"}");

    assertThat(incoming).isEqualTo(new Incoming.Message("ping", Optional.of("[12 ,\"é\"]")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "nonsense",
        "{",
        "{\"type\":\"ping\"",
        "{\"type\":\"ping\"}}",
        "{\"type\":\"ping\"} x",
        "{\"type\":\"ping\"}{}",
        "{'type':'ping'}",
        "{\"type\":\"ping\",}",
        "{\"type\":\"a\nb\"}",
        "{\"type\":01}",
        "{\"type\":NaN}",
        "[1,",
        "[}",
        "\uFEFF{\"type\":\"ping\"}",
        "\u0000",
        "{\"type\":\"\\x\"}",
        "// c\n{\"type\":\"ping\"}",
        "\"abc",
        "tru",
      })
  void refusesWhatIsNotJson(String text) {
    assertThat(reader.read(text)).isEqualTo(Incoming.Bad.INVALID_JSON);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "null",
        "\"ping\"",
        "[]",
        "[{\"type\":\"ping\"}]",
        "{}",
        "{\"type\":1}",
        "{\"type\":null}",
        "{\"type\":{\"type\":\"ping\"}}",
        "{\"Type\":\"ping\"}",
        "{\"type\":\"ping\",\"type\":\"pong\"}",
        "{\"type\":\"ping\",\"type\":1}",
      })
  void refusesWhatHasNotOneStringType(String text) {
    assertThat(reader.read(text)).isEqualTo(Incoming.Bad.INVALID_MESSAGE);
  }

  @Test
  void refusesWhatIsTooDeepOrTooLong() {
    String deep = "[".repeat(60_000);
    String digits = "9".repeat(50_000);

    assertThat(reader.read(deep)).isEqualTo(Incoming.Bad.INVALID_MESSAGE);
    assertThat(reader.read("{\"a\":".repeat(10_000))).isEqualTo(Incoming.Bad.INVALID_MESSAGE);
    assertThat(reader.read("{\"type\":\"a\",\"n\":" + digits + "}"))
        .isEqualTo(Incoming.Bad.INVALID_MESSAGE);
    assertThat(reader.read("{\"type\":\"a\",\"n\":1e999999999}"))
        .isInstanceOf(Incoming.Message.class);
  }

  @Test
  void givesHandlersTheLastOfTwoFieldsOfOneName() {
    Optional<JsonNode> tree = reader.readTree("{\"a\":1,\"a\":2,\"s\":\"\\ud800\"}");

    assertThat(tree.orElseThrow().get("a").getIntValue()).isEqualTo(2);
    assertThat(tree.orElseThrow().get("s").getStringValue()).isEqualTo("\ud800");
  }

  @Test
  void answersEveryTextWithAValue() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    String[] parts = {
      "{",
      "}",
      "[",
      "]",
      "\"",
      "type",
      "\"type\"",
      ":",
      ",",
      "1",
      "e",
      "-",
      ".",
      "\\u",
      "d800",
      "\\",
      " ",
      "true",
      "null",
      "é",
      "\u0000",
      "id",
      "\"ping\"",
      "\ud83d"
    };
    for (int round = 0; round < 10_000; round++) {
      StringBuilder text =
          new StringBuilder("{\"type\":\"a\",\"id\":".substring(0, random.nextInt(18)));
      for (int i = random.nextInt(12); i > 0; i--) {
        text.append(parts[random.nextInt(parts.length)]);
      }
      Incoming incoming = reader.read(text.toString());
      assertThat(incoming).as("seed %d: %s", seed, text).isNotNull();
      if (incoming instanceof Incoming.Message) {
        assertThat(reader.readTree(text.toString())).as("seed %d: %s", seed, text).isPresent();
      }
    }
  }
}
