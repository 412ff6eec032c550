package io.admitone.ws;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.micronaut.jackson.core.tree.JsonNodeTreeCodec;
import io.micronaut.json.tree.JsonNode;
import java.io.IOException;
import java.util.Optional;

/**
 * Reads clients' messages, none of which is trusted: whatever the text, the answer is a value, and
 * neither depth nor the length of a number can hurt.
 *
 * <p>Thread-safe.
 */
final class MessageReader {
  private static final int DEEPEST = 64;

  /** Field names are the clients' own; to keep them would be to let clients fill our memory. */
  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
          .build();

  /** Looks at a message no further than the protocol itself needs. */
  Incoming read(String text) {
    try (JsonParser json = JSON.createParser(text)) {
      boolean isObject = json.nextToken() == JsonToken.START_OBJECT;
      Incoming incoming = isObject ? readObject(json, text) : skip(json);
      return json.nextToken() == null ? incoming : Incoming.Bad.INVALID_JSON;
    } catch (StreamConstraintsException e) {
      return Incoming.Bad.INVALID_MESSAGE;
    } catch (IOException e) {
      return Incoming.Bad.INVALID_JSON;
    }
  }

  /** The whole of a message that was read, for a handler; empty where a value is out of bounds. */
  Optional<JsonNode> readTree(String text) {
    try (JsonParser json = JSON.createParser(text)) {
      return Optional.of(JsonNodeTreeCodec.getInstance().readTree(json));
    } catch (IOException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  /** What a message that was read says of a room; empty where a field is not of its shape. */
  Optional<RoomRequest> readRoomRequest(String text) {
    try (JsonParser json = JSON.createParser(text)) {
      return RoomRequest.read(json, text);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Of two types nobody can say which was meant, so such a message has none. */
  private static Incoming readObject(JsonParser json, String text) throws IOException {
    int types = 0;
    Optional<String> type = Optional.empty();
    Optional<String> id = Optional.empty();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      json.nextToken();
      if (name.equals("type")) {
        types++;
        type = stringValue(json);
      } else if (name.equals("id")) {
        id = Optional.of(JsonText.ofValue(json, text));
      } else {
        json.skipChildren();
      }
    }
    return types == 1 && type.isPresent()
        ? new Incoming.Message(type.get(), id)
        : Incoming.Bad.INVALID_MESSAGE;
  }

  private static Incoming skip(JsonParser json) throws IOException {
    if (!json.hasCurrentToken()) {
      return Incoming.Bad.INVALID_JSON;
    }
    json.skipChildren();
    return Incoming.Bad.INVALID_MESSAGE;
  }

  private static Optional<String> stringValue(JsonParser json) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_STRING) {
      return Optional.of(json.getText());
    }
    json.skipChildren();
    return Optional.empty();
  }
}
