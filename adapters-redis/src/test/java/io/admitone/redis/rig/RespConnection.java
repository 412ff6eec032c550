package io.admitone.redis.rig;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One connection to a server, speaking RESP2 and nothing more: no pool, no retry, no reconnect. For
 * one thread.
 *
 * <p>Connecting and each answer take at most two seconds, or else an {@link UncheckedIOException}
 * is thrown.
 */
public final class RespConnection implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private final Socket socket;
  private final InputStream in;

  /** Takes over an open socket. */
  RespConnection(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout((int) TIMEOUT.toMillis());
  }

  /** Connects without TLS and without a password. */
  public static RespConnection open(String host, int port) {
    try {
      Socket socket = new Socket();
      socket.connect(new InetSocketAddress(host, port), (int) TIMEOUT.toMillis());
      return new RespConnection(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Sends a command and reads its answer.
   *
   * @return a {@link String}, a {@link Long}, a {@link List} of these, or null for RESP's nil
   * @throws RespError if the server refuses
   */
  public Object call(String... command) {
    send(command);
    return read();
  }

  /** Like {@link #call}, where the answer is known to be text. */
  public String text(String... command) {
    return String.valueOf(call(command));
  }

  /** Sends a command whose answer is read later, or never. */
  public void send(String... command) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(("*" + command.length + "\r\n").getBytes(StandardCharsets.UTF_8));
    for (String word : command) {
      byte[] value = word.getBytes(StandardCharsets.UTF_8);
      bytes.writeBytes(("$" + value.length + "\r\n").getBytes(StandardCharsets.UTF_8));
      bytes.writeBytes(value);
      bytes.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
    }
    try {
      socket.getOutputStream().write(bytes.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads the next answer; as {@link #call} does. */
  public Object read() {
    try {
      return readReply();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets {@link #read()} wait for ever, for a connection that only listens. */
  void waitForEver() throws IOException {
    socket.setSoTimeout(0);
  }

  private Object readReply() throws IOException {
    String line = readLine();
    String rest = line.substring(1);
    return switch (line.charAt(0)) {
      case '+' -> rest;
      case '-' -> throw new RespError(rest);
      case ':' -> Long.valueOf(rest);
      case '$' -> readBulk(Integer.parseInt(rest));
      case '*' -> readList(Integer.parseInt(rest));
      default -> throw new IOException("not RESP2: " + line);
    };
  }

  private String readBulk(int length) throws IOException {
    if (length < 0) {
      return null;
    }
    byte[] value = in.readNBytes(length + 2);
    if (value.length < length + 2) {
      throw new EOFException("the connection ended inside an answer");
    }
    return new String(value, 0, length, StandardCharsets.UTF_8);
  }

  private List<Object> readList(int length) throws IOException {
    List<Object> list = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      list.add(readReply());
    }
    return length < 0 ? null : list;
  }

  private String readLine() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the connection ended");
      }
      line.write(b);
    }
    return line.toString(StandardCharsets.UTF_8).stripTrailing();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
