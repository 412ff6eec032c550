package io.admitone.http;

import static io.admitone.http.Envelope.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.application.operator.RoomDirectory.RoomSummary;
import io.admitone.application.telemetry.TelemetryEvent.ConnectionEndedByOperator;
import io.admitone.application.telemetry.TelemetryEvent.OperatorBroadcast;
import io.admitone.domain.readiness.StoreState;
import io.admitone.http.Http.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators see of sockets and do to them, seen from outside. */
class OperatorIT {
  private static final String STATUS = "/ws/v2/status";
  private static final String ROOMS = "/ws/v2/rooms";
  private static final String CONNECTIONS = "/ws/v2/connections";
  private static final String BROADCAST = "/ws/v2/broadcast";

  private static TestServer server;
  private static Http http;
  private static String admin;

  @BeforeAll
  static void start() {
    server = new TestServer(TestServer.Options.usual());
    http = new Http(server);
    admin = "Bearer " + server.token("sess-admin", "admin");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void forget() {
    server.operated.clear();
    server.mend();
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /ws/v2/status",
    "GET, /ws/v2/rooms",
    "GET, /ws/v2/connections",
    "DELETE, /ws/v2/connections/x",
    "POST, /ws/v2/broadcast"
  })
  void isForAdminsAlone(String method, String path) {
    String reader = "Bearer " + server.token("sess-reader", "reader");

    assertRefused(server, http.send(method, path, Optional.empty()), ErrorCode.UNAUTHORIZED);
    assertRefused(
        server,
        http.send(method, path, Optional.empty(), "Authorization", reader),
        ErrorCode.FORBIDDEN);
    assertRefused(
        server,
        http.send(
            method,
            path,
            Optional.empty(),
            "Authorization",
            admin,
            "Origin",
            "https://evil.example"),
        ErrorCode.ORIGIN_NOT_ALLOWED);
    assertThat(server.operated.told()).isEmpty();
  }

  @Test
  void showsTheProcessAtAGlance() {
    server.operated.open("sess-1");
    server.operated.rooms.add(new RoomSummary("orders", 2));

    Json status = get(STATUS).json();

    assertThat(status.fields())
        .containsExactly(
            "state", "connections", "rooms", "store", "version", "uptime", "timestamp", "traceId");
    assertThat(status.text("state")).isEqualTo("serving");
    assertThat(status.number("connections")).isEqualTo(1);
    assertThat(status.number("rooms")).isEqualTo(1);
    assertThat(status.at("store").text("name")).isEqualTo("memory");
    assertThat(status.at("store").text("state")).isEqualTo("connected");
    assertThat(status.text("version")).isEqualTo("1.2.3");
    assertThat(get(STATUS).header("Cache-Control")).contains("no-store");
  }

  @Test
  void showsThatTheStoreIsAway() {
    server.readiness.moveTo(StoreState.DISCONNECTED, 1, Optional.of("gone"));

    assertThat(get(STATUS).json().at("store").text("state")).isEqualTo("disconnected");
  }

  @Test
  void showsWhoIsConnectedAndNothingOfWhatTheySay() {
    String known = server.operated.open("sess-1");
    String unknown = server.operated.openAnonymously();

    Json body = get(CONNECTIONS).json();

    assertThat(body.fields()).containsExactly("connections", "total", "traceId");
    assertThat(body.number("total")).isEqualTo(2);
    Json one = only(body, known);
    assertThat(one.fields())
        .containsExactly(
            "connectionId",
            "clientId",
            "userId",
            "sessionId",
            "role",
            "endpoint",
            "openForSeconds",
            "messagesIn",
            "messagesOut",
            "traceId");
    assertThat(one.text("userId")).isEqualTo("user-1");
    assertThat(one.text("sessionId")).isEqualTo("sess-1");
    assertThat(one.text("role")).isEqualTo("frontend");
    assertThat(one.text("endpoint")).isEqualTo("client");
    assertThat(one.number("messagesIn")).isEqualTo(3);
    assertThat(only(body, unknown).has("userId")).isFalse();
  }

  @Test
  void showsThemPageByPage() {
    for (int i = 0; i < 7; i++) {
      server.operated.open("sess-" + i);
    }

    List<String> seen = new ArrayList<>();
    Json page = get(CONNECTIONS + "?limit=3").json();
    seen.addAll(ids(page));
    while (page.has("next")) {
      page = get(CONNECTIONS + "?limit=3&after=" + page.text("next")).json();
      seen.addAll(ids(page));
    }

    assertThat(seen).hasSize(7).doesNotHaveDuplicates();
  }

  @Test
  void findsTheSocketsOfOneSession() {
    server.operated.open("sess-1");
    String wanted = server.operated.open("sess-2");

    assertThat(ids(get(CONNECTIONS + "?session=sess-2").json())).containsExactly(wanted);
    assertThat(ids(get(CONNECTIONS + "?user=nobody").json())).isEmpty();
    assertThat(ids(get(CONNECTIONS + "?client=tab-1&session=sess-2").json()))
        .containsExactly(wanted);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1001", "-1", "x", "", "99999999999"})
  void refusesAPageOfAnImpossibleSize(String limit) {
    for (String path : List.of(CONNECTIONS, ROOMS)) {
      assertRefused(
          server,
          get(path + "?limit=" + limit),
          ErrorCode.INVALID_REQUEST,
          "limit is a whole number from 1 to 1000");
    }
  }

  @Test
  void endsASocket() {
    String one = server.operated.open("sess-1");
    server.operated.open("sess-1");

    assertThat(delete(one).status()).isEqualTo(204);

    assertThat(server.operated.closed()).containsExactly(one + " SESSION_REVOKED");
    assertThat(server.telemetry.of(ConnectionEndedByOperator.class))
        .anySatisfy(
            event -> {
              assertThat(event.connection().value()).isEqualTo(one);
              assertThat(event.operator().value()).isEqualTo("sess-admin");
            });
  }

  @Test
  void findsNoSocketThatIsNotThere() {
    assertRefused(
        server, delete("nobody"), ErrorCode.NOT_FOUND, "This process has no such connection");
  }

  @Test
  void showsRoomsInTheOrderOfTheirNames() {
    for (String room : List.of("b", "a", "c")) {
      server.operated.rooms.add(new RoomSummary(room, room.charAt(0)));
    }

    Json first = get(ROOMS + "?limit=2").json();
    Json second = get(ROOMS + "?limit=2&after=" + first.text("next")).json();

    assertThat(first.number("total")).isEqualTo(3);
    assertThat(first.at("rooms").items())
        .extracting(room -> room.text("room") + room.number("subscribers"))
        .containsExactly("a97", "b98");
    assertThat(second.at("rooms").items())
        .extracting(room -> room.text("room"))
        .containsExactly("c");
    assertThat(second.has("next")).isFalse();
  }

  @Test
  void hasAnEmptyListWhereThereAreNoRooms() {
    Json rooms = get(ROOMS).json();

    assertThat(rooms.at("rooms").items()).isEmpty();
    assertThat(rooms.number("total")).isZero();
  }

  @Test
  void saysOneThingToEverybody() {
    server.operated.open("sess-1");

    Answer answer = post("{\"data\":{\"notice\":[1,\"ü\",null]}}");

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.json().number("sockets")).isEqualTo(1);
    assertThat(server.operated.told()).containsExactly("* {\"notice\":[1,\"ü\",null]}");
    assertThat(server.telemetry.of(OperatorBroadcast.class))
        .anySatisfy(event -> assertThat(event.operator().value()).isEqualTo("sess-admin"));
  }

  @Test
  void saysOneThingToARoom() {
    server.operated.rooms.add(new RoomSummary("orders", 2));

    assertThat(post("{\"room\":\"orders\",\"data\":true}").status()).isEqualTo(202);

    assertThat(server.operated.told()).containsExactly("orders true");
    assertRefused(
        server,
        post("{\"room\":\"other\",\"data\":true}"),
        ErrorCode.NOT_FOUND,
        "Nobody is in a room of that name");
  }

  @Test
  void saysNothingWhereTheStoreOfARoomIsAway() {
    server.operated.rooms.add(new RoomSummary("broken", 2));

    assertRefused(
        server, post("{\"room\":\"broken\",\"data\":true}"), ErrorCode.WS_TICKET_REDIS_NOT_READY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"data\":1,\"room\":7}", "[]", "nonsense", ""})
  void refusesWhatCannotBeSaid(String body) {
    Answer answer = post(body);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().text("code")).isEqualTo("INVALID_REQUEST");
    assertThat(server.operated.told()).isEmpty();
  }

  private static Answer get(String path) {
    return http.get(path, "Authorization", admin);
  }

  private static Answer delete(String connection) {
    return http.send(
        "DELETE", CONNECTIONS + "/" + connection, Optional.empty(), "Authorization", admin);
  }

  private static Answer post(String json) {
    return http.postJson(BROADCAST, json, "Authorization", admin);
  }

  private static List<String> ids(Json page) {
    return page.at("connections").items().stream().map(one -> one.text("connectionId")).toList();
  }

  private static Json only(Json page, String id) {
    return page.at("connections").items().stream()
        .filter(one -> one.text("connectionId").equals(id))
        .findFirst()
        .orElseThrow();
  }
}
