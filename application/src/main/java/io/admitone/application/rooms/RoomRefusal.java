package io.admitone.application.rooms;

/**
 * Why something in a room was not done. The connection lives on. The same table stands in {@code
 * protocol/message-errors.json}.
 */
public enum RoomRefusal {
  /** The name is none. */
  INVALID_ROOM("a room's name is 1 to 200 of [A-Za-z0-9._:-]"),
  /** The visitor may not. */
  ROOM_FORBIDDEN("this is not allowed in this room"),
  /** The connection is in as many rooms as it may be. */
  TOO_MANY_ROOMS("this connection is in as many rooms as it may be"),
  /** The data has too many bytes. */
  PAYLOAD_TOO_LARGE("the data is too large"),
  /** The store is away. Nothing was acknowledged, and a message may be sent again under its id. */
  STORE_UNAVAILABLE("rooms cannot be used right now");

  private final String explanation;

  RoomRefusal(String explanation) {
    this.explanation = explanation;
  }

  /** Words for people. */
  public String explanation() {
    return explanation;
  }
}
