package io.admitone.ws;

import java.util.Optional;

/** What a text message from a client turned out to be. */
sealed interface Incoming {
  /**
   * An object with a type.
   *
   * @param id the JSON text of its {@code id}, if it has one
   */
  record Message(String type, Optional<String> id) implements Incoming {}

  /** Something that cannot be understood. */
  enum Bad implements Incoming {
    INVALID_JSON("the message is not JSON"),
    INVALID_MESSAGE(
        "the message is not an object with a type, or a field is missing or not of its shape");

    private final String explanation;

    Bad(String explanation) {
      this.explanation = explanation;
    }

    String explanation() {
      return explanation;
    }
  }
}
