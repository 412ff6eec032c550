package io.admitone.ws;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A client that writes and reads the very bytes of the wire. */
final class RawSocket implements Closeable {
  static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";
  private static final int PATIENCE_MS = 10_000;
  private static final byte[] MASK = {0x11, 0x22, 0x33, 0x44};

  private final Socket socket;
  private final OutputStream out;
  private final DataInputStream in;

  private RawSocket(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MS);
    out = socket.getOutputStream();
    in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream()));
  }

  static RawSocket to(TestServer server) {
    return to(server.port());
  }

  static RawSocket to(int port) {
    try {
      return new RawSocket(port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An upgraded socket whose 101 has been read. */
  static RawSocket open(TestServer server, String target) {
    return open(server.port(), target);
  }

  static RawSocket open(int port, String target, String... more) {
    RawSocket socket = to(port).send(upgrade(target, more));
    Response response = socket.response();
    if (response.status != 101) {
      throw new AssertionError("not upgraded: " + response.head);
    }
    return socket;
  }

  /** An upgrade request as browsers send it, with more header lines if wanted. */
  static String upgrade(String target, String... more) {
    StringBuilder request = new StringBuilder("GET " + target + " HTTP/1.1\r\n");
    request.append("Host: localhost\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n");
    request.append("Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + KEY + "\r\n");
    for (String line : more) {
      request.append(line).append("\r\n");
    }
    return request.append("\r\n").toString();
  }

  RawSocket send(String text) {
    return send(text.getBytes(StandardCharsets.UTF_8));
  }

  RawSocket send(byte[] bytes) {
    try {
      out.write(bytes);
      out.flush();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  RawSocket text(String text) {
    return send(frame(0x81, text.getBytes(StandardCharsets.UTF_8)));
  }

  RawSocket close(int code, String reason) {
    byte[] word = reason.getBytes(StandardCharsets.UTF_8);
    return send(
        frame(0x88, ByteBuffer.allocate(2 + word.length).putShort((short) code).put(word).array()));
  }

  /** A masked frame. */
  static byte[] frame(int firstByte, byte[] payload) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(firstByte);
    frame.writeBytes(length(payload.length));
    frame.writeBytes(MASK);
    for (int i = 0; i < payload.length; i++) {
      frame.write(payload[i] ^ MASK[i & 3]);
    }
    return frame.toByteArray();
  }

  /** The length with the mask bit set. */
  static byte[] length(long length) {
    if (length < 126) {
      return new byte[] {(byte) (0x80 | length)};
    }
    return length < 0x10000
        ? ByteBuffer.allocate(3).put((byte) 0xFE).putShort((short) length).array()
        : ByteBuffer.allocate(9).put((byte) 0xFF).putLong(length).array();
  }

  Response response() {
    try {
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        head.append((char) in.readUnsignedByte());
      }
      Response response = new Response(head.toString(), "");
      String length = response.header("Content-Length");
      byte[] body = in.readNBytes(length.isEmpty() ? 0 : Integer.parseInt(length));
      return new Response(head.toString(), new String(body, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Says that nothing more comes. */
  void endOutput() {
    try {
      socket.shutdownOutput();
    } catch (IOException e) {
      // It was cut off before.
    }
  }

  /** The first line that comes; empty if the connection ends without one. */
  String firstLine() {
    StringBuilder line = new StringBuilder();
    try {
      for (int next = in.read(); next >= 0 && next != '\r'; next = in.read()) {
        line.append((char) next);
      }
    } catch (java.net.SocketTimeoutException e) {
      throw new UncheckedIOException(e);
    } catch (IOException e) {
      // A reset is an end too.
    }
    return line.toString();
  }

  Frame frame() {
    try {
      int first = in.readUnsignedByte();
      int length = in.readUnsignedByte();
      if (length == 126) {
        length = in.readUnsignedShort();
      } else if (length == 127) {
        length = (int) in.readLong();
      } else if (length > 127) {
        throw new AssertionError("a server must not mask");
      }
      return new Frame(first, in.readNBytes(length));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The text of the next frame, which must be a whole text message. */
  String message() {
    Frame frame = frame();
    if (frame.first != 0x81) {
      throw new AssertionError("no text but " + frame);
    }
    return frame.text();
  }

  /** The next message that is no heartbeat. */
  String answer() {
    String message = message();
    while (message.startsWith("{\"type\":\"ping\"")) {
      message = message();
    }
    return message;
  }

  /** Reads on to the close frame and answers it; then the server must end the connection. */
  String closing() {
    Frame frame = frame();
    while (frame.first != 0x88) {
      frame = frame();
    }
    if (frame.code() != 1005) {
      send(frame(0x88, frame.payload));
    }
    requireEnd();
    return frame.closing();
  }

  /** The server has ended the connection, without a further byte. */
  void requireEnd() {
    try {
      int more = in.read();
      if (more >= 0) {
        throw new AssertionError("one byte more: " + more);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether the server ends the connection, with a reset or without. */
  void awaitEnd() {
    try {
      while (in.read() >= 0) {
        continue;
      }
    } catch (EOFException e) {
      return;
    } catch (IOException e) {
      if (e instanceof java.net.SocketTimeoutException) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Vanishes without a goodbye. */
  void reset() {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  record Response(int status, String head, String body) {
    Response(String head, String body) {
      this(Integer.parseInt(head.substring(9, 12)), head, body);
    }

    String header(String name) {
      return Arrays.stream(head.split("\r\n"))
          .filter(
              line ->
                  line.toLowerCase(java.util.Locale.ROOT)
                      .startsWith(name.toLowerCase(java.util.Locale.ROOT) + ":"))
          .map(line -> line.substring(name.length() + 1).trim())
          .findFirst()
          .orElse("");
    }
  }

  record Frame(int first, byte[] payload) {
    String text() {
      return new String(payload, StandardCharsets.UTF_8);
    }

    int code() {
      return payload.length == 0 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xFFFF;
    }

    String closing() {
      String reason =
          payload.length < 2
              ? ""
              : new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
      return (code() + " " + reason).trim();
    }
  }
}
