package io.admitone.application.rooms;

/** The way by which somebody comes to a room. */
public enum Door {
  /** A socket, most often a page's. */
  SOCKET,
  /** The HTTP API. */
  HTTP
}
