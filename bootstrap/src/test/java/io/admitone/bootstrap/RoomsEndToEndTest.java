package io.admitone.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.admitone.redis.rig.Await;
import io.admitone.redis.rig.RedisServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Rooms of two processes on one Redis, on sockets and without. */
class RoomsEndToEndTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static RedisServer redis;
  private static ServerProcess first;
  private static ServerProcess second;
  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeAll
  static void start() {
    redis = RedisServer.start();
    first = server();
    second = server();
  }

  @AfterAll
  static void stop() {
    first.close();
    second.close();
    redis.close();
  }

  @Test
  void hearEachOtherInOrderAndOnce() throws Exception {
    String room = "orders.eu";
    Page here = page(first, room);
    Page there = page(second, room);

    for (int i = 1; i <= 20; i++) {
      ServerProcess at = i % 2 == 0 ? first : second;
      JsonNode stored = publish(at, room, "{\"data\":" + i + ",\"messageId\":\"m-" + i + "\"}");
      assertThat(stored.get("offset").intValue()).isEqualTo(i);
    }
    publish(first, room, "{\"data\":1,\"messageId\":\"m-1\"}");

    for (Page page : List.of(here, there)) {
      Await.until(PATIENCE, "all are heard", () -> offsets(page).size() >= 20);
      assertThat(offsets(page)).containsExactly(range(1, 20));
    }
  }

  @Test
  void letAPageHearWhatItSaysRightAfterItsSubscription() throws Exception {
    Page page = page(first, "orders.first");
    for (int i = 1; i <= 20; i++) {
      String room = "\"room\":\"orders.own." + i + "\"";
      page.say("{\"type\":\"subscribe\"," + room + "}");
      page.say("{\"type\":\"publish\"," + room + ",\"data\":" + i + "}");
    }

    Await.until(PATIENCE, "all are heard", () -> messages(page).size() >= 20);
    assertThat(messages(page)).extracting(message -> message.get("data").intValue()).hasSize(20);
    assertThat(offsets(page)).containsOnly(1L);
  }

  @Test
  void subscribeOnceForALonePoller() throws Exception {
    String room = "orders.lone";
    publish(first, room, "{\"data\":0}");
    JsonNode heard = poll(first, room, "?limit=0").join();
    long before = subscriptions();
    for (int i = 1; i <= 10; i++) {
      CompletableFuture<JsonNode> waiting =
          poll(
              first,
              room,
              "?epoch=%s&offset=%s"
                  .formatted(heard.get("epoch").textValue(), heard.get("offset").asText()));
      String subscribers = "ws_room:{" + room + "}:0";
      Await.until(PATIENCE, "it waits", () -> isHeard(subscribers));
      publish(second, room, "{\"data\":" + i + "}");
      heard = waiting.join();
      assertThat(heard.get("messages")).hasSize(1);
    }

    assertThat(subscriptions() - before).isEqualTo(1);
  }

  private static boolean isHeard(String channel) {
    return ((List<?>) redis.cli("PUBSUB", "NUMSUB", channel)).get(1).equals(1L);
  }

  /** How often Redis was asked for a channel. */
  private static long subscriptions() {
    return Pattern.compile("cmdstat_subscribe:calls=(\\d+)")
        .matcher(String.valueOf(redis.cli("INFO", "commandstats")))
        .results()
        .mapToLong(found -> Long.parseLong(found.group(1)))
        .sum();
  }

  @Test
  void letsAPageCrossFromOneToTheOtherAndLoseNothing() throws Exception {
    String room = "orders.cross";
    Page page = page(first, room);
    publish(first, room, "{\"data\":1}");
    Await.until(PATIENCE, "the first is heard", () -> offsets(page).size() == 1);
    String epoch = messages(page).get(0).get("epoch").textValue();
    page.leave();
    publish(second, room, "{\"data\":2}");

    JsonNode polled = poll(second, room, "?epoch=" + epoch + "&offset=1").join();
    CompletableFuture<JsonNode> waiting = poll(second, room, "?epoch=" + epoch + "&offset=2");
    publish(first, room, "{\"data\":3}");
    long heard = waiting.join().get("offset").longValue();
    publish(first, room, "{\"data\":4}");
    Page back = page(second, room, "{\"epoch\":\"%s\",\"offset\":%d}".formatted(epoch, heard));

    assertThat(polled.get("messages")).hasSize(1);
    assertThat(polled.get("offset").intValue()).isEqualTo(2);
    assertThat(heard).isEqualTo(3);
    Await.until(PATIENCE, "what was missed", () -> offsets(back).size() >= 1);
    assertThat(offsets(back)).containsExactly(4L);
  }

  @Test
  void showsItsRoomsToOperatorsAndLetsThemSpeak() throws Exception {
    String room = "orders.seen";
    Page page = page(first, room);

    JsonNode seen =
        json(request(first, "/ws/v2/rooms").header("Authorization", bearer(first, "admin")));
    json(
        request(first, "/ws/v2/broadcast")
            .header("Authorization", bearer(first, "admin"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{\"room\":\"" + room + "\",\"data\":\"all\"}")));

    assertThat(seen.toString()).contains("\"" + room + "\"");
    Await.until(PATIENCE, "it is heard", () -> offsets(page).size() == 1);
    assertThat(messages(page).get(0).get("data").textValue()).isEqualTo("all");
  }

  private static Long[] range(long from, long to) {
    return java.util.stream.LongStream.rangeClosed(from, to).boxed().toArray(Long[]::new);
  }

  private Page page(ServerProcess server, String room) throws Exception {
    return page(server, room, "null");
  }

  /** A page that hears a room. */
  private Page page(ServerProcess server, String room, String since) throws Exception {
    Visitor visitor = new Visitor(server.port());
    String ticket = visitor.ticket(token(server, "user"));
    Page page = visitor.connect("/ws/v2/connect", ticket);
    page.say("{\"type\":\"subscribe\",\"room\":\"" + room + "\",\"since\":" + since + "}");
    Await.until(
        PATIENCE,
        "it is in the room",
        () -> page.messages().stream().anyMatch(text -> text.contains("\"subscribed\"")));
    return page;
  }

  private JsonNode publish(ServerProcess server, String room, String body) throws Exception {
    return json(
        request(server, "/api/v1/rooms/" + room + "/messages")
            .header("Authorization", bearer(server, "user"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  private CompletableFuture<JsonNode> poll(ServerProcess server, String room, String query)
      throws Exception {
    return http.sendAsync(
            request(server, "/api/v1/rooms/" + room + "/messages" + query)
                .header("Authorization", bearer(server, "user"))
                .build(),
            BodyHandlers.ofString())
        .thenApply(answer -> parse(answer.body()));
  }

  private String bearer(ServerProcess server, String role) throws Exception {
    return "Bearer " + token(server, role);
  }

  private String token(ServerProcess server, String role) throws Exception {
    return new Visitor(server.port())
        .tokenOf("{\"userId\":\"ada\",\"roles\":[\"" + role + "\"],\"rooms\":[\"orders.*:rw\"]}");
  }

  private JsonNode json(HttpRequest.Builder request) throws Exception {
    return parse(http.send(request.build(), BodyHandlers.ofString()).body());
  }

  private static HttpRequest.Builder request(ServerProcess server, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
        .timeout(Duration.ofSeconds(60));
  }

  private static List<Long> offsets(Page page) {
    return messages(page).stream().map(message -> message.get("offset").longValue()).toList();
  }

  private static List<JsonNode> messages(Page page) {
    return page.messages().stream()
        .map(RoomsEndToEndTest::parse)
        .filter(message -> message.get("type").textValue().equals("message"))
        .toList();
  }

  private static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }

  private static ServerProcess server() {
    return ServerProcess.run(
        Map.of(
            "ADMITONE_STORE", "redis",
            "ADMITONE_STARTUP_POLICY", "wait",
            "REDIS_URL", redis.uri(),
            "JWT_SECRET", "the-secret-of-the-process-under-test-0001",
            "PORT", "0"),
        List.of());
  }
}
