package io.admitone.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.micronaut.json.tree.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * A JSON object of a request, and the very text of it.
 *
 * @param object what it says
 * @param text as it was sent
 */
record JsonSource(JsonNode object, String text) {
  private static final JsonFactory JSON = new JsonFactory();

  /** The value of a field, letter for letter as it was sent; empty where there is no such field. */
  Optional<String> valueOf(String field) {
    try (JsonParser json = JSON.createParser(text)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        int start = (int) json.currentTokenLocation().getCharOffset();
        json.skipChildren();
        json.finishToken();
        if (name.equals(field)) {
          return Optional.of(text.substring(start, (int) json.currentLocation().getCharOffset()));
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("what was read as JSON cannot be read", e);
    }
  }
}
