package io.admitone.ws;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;

/** Values of a JSON text as they stand in it, letter for letter. */
final class JsonText {
  private JsonText() {}

  /** The text of the value that the parser stands on, which it then stands at the end of. */
  static String ofValue(JsonParser json, String text) throws IOException {
    int start = (int) json.currentTokenLocation().getCharOffset();
    json.skipChildren();
    json.finishToken();
    return text.substring(start, (int) json.currentLocation().getCharOffset());
  }
}
