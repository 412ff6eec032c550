package io.admitone.ws;

import io.admitone.application.telemetry.MessageLabel;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The application's handlers by type. */
final class MessageHandlers {
  /** Those of version 1. What rooms take at their own door remains free at the other. */
  private static final Set<String> SYSTEM_TYPES =
      EnumSet.range(MessageLabel.HELLO, MessageLabel.BROADCAST).stream()
          .map(MessageLabel::wireName)
          .collect(Collectors.toUnmodifiableSet());

  private final Map<String, MessageHandler> byType = new HashMap<>();

  /**
   * @throws IllegalArgumentException if a type is missing, the protocol's own, or taken twice
   */
  MessageHandlers(Collection<MessageHandler> handlers) {
    handlers.forEach(this::register);
  }

  Optional<MessageHandler> forType(String type) {
    return Optional.ofNullable(byType.get(type));
  }

  /**
   * @throws IllegalArgumentException if the type is blank or the protocol's own
   */
  static void requireFree(String type) {
    if (type == null || type.isBlank()) {
      throw new IllegalArgumentException("a message needs a type");
    }
    if (SYSTEM_TYPES.contains(type)) {
      throw new IllegalArgumentException(
          "the message type " + type + " is the protocol's own and cannot be taken over");
    }
  }

  private void register(MessageHandler handler) {
    String type = handler.type();
    requireFree(type);
    MessageHandler other = byType.put(type, handler);
    if (other != null) {
      throw new IllegalArgumentException(
          "two handlers for the message type "
              + type
              + ": "
              + other.getClass().getName()
              + " and "
              + handler.getClass().getName());
    }
  }
}
