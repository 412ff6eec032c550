package io.admitone.ws;

import java.time.Duration;

/** What holds where nobody chose otherwise, with some of it chosen otherwise. */
final class TestPolicy {
  private Duration heartbeatInterval = Duration.ofSeconds(25);
  private Duration connectionTimeout = Duration.ofSeconds(30);
  private Duration closeTimeout = Duration.ofSeconds(3);
  private boolean legacyEcho = true;
  private int maxConnections = 100_000;
  private int maxMessageBytes = SocketLimits.DEFAULTS.maxMessageBytes();
  private int sendQueueBytes = SocketLimits.DEFAULTS.sendQueueBytes();
  private boolean compression;
  private Duration handshakeTimeout = SocketLimits.DEFAULTS.handshakeTimeout();
  private MessageRate rate = MessageRate.DEFAULTS;
  private int badMessagesPerMinute = SocketLimits.DEFAULTS.badMessagesPerMinute();

  /** No heartbeat comes between a message and its answer. */
  TestPolicy quiet() {
    return heartbeatInterval(Duration.ofMinutes(50));
  }

  TestPolicy heartbeatInterval(Duration value) {
    heartbeatInterval = value;
    return this;
  }

  TestPolicy connectionTimeout(Duration value) {
    connectionTimeout = value;
    return this;
  }

  TestPolicy closeTimeout(Duration value) {
    closeTimeout = value;
    return this;
  }

  TestPolicy legacyEcho(boolean value) {
    legacyEcho = value;
    return this;
  }

  TestPolicy maxConnections(int value) {
    maxConnections = value;
    return this;
  }

  TestPolicy maxMessageBytes(int value) {
    maxMessageBytes = value;
    return this;
  }

  TestPolicy sendQueueBytes(int value) {
    sendQueueBytes = value;
    return this;
  }

  TestPolicy badMessagesPerMinute(int value) {
    badMessagesPerMinute = value;
    return this;
  }

  TestPolicy compression(boolean value) {
    compression = value;
    return this;
  }

  TestPolicy handshakeTimeout(Duration value) {
    handshakeTimeout = value;
    return this;
  }

  TestPolicy rate(MessageRate value) {
    rate = value;
    return this;
  }

  SocketPolicy build() {
    return new SocketPolicy(
        heartbeatInterval,
        connectionTimeout,
        closeTimeout,
        legacyEcho,
        compression,
        new SocketLimits(
            maxConnections,
            handshakeTimeout,
            maxMessageBytes,
            sendQueueBytes,
            rate,
            badMessagesPerMinute));
  }
}
