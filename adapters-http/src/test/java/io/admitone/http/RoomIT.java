package io.admitone.http;

import static io.admitone.http.Envelope.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.domain.readiness.StoreState;
import io.admitone.http.Http.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rooms as back ends use them, and pages without a socket. */
class RoomIT {
  private static TestServer server;
  private static Http http;
  private static int rooms;

  /** The path of a room that no other test uses. */
  private String path;

  @BeforeAll
  static void start() {
    server = new TestServer(TestServer.Options.usual());
    http = new Http(server);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void begin() {
    path = pathOf("orders.r" + rooms++);
  }

  @AfterEach
  void mend() {
    server.mend();
  }

  @Test
  void storesAMessageAndTellsItByteForByte() {
    Answer stored =
        publish("{\"data\": {\"a\": 1.50 , \"b\":\"\u00e4\\u0041\"} ,\"messageId\":\"m-1\"}");
    Answer told = poll("");

    assertThat(stored.status()).isEqualTo(202);
    assertThat(stored.json().number("offset")).isEqualTo(1);
    assertThat(stored.json().text("messageId")).isEqualTo("m-1");
    assertThat(stored.header("Cache-Control")).contains("no-store");
    assertThat(told.status()).isEqualTo(200);
    assertThat(told.header("Content-Type")).contains("application/json");
    assertThat(told.header("Cache-Control")).contains("no-store");
    assertThat(told.body()).contains("\"data\":{\"a\": 1.50 , \"b\":\"\u00e4\\u0041\"},\"from\"");
    assertThat(told.json().fields())
        .containsExactly("messages", "epoch", "offset", "recovered", "traceId");
    assertThat(told.json().number("offset")).isEqualTo(1);
    assertThat(told.json().text("epoch")).isEqualTo(stored.json().text("epoch"));
    Json message = told.json().at("messages").items().get(0);
    assertThat(message.fields())
        .containsExactly(
            "type", "timestamp", "room", "epoch", "offset", "message_id", "data", "from");
    assertThat(message.text("message_id")).isEqualTo("m-1");
    assertThat(message.text("timestamp")).hasSize(24);
    assertThat(message.at("from").text("user_id")).isEqualTo("user-1");
  }

  @Test
  void storesOneIdOnce() {
    assertThat(publish("{\"data\":1,\"messageId\":\"m\"}").json().number("offset")).isEqualTo(1);
    assertThat(publish("{\"data\":1,\"messageId\":\"m\"}").json().number("offset")).isEqualTo(1);
    assertThat(publish("{\"data\":1,\"messageId\":null}").json().number("offset")).isEqualTo(2);
    assertThat(publish("{\"data\":null}").json().number("offset")).isEqualTo(3);
  }

  @Test
  void goesOnFromAnyPosition() {
    String epoch = "";
    for (int i = 0; i < 5; i++) {
      epoch = publish("{\"data\":" + i + "}").json().text("epoch");
    }
    Json two = poll("?epoch=" + epoch + "&offset=1&limit=2").json();
    Json rest = poll("?epoch=" + epoch + "&offset=" + two.number("offset")).json();
    Json latest = poll("?limit=2").json();
    Json position = poll("?limit=0").json();

    assertThat(offsets(two)).containsExactly(2L, 3L);
    assertThat(two.number("offset")).isEqualTo(3);
    assertThat(offsets(rest)).containsExactly(4L, 5L);
    assertThat(offsets(latest)).containsExactly(4L, 5L);
    assertThat(offsets(position)).isEmpty();
    assertThat(position.number("offset")).isEqualTo(5);
    assertThat(List.of(two, rest, latest, position)).allMatch(RoomIT::isRecovered);
  }

  @Test
  void saysWhereWhatWasMissedIsLost() {
    publish("{\"data\":1}");

    Json lost = poll("?epoch=another&offset=0").json();

    assertThat(isRecovered(lost)).isFalse();
    assertThat(offsets(lost)).isEmpty();
    assertThat(lost.number("offset")).isEqualTo(1);
  }

  @Test
  void waitsForTheNextMessage() {
    String epoch = publish("{\"data\":1}").json().text("epoch");
    CompletableFuture<Answer> waiting =
        CompletableFuture.supplyAsync(() -> poll("?epoch=" + epoch + "&offset=1&wait=30"));
    Await.until(() -> server.rooms.poll.waiting() == 1);
    assertThat(waiting).isNotDone();

    publish("{\"data\":2}");

    assertThat(offsets(waiting.join().json())).containsExactly(2L);
    Await.until(() -> server.rooms.poll.waiting() == 0);
  }

  @Test
  void waitsNoLongerThanItIsAsked() {
    String epoch = publish("{\"data\":1}").json().text("epoch");

    Json nothing = poll("?epoch=" + epoch + "&offset=1&wait=1").json();
    Json atOnce = poll("?epoch=" + epoch + "&offset=1&wait=0").json();

    assertThat(List.of(nothing, atOnce))
        .allMatch(RoomIT::isRecovered)
        .allMatch(answer -> offsets(answer).isEmpty())
        .allMatch(answer -> answer.number("offset") == 1);
  }

  @Test
  void holdsNoThreadForThoseWhoWait() {
    String epoch = publish("{\"data\":1}").json().text("epoch");
    String query = "?epoch=" + epoch + "&offset=1&wait=30";
    int before = Thread.activeCount();
    List<CompletableFuture<Answer>> waiting = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      waiting.add(http.getLater(path + query, "Authorization", bearer()));
    }
    Await.until(() -> server.rooms.poll.waiting() == 200);
    // The client that asks has threads too, and on a busy machine more of them.
    assertThat(Thread.activeCount() - before).isLessThan(100);

    server.rooms.poll.answerAll();

    assertThat(waiting).allMatch(answer -> answer.join().status() == 200);
  }

  @Test
  void letsNobodyWaitWhoseServerIsLeaving() {
    try (TestServer leaving = new TestServer(TestServer.Options.usual())) {
      leaving.service.startDraining();
      String room = pathOf("orders.x");
      Http there = new Http(leaving);
      String epoch = there.get(room, "Authorization", bearer()).json().text("epoch");
      long begun = System.nanoTime();

      Answer answer =
          there.get(room + "?epoch=" + epoch + "&offset=0&wait=30", "Authorization", bearer());

      assertThat(answer.status()).isEqualTo(200);
      assertThat(System.nanoTime() - begun).isLessThan(15_000_000_000L);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "?epoch=E             | epoch and offset are given together",
        "?offset=1            | epoch and offset are given together",
        "?epoch=a b&offset=1  | epoch and offset are those of an earlier answer",
        "?epoch=E&offset=-1   | epoch and offset are those of an earlier answer",
        "?epoch=E&offset=x    | epoch and offset are those of an earlier answer",
        "?wait=31             | wait is a whole number of seconds from 0 to 30",
        "?wait=-1             | wait is a whole number of seconds from 0 to 30",
        "?wait=1.5            | wait is a whole number of seconds from 0 to 30",
        "?limit=1001          | limit is a whole number from 0 to 1000",
        "?limit=all           | limit is a whole number from 0 to 1000"
      })
  void saysWhatIsWrongWithAQuestion(String query, String message) {
    assertRefused(server, poll(query.replace(" ", "%20")), ErrorCode.INVALID_REQUEST, message);
  }

  @Test
  void takesAParameterWithoutAValueForNone() {
    assertThat(poll("?epoch=&offset=&wait=&limit=").status()).isEqualTo(200);
  }

  @Test
  void saysWhatIsWrongWithAMessage() {
    String noId = "messageId must be 1 to 128 of the characters A-Z a-z 0-9 . _ : -";
    assertInvalid("{}", "data is missing: any JSON value");
    assertInvalid("[1]", "The body must be one JSON object");
    assertInvalid("", "data is missing: any JSON value");
    assertInvalid("{\"data\":1,\"messageId\":\"\"}", noId);
    assertInvalid("{\"data\":1,\"messageId\":7}", noId);
    assertInvalid("{\"data\":1,\"data\":2}", "The body must be one JSON object");
  }

  private void assertInvalid(String body, String message) {
    assertRefused(server, publish(body), ErrorCode.INVALID_REQUEST, message);
  }

  @Test
  void takesSixtyFourKibibytesOfDataAndNoMore() {
    String most = "\"" + "x".repeat(65_534) + "\"";

    assertThat(publish("{\"data\":" + most + "}").status()).isEqualTo(202);
    assertRefused(
        server, publish("{\"data\": \"x" + most.substring(1) + "}"), ErrorCode.PAYLOAD_TOO_LARGE);
    assertRefused(
        server,
        publish("{\"data\":" + most + ",\"a\":\"" + "x".repeat(8192) + "\"}"),
        ErrorCode.BODY_TOO_LARGE);
  }

  @Test
  void letsInWhomTheTokenAllows() {
    String news = pathOf("news.x");
    assertRefused(server, http.get(news, "Authorization", bearer()), ErrorCode.ROOM_FORBIDDEN);
    assertRefused(
        server,
        http.postJson(news, "{\"data\":1}", "Authorization", bearer()),
        ErrorCode.ROOM_FORBIDDEN);
    assertRefused(
        server,
        http.get(pathOf("user.another"), "Authorization", bearer()),
        ErrorCode.ROOM_FORBIDDEN);
    assertThat(http.get(pathOf("user.user-1"), "Authorization", bearer()).status()).isEqualTo(200);
    assertThat(http.get(pathOf("public.x"), "Authorization", bearer()).status()).isEqualTo(200);
    assertRefused(server, http.get(path), ErrorCode.UNAUTHORIZED);
    assertRefused(server, http.postJson(path, "{\"data\":1}"), ErrorCode.UNAUTHORIZED);
  }

  @Test
  void knowsNoRoomOfAnotherShape() {
    for (String room : List.of("a%20b", "%3F", "r".repeat(201), "%2E%2E%2Fx")) {
      assertRefused(
          server, http.get(pathOf(room), "Authorization", bearer()), ErrorCode.INVALID_ROOM);
      assertRefused(
          server,
          http.postJson(pathOf(room), "{\"data\":1}", "Authorization", bearer()),
          ErrorCode.INVALID_ROOM);
    }
  }

  @Test
  void acknowledgesNothingWhileTheStoreIsAway() {
    server.readiness.moveTo(StoreState.DISCONNECTED, 1, Optional.of("gone"));

    Answer answer = publish("{\"data\":1}");

    assertRefused(server, answer, ErrorCode.STORE_UNAVAILABLE);
    assertThat(answer.header("Retry-After")).contains("2");
  }

  private Answer publish(String body) {
    return http.postJson(path, body, "Authorization", bearer());
  }

  private Answer poll(String query) {
    return http.get(path + query, "Authorization", bearer());
  }

  private static String pathOf(String room) {
    return "/api/v1/rooms/" + room + "/messages";
  }

  private static String bearer() {
    return "Bearer " + server.token("sess-1");
  }

  private static boolean isRecovered(Json answer) {
    return answer.at("recovered").node().getBooleanValue();
  }

  private static List<Long> offsets(Json answer) {
    return answer.at("messages").items().stream().map(each -> each.number("offset")).toList();
  }
}
