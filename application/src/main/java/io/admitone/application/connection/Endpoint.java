package io.admitone.application.connection;

/** The doors through which sockets come. */
public enum Endpoint {
  /** Structured messages, protocol version 1. */
  CLIENT("client", 1),
  /** Structured messages and rooms, protocol version 2. */
  ROOMS("rooms", 2),
  /** The echo that old pages still use. */
  LEGACY("legacy", 0);

  private final String label;
  private final int protocolVersion;

  Endpoint(String label, int protocolVersion) {
    this.label = label;
    this.protocolVersion = protocolVersion;
  }

  /** The one version of the protocol that is spoken there; 0 where there is no protocol. */
  public int protocolVersion() {
    return protocolVersion;
  }

  /** The name under which its sockets are counted. */
  public String label() {
    return label;
  }
}
