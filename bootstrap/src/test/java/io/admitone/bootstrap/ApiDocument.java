package io.admitone.bootstrap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A document of the API, whose schemas are taken at their word: a field that they do not name is a
 * fault, though a client is told to ignore what it does not know.
 */
final class ApiDocument {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final String REFERENCE = "$ref";

  private final JsonSchemaFactory schemas = JsonSchemaFactory.getInstance(VersionFlag.V202012);
  private final JsonNode root;

  private ApiDocument(JsonNode root) {
    this.root = root;
    close(root);
  }

  /** One of the folder {@code protocol}. */
  static ApiDocument named(String name) {
    try {
      return new ApiDocument(YAML.readTree(Path.of("..", "protocol", name).toFile()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What stands at the place, as in {@code /components/schemas}; empty where nothing does. */
  JsonNode at(String pointer) {
    return resolved(root.at(pointer));
  }

  /** The node itself, or what it refers to. */
  JsonNode resolved(JsonNode node) {
    JsonNode reference = node.path(REFERENCE);
    return reference.isTextual() ? at(reference.textValue().substring(1)) : node;
  }

  /** What is wrong with the value, in words; nothing where it is as the schema says. */
  List<String> faults(JsonNode schema, JsonNode value) {
    ObjectNode whole = schema.deepCopy();
    whole.set("components", root.path("components"));
    return schemas.getSchema(whole).validate(value).stream()
        .map(ValidationMessage::getMessage)
        .toList();
  }

  private static void close(JsonNode node) {
    if (node instanceof ObjectNode object
        && object.path("properties").isObject()
        && object.path("type").asText().equals("object")
        && !object.has("additionalProperties")) {
      object.put("additionalProperties", false);
    }
    node.forEach(ApiDocument::close);
  }

  /** The names of an object's fields. */
  static Stream<String> names(JsonNode object) {
    return object.properties().stream().map(Map.Entry::getKey);
  }
}
