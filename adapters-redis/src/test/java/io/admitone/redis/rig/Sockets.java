package io.admitone.redis.rig;

import java.io.IOException;
import java.net.Socket;

/** The two ends a TCP connection can come to. */
final class Sockets {
  private Sockets() {}

  /** RST: the other side's next read or write fails. */
  static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException alreadyClosed) {
      return;
    }
    close(socket);
  }

  /** FIN: the other side reads what is left and then the end. */
  static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException nothingLeftToEnd) {
      // It is closed either way.
    }
  }
}
