package io.admitone.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.application.connection.CloseCode;
import io.admitone.application.connection.Connection;
import io.admitone.application.connection.OpenConnections;
import io.admitone.application.operator.Broadcaster;
import io.admitone.bootstrap.metrics.PrometheusMeters;
import io.admitone.bootstrap.settings.TestSources;
import io.admitone.http.OutageDrill;
import io.admitone.redis.rig.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the operator is told of how sockets end is what their clients saw, row by row. */
class ClosesEndToEndTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String ROOMS = "/ws/v2/connect?client_id=";
  private static final String CLIENT = "/ws/client?client_id=";
  private static final Pattern CLOSES =
      Pattern.compile("ws_closes_total\\{code=\"(\\w+)\",reason=\"(\\w+)\"\\} (\\d+)\\.0");

  /**
   * Those that only a fault or an application's own code closes with, and one for which a ticket
   * would have to come in the moment between its end and the store's forgetting it.
   */
  private static final Set<CloseCode> BY_A_PART =
      EnumSet.of(
          CloseCode.NORMAL,
          CloseCode.GOING_AWAY,
          CloseCode.INTERNAL_ERROR,
          CloseCode.TICKET_EXPIRED,
          CloseCode.SESSION_EXPIRED,
          CloseCode.HANDSHAKE_ERROR);

  /** By code and reason, as in the metric. */
  private final Map<String, Integer> seen = new TreeMap<>();

  /** What was seen at the door that everybody goes through now. */
  private final Set<String> atThisDoor = new HashSet<>();

  private AdmitOne server;
  private PrometheusMeters meters;
  private Visitor visitor;
  private String door;

  @Test
  void countsEveryCloseAsItsClientSawIt() throws Exception {
    server = server();
    try {
      meters = server.part(Reporting.class).meters();
      visitor = new Visitor(server.port());
      everythingHappensAt(CLIENT);
      everythingHappensAt(ROOMS);
      serverStops();

      assertThat(counted()).isEqualTo(seen);
    } finally {
      server.close();
    }
  }

  @Test
  void countsWhatItTellsThoseWhoAreThereWhenItClosesWithoutADrain() throws Exception {
    server = server();
    meters = server.part(Reporting.class).meters();
    door = CLIENT;
    try (Wire page = greeted("left")) {
      server.close();

      assertThat(closed(page)).isEqualTo("1001 GOING_AWAY");
      assertThat(counted()).isEqualTo(seen);
    }
  }

  private void everythingHappensAt(String there) throws Exception {
    door = there;
    atThisDoor.clear();
    oneDoesNotRead();
    Wire frozen = greeted("frozen");
    clientsLeave();
    clientsBreakRules();
    nobodyIsLetIn();
    sessionsHaveLimits();
    theStoreIsAway();
    assertThat(closed(frozen)).isEqualTo("4408 HEARTBEAT_TIMEOUT");
    frozen.close();
    partsOfTheServerClose();

    for (CloseCode code : EnumSet.complementOf(EnumSet.of(CloseCode.SERVICE_RESTART))) {
      assertThat(atThisDoor).as(there).contains(rowOf(code));
    }
  }

  private void clientsLeave() throws IOException {
    for (int code : new int[] {1000, 1000, 1001, 3000, 4401}) {
      try (Wire page = greeted("leaver")) {
        assertThat(page.saysGoodbye(code).goodbye()).isEqualTo(Integer.toString(code));
      }
      count(CloseCode.isKnown(code) ? Integer.toString(code) : "other", "CLIENT");
    }
    try (Wire page = greeted("silent")) {
      assertThat(page.says(0x88, new byte[0]).goodbye()).isEqualTo("1005");
    }
    count("1005", "CLIENT");
    greeted("lost").reset();
    count("1006", "ABNORMAL");
  }

  private void clientsBreakRules() throws IOException {
    try (Wire page = greeted("breaker")) {
      closed(page.says(0xF1, new byte[0]));
    }
    try (Wire page = greeted("binary")) {
      closed(page.says(0x82, new byte[] {1}));
    }
    try (Wire page = greeted("garbled")) {
      closed(page.says(0x81, new byte[] {(byte) 0xC3}));
    }
    try (Wire page = greeted("lengthy")) {
      closed(page.says(0x01, new byte[60_000]).says(0x80, new byte[10_000]));
    }
    try (Wire page = greeted("babbler")) {
      for (int i = 0; i < 10; i++) {
        page.says("nonsense");
      }
      closed(page);
    }
  }

  private void oneDoesNotRead() throws IOException {
    Broadcaster broadcaster = server.part(Broadcaster.class);
    String news = '"' + "n".repeat(60_000) + '"';
    String count = "ws_message_send_errors_total{reason=\"slow_consumer\"}";
    double before = visitor.metric(count);
    try (Wire page = greeted("deaf")) {
      Await.until(
          PATIENCE,
          "too much",
          () -> {
            broadcaster.tellAll(news);
            return visitor.metric(count) > before;
          });
      assertThat(closed(page)).isEqualTo("1013 SLOW_CONSUMER");
    }
  }

  private void nobodyIsLetIn() throws Exception {
    String ticket = visitor.ticket(visitor.token("s1"));
    try (Wire page = greeted("first&ticket=" + ticket)) {
      refused("x&version=7");
      refused("no%20id");
      refused("x&role=king");
      refused("x&role=admin");
      refused("x&ticket=" + ticket);
      refused("x&ticket=wst_guess");
      assertThat(page.saysGoodbye(1000).goodbye()).isEqualTo("1000");
      count("1000", "CLIENT");
    }
  }

  private void sessionsHaveLimits() throws Exception {
    String session = "s2-" + seen.size();
    String token = visitor.token(session);
    List<Wire> tabs = new ArrayList<>();
    for (String tab : List.of("tab", "other", "tab", "third", "fourth")) {
      tabs.add(Wire.open(server.port(), door + tab + "&ticket=" + visitor.ticket(token)));
    }
    assertThat(closed(tabs.get(0))).isEqualTo("4409 REPLACED");
    assertThat(closed(tabs.get(4))).isEqualTo("4429 TOO_MANY_CONNECTIONS");
    assertThat(visitor.revoke(session, token).statusCode()).isEqualTo(204);
    for (int i = 1; i < 4; i++) {
      assertThat(closed(tabs.get(i))).isEqualTo("4401 SESSION_REVOKED");
    }
    for (Wire tab : tabs) {
      tab.close();
    }
  }

  private void theStoreIsAway() throws Exception {
    String ticket = visitor.ticket(visitor.token("s3"));
    OutageDrill drill = server.part(OutageDrill.class);
    drill.begin(OutageDrill.LONGEST);
    refused("x&ticket=" + ticket);
    drill.end();
  }

  /** Whoever has the connection in hand may end it for any reason. */
  private void partsOfTheServerClose() throws IOException {
    for (CloseCode code : BY_A_PART) {
      try (Wire page = greeted("part-" + code)) {
        connectionOf("part-" + code).close(code);
        closed(page);
      }
    }
  }

  private Connection connectionOf(String client) {
    return server.part(OpenConnections.class).all().stream()
        .filter(connection -> connection.info().client().value().equals(client))
        .findAny()
        .orElseThrow();
  }

  private void serverStops() throws Exception {
    List<Wire> pages = new ArrayList<>();
    for (String each : List.of(CLIENT, ROOMS)) {
      door = each;
      pages.add(greeted("last"));
    }
    pages.add(Wire.open(server.port(), "/ws/legacy"));
    Await.until(PATIENCE, "only they", () -> server.part(OpenConnections.class).count() == 3);
    CompletableFuture<Void> stopped = CompletableFuture.runAsync(server::stop);
    for (Wire page : pages) {
      assertThat(closed(page)).isEqualTo(rowOf(CloseCode.SERVICE_RESTART));
    }
    stopped.join();
    for (Wire page : pages) {
      page.close();
    }
  }

  private void refused(String query) throws IOException {
    try (Wire page = Wire.open(server.port(), door + query)) {
      closed(page);
    }
  }

  /** The server closed it: what it said is counted under the very same words. */
  private String closed(Wire page) throws IOException {
    String goodbye = page.goodbye();
    String[] words = goodbye.split(" ");
    count(words[0], words.length == 1 ? CloseCode.NORMAL.name() : words[1]);
    return goodbye;
  }

  private void count(String code, String reason) {
    seen.merge(code + " " + reason, 1, Integer::sum);
    atThisDoor.add(code + " " + reason);
  }

  private static String rowOf(CloseCode code) {
    return code.code() + " " + (code == CloseCode.NORMAL ? code.name() : code.reason());
  }

  private Map<String, Integer> counted() {
    return CLOSES
        .matcher(meters.text())
        .results()
        .filter(close -> !close.group(3).equals("0"))
        .collect(
            Collectors.toMap(
                close -> close.group(1) + " " + close.group(2),
                close -> Integer.valueOf(close.group(3)),
                Integer::sum,
                TreeMap::new));
  }

  private Wire greeted(String client) throws IOException {
    Wire page = Wire.open(server.port(), door + client);
    assertThat(page.message()).contains("\"hello\"");
    return page;
  }

  private static AdmitOne server() throws Exception {
    return AdmitOne.start(
        TestSources.withSecret()
            .variable("PORT", "0")
            .variable("ADMITONE_WS_ROOMS_AUTHENTICATION", "optional")
            .variable("ADMITONE_WS_CONNECTIONS_PER_SESSION", "3")
            .variable("ADMITONE_WS_REPLACE_SAME_CLIENT", "true")
            .variable("ADMITONE_WS_SEND_QUEUE_BYTES", "65536")
            .variable("ADMITONE_DRAIN_WINDOW", "1s")
            .variable("WS_HEARTBEAT_INTERVAL_MS", "2000")
            .variable("WS_CONNECTION_TIMEOUT_MS", "8000")
            .accepted());
  }
}
