package io.admitone.bootstrap;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A client that may break every rule of the wire, and remembers how its connection ended. */
final class Wire implements Closeable {
  private static final int CLOSE = 0x88;
  private static final int PATIENCE_MS = 20_000;

  private final Socket socket;
  private final DataInputStream in;

  private Wire(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(PATIENCE_MS);
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
  }

  /** An upgraded socket. */
  static Wire open(int port, String target) throws IOException {
    Wire wire = new Wire(port);
    String request =
        "GET "
            + target
            + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    wire.socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) wire.in.readUnsignedByte());
    }
    if (!head.toString().startsWith("HTTP/1.1 101 ")) {
      throw new AssertionError(head.toString());
    }
    return wire;
  }

  /** The text of the next frame. */
  String message() throws IOException {
    return new String(frame().array(), StandardCharsets.UTF_8);
  }

  /** A masked frame; the mask is 0, which changes nothing. */
  Wire says(int firstByte, byte[] payload) throws IOException {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(firstByte);
    if (payload.length < 126) {
      frame.write(0x80 | payload.length);
    } else if (payload.length < 0x10000) {
      frame.write(0xFE);
      frame.writeBytes(ByteBuffer.allocate(2).putShort((short) payload.length).array());
    } else {
      frame.write(0xFF);
      frame.writeBytes(ByteBuffer.allocate(8).putLong(payload.length).array());
    }
    frame.writeBytes(new byte[4]);
    frame.writeBytes(payload);
    socket.getOutputStream().write(frame.toByteArray());
    return this;
  }

  Wire says(String text) throws IOException {
    return says(0x81, text.getBytes(StandardCharsets.UTF_8));
  }

  Wire saysGoodbye(int code) throws IOException {
    return says(CLOSE, ByteBuffer.allocate(2).putShort((short) code).array());
  }

  /** Reads on to the close frame, answers it, and tells its code and reason. */
  String goodbye() throws IOException {
    try {
      while (in.readUnsignedByte() != CLOSE) {
        skipPayload();
      }
      ByteBuffer payload = payload();
      if (payload.remaining() == 0) {
        return "1005";
      }
      says(CLOSE, payload.array());
      int code = payload.getShort() & 0xFFFF;
      return (code + " " + StandardCharsets.UTF_8.decode(payload)).strip();
    } catch (EOFException e) {
      return "1006";
    }
  }

  /** Vanishes. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  private ByteBuffer frame() throws IOException {
    in.readUnsignedByte();
    return payload();
  }

  private void skipPayload() throws IOException {
    payload();
  }

  private ByteBuffer payload() throws IOException {
    int length = in.readUnsignedByte();
    int longer = length == 126 ? in.readUnsignedShort() : length;
    return ByteBuffer.wrap(in.readNBytes(length == 127 ? (int) in.readLong() : longer));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
