package io.admitone.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.application.connection.Endpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SocketPathTest {
  @ParameterizedTest
  @ValueSource(strings = {"/ws/client", "/ws/client?client_id=a", "/ws/client?", "/ws/client#x"})
  void knowsTheClientDoor(String target) {
    assertThat(SocketPath.of(target, false)).hasValue(new SocketPath(Endpoint.CLIENT, "client"));
    assertThat(SocketPath.of(target, true)).hasValue(new SocketPath(Endpoint.CLIENT, "client"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/ws/v2/connect", "/ws/v2/connect?client_id=a", "/ws/v2/connect?"})
  void knowsTheDoorToRooms(String target) {
    assertThat(SocketPath.of(target, false)).hasValue(new SocketPath(Endpoint.ROOMS, "v2/connect"));
    assertThat(SocketPath.of(target, true)).hasValue(new SocketPath(Endpoint.ROOMS, "v2/connect"));
  }

  @ParameterizedTest
  @CsvSource({
    "/ws/a, a",
    "/ws/a%3Ab?x=/y, a:b",
    "/ws/clients, clients",
    "/ws/%zz, %zz",
    "/ws/a%20b, a b"
  })
  void knowsTheLegacyDoorWhereItIsOpen(String target, String id) {
    assertThat(SocketPath.of(target, true)).hasValue(new SocketPath(Endpoint.LEGACY, id));
    assertThat(SocketPath.of(target, false)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/ws",
        "/ws/",
        "/ws/?x",
        "/ws/client/",
        "/ws/client/a",
        "/ws/v2/",
        "/ws/v2/connect/",
        "/ws/v2/connections",
        "/ws/%63lient",
        "/wss/client",
        "/api/ws/client",
        "http://h/ws/client",
        "*",
        "",
        "/WS/client",
        "//ws/client"
      })
  void leavesEveryOtherPathAlone(String target) {
    assertThat(SocketPath.of(target, true)).isEmpty();
  }

  @Test
  void takesAnEncodedSlashForNoSegmentOfItsOwn() {
    assertThat(SocketPath.of("/ws/v2%2Fconnect", true))
        .hasValue(new SocketPath(Endpoint.LEGACY, "v2/connect"));
  }
}
