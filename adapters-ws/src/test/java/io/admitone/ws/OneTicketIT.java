package io.admitone.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.application.telemetry.TelemetryEvent.RedemptionResultKind;
import io.admitone.application.telemetry.TelemetryEvent.TicketRedemptionEnded;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeaks.class)
class OneTicketIT {
  private static final int CLIENTS = 64;
  private static final int ROUNDS = 100;
  private static final int THREADS = 8;

  @Test
  void admitsOneOfManyWhoPresentOneTicketAtTheSameInstant() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try (TestServer server = TestServer.start()) {
      for (int round = 0; round < ROUNDS; round++) {
        List<String> endings = race(server, threads, server.ticket());

        assertThat(endings).as("round %d", round).hasSize(CLIENTS);
        assertThat(endings.stream().filter("hello"::equals)).as("round %d", round).hasSize(1);
        assertThat(endings.stream().filter("4401 TICKET_INVALID"::equals))
            .as("round %d", round)
            .hasSize(CLIENTS - 1);
      }
      assertThat(
              server.events.of(TicketRedemptionEnded.class).stream()
                  .filter(ended -> ended.result() == RedemptionResultKind.ADMITTED))
          .hasSize(ROUNDS);
    } finally {
      threads.shutdownNow();
    }
  }

  private static List<String> race(TestServer server, ExecutorService threads, String ticket)
      throws Exception {
    CyclicBarrier start = new CyclicBarrier(THREADS);
    List<Future<List<String>>> runners = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      runners.add(threads.submit(() -> present(server, ticket, start)));
    }
    List<String> endings = new ArrayList<>();
    for (Future<List<String>> runner : runners) {
      endings.addAll(runner.get());
    }
    return endings;
  }

  /** Everything but the last byte of each request is there before any request is whole. */
  private static List<String> present(TestServer server, String ticket, CyclicBarrier start)
      throws Exception {
    String request = RawSocket.upgrade("/ws/client?client_id=c&ticket=" + ticket);
    List<RawSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < CLIENTS / THREADS; i++) {
        sockets.add(RawSocket.to(server).send(request.substring(0, request.length() - 1)));
      }
      start.await();
      sockets.forEach(socket -> socket.send("\n"));
      return sockets.stream().map(OneTicketIT::ending).toList();
    } finally {
      sockets.forEach(RawSocket::close);
    }
  }

  private static String ending(RawSocket socket) {
    assertThat(socket.response().status()).isEqualTo(101);
    return socket.message().startsWith("{\"type\":\"hello\"") ? "hello" : socket.closing();
  }
}
