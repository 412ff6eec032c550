package io.admitone.domain.room;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** The name that whoever publishes gives a message, so that a second sending does no harm. */
public record MessageId(String value) {
  private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

  /**
   * @throws IllegalArgumentException if the value is not 1 to 128 of {@code [A-Za-z0-9._:-]}
   */
  public MessageId {
    if (value == null || !SHAPE.matcher(value).matches()) {
      throw new IllegalArgumentException("a message id is 1 to 128 of [A-Za-z0-9._:-]");
    }
  }

  /** Reads an id from outside; empty where the text is none. */
  public static Optional<MessageId> parse(String text) {
    return SHAPE.matcher(text).matches() ? Optional.of(new MessageId(text)) : Optional.empty();
  }

  /** An id that no other message has. */
  public static MessageId random() {
    return new MessageId(UUID.randomUUID().toString());
  }

  @Override
  public String toString() {
    return value;
  }
}
