package io.admitone.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.json.tree.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The files that say what goes over the wire, and the comparison of a message with its file. */
final class Protocol {
  private static final Path ROOT = Path.of("..", "protocol");

  private Protocol() {}

  static JsonNode closeCodes() {
    return parse(ROOT.resolve("close-codes.json"));
  }

  /** The names of the message files, such as {@code server-hello}. */
  static List<String> messages() {
    try (Stream<Path> files = Files.list(ROOT.resolve("messages"))) {
      return files
          .map(file -> file.getFileName().toString().replace(".json", ""))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode message(String name) {
    return parse(ROOT.resolve("messages").resolve(name + ".json"));
  }

  /** Whether it belongs to the protocol version 2 alone. */
  static boolean isOfRooms(String name) {
    return message(name).get("version") != null;
  }

  static String example(String name) {
    String file = read(ROOT.resolve("messages").resolve(name + ".json"));
    int start = file.indexOf('{', file.indexOf("\"example\""));
    return file.substring(start, file.lastIndexOf('}')).strip();
  }

  static JsonNode parse(String json) {
    return new MessageReader().readTree(json).orElseThrow(() -> new AssertionError(json));
  }

  /** Every field is declared with its type, and every required field is there. */
  static void assertConforms(JsonNode message, String name) {
    JsonNode fields = message(name).get("fields");
    List<String> faults = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : message.entries()) {
      JsonNode declared = fields.get(field.getKey());
      if (declared == null) {
        faults.add(field.getKey() + " is not declared");
      } else if (!declared.get("type").getStringValue().contains(typeOf(field.getValue()))
          && !declared.get("type").getStringValue().equals("any")) {
        faults.add(field.getKey() + " is " + typeOf(field.getValue()));
      }
    }
    for (Map.Entry<String, JsonNode> declared : fields.entries()) {
      if (declared.getValue().get("required").getBooleanValue()
          && message.get(declared.getKey()) == null) {
        faults.add(declared.getKey() + " is missing");
      }
    }
    assertThat(faults).as(name).isEmpty();
  }

  private static String typeOf(JsonNode value) {
    if (value.isNumber()) {
      return "integer";
    }
    if (value.isString()) {
      return "string";
    }
    if (value.isArray()) {
      return "array";
    }
    return value.isObject() ? "object" : value.isNull() ? "null" : "boolean";
  }

  private static JsonNode parse(Path file) {
    return parse(read(file));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
