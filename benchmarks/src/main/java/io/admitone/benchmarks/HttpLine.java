package io.admitone.benchmarks;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One kept-alive HTTP/1.1 connection that asks and waits. It reads no more of HTTP than this
 * service answers, so that the load costs less than what it measures.
 */
final class HttpLine implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;

  HttpLine(int port) throws IOException {
    socket = Server.connect(port);
    in = new BufferedInputStream(socket.getInputStream());
  }

  Answer get(String path) throws IOException {
    return ask("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
  }

  /** Asks for a ticket and answers it. */
  String ticket(String token) throws IOException {
    Answer answer =
        ask(
            "POST /api/v1/auth/ws-ticket HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                + token
                + "\r\nContent-Length: 0\r\n\r\n");
    int at = answer.body().indexOf("wst_");
    if (answer.status() != 200 || at < 0) {
      throw new IOException("no ticket but " + answer);
    }
    return answer.body().substring(at, answer.body().indexOf('"', at));
  }

  private Answer ask(String request) throws IOException {
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return read(in);
  }

  /** Reads an answer whose body has a {@code Content-Length}, or none at all. */
  static Answer read(InputStream in) throws IOException {
    String first = line(in);
    int length = 0;
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(header.substring("content-length:".length()).strip());
      }
    }
    String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    return new Answer(Integer.parseInt(first.substring(9, 12)), body);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the server hung up");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  record Answer(int status, String body) {}
}
