package io.admitone.application.connection;

/** The doors through which sockets come. */
public enum Endpoint {
  /** Structured messages, protocol version 1. */
  CLIENT("client"),
  /** The echo that old pages still use. */
  LEGACY("legacy");

  private final String label;

  Endpoint(String label) {
    this.label = label;
  }

  /** The name under which its sockets are counted. */
  public String label() {
    return label;
  }
}
