package io.admitone.ws;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class UpgradeIT {
  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void greetsAnAcceptedSocket() {
    try (RawSocket socket =
        RawSocket.open(server, "/ws/client?client_id=c&ticket=" + server.ticket())) {
      String hello = socket.message();
      assertThat(hello).contains("\"type\":\"hello\"");
      System.out.println(hello);
      socket.text("{\"type\":\"status\"}");
      System.out.println(socket.message());
      socket.text("{\"type\":\"foo\"}");
      System.out.println(socket.message());
      socket.close(1000, "");
      assertThat(socket.closing()).isEqualTo("1000");
    }
  }

  @Test
  void leavesOtherPathsToTheFramework() {
    try (RawSocket socket = RawSocket.to(server).send("GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n")) {
      System.out.println(socket.response());
    }
  }
}
