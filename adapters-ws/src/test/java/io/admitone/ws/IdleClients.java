package io.admitone.ws;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A process of its own that opens sockets and holds them until its input ends. */
final class IdleClients {
  private IdleClients() {}

  /** Takes a port and a number, and writes one line when every socket has been greeted. */
  public static void main(String[] args) throws IOException {
    InetSocketAddress server =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]));
    List<SocketChannel> sockets = new ArrayList<>();
    for (int i = 0; i < Integer.parseInt(args[1]); i++) {
      sockets.add(open(server, i));
    }
    System.out.println("open");
    while (System.in.read() >= 0) {
      continue;
    }
    for (SocketChannel socket : sockets) {
      socket.close();
    }
  }

  private static SocketChannel open(InetSocketAddress server, int number) throws IOException {
    SocketChannel socket = SocketChannel.open(server);
    // The headers of a real browser, since what is kept of them counts.
    String request =
        RawSocket.upgrade(
            "/ws/client?version=1&role=frontend&client_id=browser-" + number,
            "Pragma: no-cache",
            "Cache-Control: no-cache",
            "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/149.0.0.0",
            "Origin: " + TestServer.ORIGIN,
            "Accept-Encoding: gzip, deflate, br, zstd",
            "Accept-Language: en-GB,en;q=0.9",
            "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits");
    socket.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
    StringBuilder answer = new StringBuilder();
    ByteBuffer buffer = ByteBuffer.allocate(2048);
    while (answer.indexOf("\"hello\"") < 0) {
      buffer.clear();
      if (socket.read(buffer) < 0) {
        throw new IOException("refused: " + answer);
      }
      answer.append(StandardCharsets.US_ASCII.decode(buffer.flip()));
    }
    return socket;
  }
}
