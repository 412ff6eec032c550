package io.admitone.redis;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/**
 * A JSON object of texts, so that operators can read what a room keeps. All of it is ASCII in one
 * line, and even half a surrogate pair comes back as it was.
 */
final class FlatJson {
  private static final int MAX_LENGTH = 4_096;
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(1)
                  .maxStringLength(MAX_LENGTH)
                  .build())
          .build();

  private FlatJson() {}

  static byte[] write(Map<String, String> fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      for (Map.Entry<String, String> field : fields.entrySet()) {
        json.writeStringField(field.getKey(), field.getValue());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory does not fail", e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException for anything else
   */
  static Map<String, String> read(byte[] bytes, int from, int length) {
    Map<String, String> fields = new HashMap<>();
    try (JsonParser json = JSON.createParser(bytes, from, length)) {
      require(json.nextToken() == JsonToken.START_OBJECT);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        require(json.nextToken() == JsonToken.VALUE_STRING);
        fields.put(name, json.getText());
      }
      require(json.currentToken() == JsonToken.END_OBJECT);
      return fields;
    } catch (IOException e) {
      throw new IllegalArgumentException("not a JSON object of texts", e);
    }
  }

  private static void require(boolean isWellFormed) {
    if (!isWellFormed) {
      throw new IllegalArgumentException("not a JSON object of texts");
    }
  }
}
