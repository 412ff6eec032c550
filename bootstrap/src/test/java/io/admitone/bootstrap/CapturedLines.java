package io.admitone.bootstrap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.admitone.redis.rig.Await;
import io.admitone.redis.rig.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The standard output of three processes that have lived through what there is to live through: a
 * start without Redis under each policy, its coming, pages and operators, refusals, its loss and
 * return, the loss of the subscriptions alone, and an orderly stop.
 */
final class CapturedLines {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String SECRET = "the-secret-of-the-process-under-test-0001";
  private static final String ROOMS = "/ws/v2/connect";

  private final List<String> lines = new ArrayList<>();
  private final Set<String> secrets = new TreeSet<>(Set.of(SECRET));

  private CapturedLines() {}

  static CapturedLines ofARun() throws Exception {
    CapturedLines captured = new CapturedLines();
    try (RedisServer redis = RedisServer.start()) {
      redis.kill();
      try (ServerProcess hopeless = captured.server(redis, "fail-closed");
          ServerProcess waiting = captured.server(redis, "wait");
          ServerProcess serving = captured.server(redis, "degraded")) {
        captured.live(redis, hopeless, waiting, serving);
      }
    }
    return captured;
  }

  /** As they were written. */
  List<String> texts() {
    return lines;
  }

  List<JsonNode> parsed() throws IOException {
    List<JsonNode> parsed = new ArrayList<>();
    for (String line : lines) {
      parsed.add(JSON.readTree(line));
    }
    return parsed;
  }

  /** What must be in none of them. */
  Set<String> secrets() {
    return secrets;
  }

  private void live(
      RedisServer redis, ServerProcess hopeless, ServerProcess waiting, ServerProcess serving)
      throws Exception {
    hopeless.exitCode();
    waiting.await("it waits", () -> waiting.out().contains("redis_connect_waiting"));
    Visitor visitor = new Visitor(serving.port());
    redis.restart();
    waiting.port();
    await(serving, "redis_connect_ok");
    String admin =
        secret(
            visitor.tokenOf(
                "{\"sessionId\":\"boss\",\"roles\":[\"admin\"],\"rooms\":[\"orders.*:rw\"]}"));

    Page page = pages(visitor);
    refusals(visitor);
    operators(visitor, admin);
    Page guest = subscriptionsAlone(redis, serving, visitor, admin);
    outage(redis, serving, visitor);

    waiting.terminate();
    serving.terminate();
    page.goodbye();
    guest.goodbye();
    waiting.exitCode();
    serving.exitCode();
    for (ServerProcess process : List.of(hopeless, waiting, serving)) {
      process.out().lines().forEach(lines::add);
    }
  }

  private Page pages(Visitor visitor) throws Exception {
    String token = secret(visitor.token("sess-1"));
    Page page = visitor.connect(secret(visitor.ticket(token)));
    page.say("{\"type\":\"ping\"}");
    page.say("no message \u2028 \" \\ at all");
    visitor.connect(secret(visitor.ticket(token))).leave();
    return page;
  }

  private void refusals(Visitor visitor) throws Exception {
    String ticket = secret(visitor.ticket(secret(visitor.token("sess-2"))));
    visitor.connect(ticket).leave();
    visitor.connect(ticket);
    visitor.connect("wst_" + "A".repeat(43));
    visitor.get("/api/v1/auth/whoami");
    visitor.get("/nowhere?ticket=" + ticket);
  }

  private void operators(Visitor visitor, String admin) throws Exception {
    secret(admin);
    visitor.connect(secret(visitor.ticket(secret(visitor.token("sess-3")))));
    JsonNode connections =
        JSON.readTree(visitor.get("/ws/v2/connections?session=sess-3", admin).body());
    String id = connections.findValue("connectionId").textValue();
    visitor.delete("/ws/v2/connections/" + id, admin);
    visitor.post("/ws/v2/broadcast", admin, "{\"data\":\"all\"}");
    visitor.revoke("sess-3", admin);
  }

  private Page subscriptionsAlone(
      RedisServer redis, ServerProcess serving, Visitor visitor, String admin) throws Exception {
    Page guest = visitor.connect(ROOMS, secret(visitor.ticket(admin)));
    guest.say("{\"type\":\"subscribe\",\"room\":\"orders.eu\"}");
    Await.until(
        PATIENCE,
        "it is in the room",
        () -> guest.messages().stream().anyMatch(text -> text.contains("\"subscribed\"")));
    redis.cli("CLIENT", "KILL", "TYPE", "pubsub");
    await(serving, "redis_rooms_interrupted");
    await(serving, "redis_rooms_resumed");
    return guest;
  }

  private void outage(RedisServer redis, ServerProcess serving, Visitor visitor) throws Exception {
    String token = secret(visitor.token("sess-4"));
    String kept = secret(visitor.ticket(token));
    redis.kill();
    await(serving, "redis_disconnected");
    visitor.askForTicket(token);
    visitor.connect(kept);
    redis.restart();
    Await.until(PATIENCE, "back", () -> isIssued(visitor, token));
    await(serving, "redis_reconnected");
  }

  private boolean isIssued(Visitor visitor, String token) {
    try {
      return visitor.askForTicket(token).statusCode() == 200;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static void await(ServerProcess process, String event) {
    process.await(event, () -> process.out().contains("\"event\":\"" + event + "\""));
  }

  private String secret(String text) {
    secrets.add(text);
    return text;
  }

  private ServerProcess server(RedisServer redis, String policy) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("ADMITONE_STORE", "redis");
    environment.put("ADMITONE_STARTUP_POLICY", policy);
    environment.put("ADMITONE_STARTUP_TIMEOUT", "1s");
    environment.put("REDIS_URL", redis.uri());
    environment.put("ADMITONE_LOG_FORMAT", "json");
    environment.put("ADMITONE_LOG_REQUESTS", "true");
    environment.put("LOG_LEVEL", "debug");
    environment.put("ADMITONE_DRAIN_DELAY", "0s");
    environment.put("ADMITONE_DRAIN_WINDOW", "1s");
    environment.put("JWT_SECRET", SECRET);
    environment.put("PORT", "0");
    return ServerProcess.run(environment, List.of());
  }
}
