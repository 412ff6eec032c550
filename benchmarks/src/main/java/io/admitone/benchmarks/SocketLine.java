package io.admitone.benchmarks;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A WebSocket that sends a message and waits for one (RFC 6455; small, unfragmented frames). */
final class SocketLine implements AutoCloseable {
  private static final int WHOLE_TEXT = 0x81;
  private static final int TWO_BYTE_LENGTH = 126;
  private static final byte[] NORMAL = {0x03, (byte) 0xE8};

  private final Socket socket;
  private final DataInputStream in;
  private final long greetedAt;

  /** Connects, presents the ticket and waits for the hello. */
  SocketLine(int port, String clientId, String ticket) throws IOException {
    socket = Server.connect(port);
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    socket.getOutputStream().write(upgrade(clientId, ticket).getBytes(StandardCharsets.US_ASCII));
    int status = HttpLine.read(in).status();
    if (status != 101) {
      throw new IOException("no upgrade but " + status);
    }
    String first = receive();
    greetedAt = System.nanoTime();
    if (!first.contains("\"hello\"")) {
      throw new IOException("no hello but " + first);
    }
  }

  /** The key is a constant: it proves nothing to a server (RFC 6455 section 1.3). */
  private static String upgrade(String clientId, String ticket) {
    return "GET /ws/client?client_id="
        + clientId
        + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        + "Sec-WebSocket-Protocol: admitone.v1, admitone.ticket."
        + ticket
        + "\r\n\r\n";
  }

  /** When the hello had come, by {@link System#nanoTime()}. */
  long greetedAt() {
    return greetedAt;
  }

  void send(String text) throws IOException {
    write(ClientFrame.TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  /** The next message that is not a heartbeat. */
  String receive() throws IOException {
    while (true) {
      int opcode = in.readUnsignedByte();
      int length = in.readUnsignedByte();
      byte[] payload = in.readNBytes(length == TWO_BYTE_LENGTH ? in.readUnsignedShort() : length);
      if (opcode != WHOLE_TEXT) {
        throw new IOException("no text but opcode " + opcode);
      }
      String message = new String(payload, StandardCharsets.UTF_8);
      if (!message.contains("\"type\":\"ping\"")) {
        return message;
      }
    }
  }

  private void write(int opcode, byte[] payload) throws IOException {
    socket.getOutputStream().write(ClientFrame.of(opcode, payload));
  }

  /** Closes in order, and leaves no port behind in TIME_WAIT. */
  @Override
  public void close() throws IOException {
    try (socket) {
      write(ClientFrame.CLOSE, NORMAL);
      in.readAllBytes();
      socket.setSoLinger(true, 0);
    }
  }
}
