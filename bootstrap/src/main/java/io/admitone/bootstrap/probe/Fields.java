package io.admitone.bootstrap.probe;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The plain fields at the top of a JSON object, as text. Empty where there is no such object. */
final class Fields {
  private static final JsonFactory JSON = new JsonFactory();

  private Fields() {}

  static Map<String, String> of(String json) {
    try (JsonParser parser = JSON.createParser(json)) {
      return parser.nextToken() == JsonToken.START_OBJECT ? read(parser) : Map.of();
    } catch (IOException e) {
      return Map.of();
    }
  }

  private static Map<String, String> read(JsonParser parser) throws IOException {
    Map<String, String> fields = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      if (parser.nextToken().isScalarValue()) {
        fields.put(name, parser.getText());
      }
      parser.skipChildren();
    }
    return fields;
  }
}
