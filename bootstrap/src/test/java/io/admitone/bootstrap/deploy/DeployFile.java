package io.admitone.bootstrap.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/** A file of the folder {@code deploy}. */
final class DeployFile {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final Path FOLDER = Path.of("..", "deploy");

  private final String text;

  private DeployFile(String text) {
    this.text = text;
  }

  static DeployFile named(String name) {
    try {
      return new DeployFile(Files.readString(FOLDER.resolve(name)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String text() {
    return text;
  }

  /** JSON, which is YAML too, or the one document of a YAML file. */
  JsonNode tree() {
    return documents().get(0);
  }

  List<JsonNode> documents() {
    List<JsonNode> documents = new ArrayList<>();
    try {
      YAML.readerFor(JsonNode.class).<JsonNode>readValues(text).forEachRemaining(documents::add);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return documents;
  }

  /** The document of that kind in a manifest. */
  JsonNode kind(String kind) {
    return only(documents(), "kind", kind);
  }

  /** The one of the nodes whose field has that value. */
  static JsonNode only(Iterable<JsonNode> nodes, String field, String value) {
    return StreamSupport.stream(nodes.spliterator(), false)
        .filter(node -> node.path(field).asText().equals(value))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + field + " " + value));
  }
}
