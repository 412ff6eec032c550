package io.admitone.http;

import io.micronaut.json.tree.JsonNode;
import io.micronaut.serde.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** JSON as a test wants to read it. */
record Json(JsonNode node) {
  static Json parse(String text) {
    try {
      return new Json(ObjectMapper.getDefault().readValue(text, JsonNode.class));
    } catch (IOException e) {
      throw new AssertionError("not JSON: " + text, e);
    }
  }

  Json at(String field) {
    JsonNode value = node.get(field);
    if (value == null) {
      throw new AssertionError("no " + field + " in " + fields());
    }
    return new Json(value);
  }

  boolean has(String field) {
    return node.get(field) != null;
  }

  String text(String field) {
    return at(field).node.getStringValue();
  }

  long number(String field) {
    return at(field).node.getNumberValue().longValue();
  }

  List<String> fields() {
    List<String> names = new ArrayList<>();
    node.entries().forEach(entry -> names.add(entry.getKey()));
    return names;
  }

  List<Json> items() {
    List<Json> items = new ArrayList<>();
    node.values().forEach(value -> items.add(new Json(value)));
    return items;
  }
}
