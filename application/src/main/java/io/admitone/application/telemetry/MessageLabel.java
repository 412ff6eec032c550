package io.admitone.application.telemetry;

import java.util.Locale;

/** The kinds of message that are told apart when they are counted; a closed list. */
public enum MessageLabel {
  HELLO,
  PING,
  PONG,
  STATUS,
  ECHO,
  ERROR,
  RECONNECT,
  BROADCAST,
  SUBSCRIBE,
  SUBSCRIBED,
  UNSUBSCRIBE,
  UNSUBSCRIBED,
  PUBLISH,
  ACK,
  PRESENCE,
  MESSAGE,
  RESYNC,
  /** A type that an application registered a handler for, or one nobody knows. */
  OTHER;

  private static final MessageLabel[] VALUES = values();

  private final String wireName = name().toLowerCase(Locale.ROOT);
  private final TelemetryEvent.MessageReceived received = new TelemetryEvent.MessageReceived(this);
  private final TelemetryEvent.MessageSent sent = new TelemetryEvent.MessageSent(this);

  /** The {@code type} of such a message on the wire. */
  public String wireName() {
    return wireName;
  }

  /** The one event of its kind: counting a message allocates nothing. */
  public TelemetryEvent.MessageReceived received() {
    return received;
  }

  /** The one event of its kind: counting a message allocates nothing. */
  public TelemetryEvent.MessageSent sent() {
    return sent;
  }

  /** The label of a type that came over the wire; {@link #OTHER} for all that are not ours. */
  public static MessageLabel ofType(String type) {
    for (MessageLabel label : VALUES) {
      if (label.wireName.equals(type)) {
        return label;
      }
    }
    return OTHER;
  }
}
