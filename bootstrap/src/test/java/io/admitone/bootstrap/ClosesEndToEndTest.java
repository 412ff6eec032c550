package io.admitone.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.application.connection.CloseCode;
import io.admitone.application.connection.OpenConnections;
import io.admitone.bootstrap.settings.TestSources;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the operator is told of how sockets end is what their clients saw. */
class ClosesEndToEndTest {
  private static final String OPEN = "/ws/client?client_id=";
  private static final Pattern CLOSES =
      Pattern.compile("ws_closes_total\\{code=\"(\\w+)\",reason=\"(\\w+)\"\\} (\\d+)\\.0");

  /** By code and reason, as in the metric. */
  private final Map<String, Integer> seen = new TreeMap<>();

  @Test
  void countsEveryCloseAsItsClientSawIt() throws Exception {
    try (AdmitOne server = server()) {
      Visitor visitor = new Visitor(server.port());
      clientsLeave(server);
      clientsBreakRules(server);
      nobodyIsLetIn(server, visitor);
      serversCloses(server, visitor);

      await(() -> server.part(OpenConnections.class).count() == 0);
      await(() -> counted(visitor).equals(seen));
      assertThat(counted(visitor)).isEqualTo(seen);
      assertThat(seen).hasSizeGreaterThan(18);
    }
  }

  private void clientsLeave(AdmitOne server) throws IOException {
    for (int code : new int[] {1000, 1000, 1001, 3000, 4401}) {
      try (Wire page = greeted(server, "leaver")) {
        assertThat(page.saysGoodbye(code).goodbye()).isEqualTo(Integer.toString(code));
      }
      count(CloseCode.isKnown(code) ? Integer.toString(code) : "other", "CLIENT");
    }
    try (Wire page = greeted(server, "silent")) {
      assertThat(page.says(0x88, new byte[0]).goodbye()).isEqualTo("1005");
    }
    count("1005", "CLIENT");
    greeted(server, "lost").reset();
    count("1006", "ABNORMAL");
  }

  private void clientsBreakRules(AdmitOne server) throws IOException {
    try (Wire page = greeted(server, "breaker")) {
      closed(page.says(0xF1, new byte[0]));
    }
    try (Wire page = greeted(server, "binary")) {
      closed(page.says(0x82, new byte[] {1}));
    }
    try (Wire page = greeted(server, "garbled")) {
      closed(page.says(0x81, new byte[] {(byte) 0xC3}));
    }
    try (Wire page = greeted(server, "lengthy")) {
      closed(page.says(0x01, new byte[60_000]).says(0x80, new byte[10_000]));
    }
    try (Wire page = greeted(server, "babbler")) {
      for (int i = 0; i < 10; i++) {
        page.says("nonsense");
      }
      closed(page);
    }
  }

  private void nobodyIsLetIn(AdmitOne server, Visitor visitor) throws Exception {
    String ticket = visitor.ticket(visitor.token("s1"));
    try (Wire page = greeted(server, "first&ticket=" + ticket)) {
      for (String query :
          List.of(
              "x&version=2",
              "no%20id",
              "x&role=king",
              "x&role=admin",
              "x&ticket=" + ticket,
              "x&ticket=wst_guess")) {
        try (Wire refused = Wire.open(server.port(), OPEN + query)) {
          closed(refused);
        }
      }
      assertThat(page.saysGoodbye(1000).goodbye()).isEqualTo("1000");
      count("1000", "CLIENT");
    }
  }

  private void serversCloses(AdmitOne server, Visitor visitor) throws Exception {
    String token = visitor.token("s2");
    List<Wire> tabs = new ArrayList<>();
    for (String tab : List.of("tab", "other", "tab", "third", "fourth")) {
      tabs.add(Wire.open(server.port(), OPEN + tab + "&ticket=" + visitor.ticket(token)));
    }
    assertThat(closed(tabs.get(0))).isEqualTo("4409 REPLACED");
    assertThat(closed(tabs.get(4))).isEqualTo("4429 TOO_MANY_CONNECTIONS");
    assertThat(visitor.revoke("s2", token).statusCode()).isEqualTo(204);
    for (int i = 1; i < 4; i++) {
      assertThat(closed(tabs.get(i))).isEqualTo("4401 SESSION_REVOKED");
    }
    try (Wire silent = greeted(server, "frozen")) {
      assertThat(closed(silent)).isEqualTo("4408 HEARTBEAT_TIMEOUT");
    }
    for (Wire tab : tabs) {
      tab.close();
    }
  }

  /** The server closed it: what it said is counted under the very same words. */
  private String closed(Wire page) throws IOException {
    String goodbye = page.goodbye();
    String[] words = goodbye.split(" ");
    count(words[0], words[1]);
    return goodbye;
  }

  private void count(String code, String reason) {
    seen.merge(code + " " + reason, 1, Integer::sum);
  }

  private static Map<String, Integer> counted(Visitor visitor) {
    try {
      return CLOSES
          .matcher(visitor.get("/metrics").body())
          .results()
          .filter(close -> !close.group(3).equals("0"))
          .collect(
              Collectors.toMap(
                  close -> close.group(1) + " " + close.group(2),
                  close -> Integer.valueOf(close.group(3)),
                  Integer::sum,
                  TreeMap::new));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static Wire greeted(AdmitOne server, String client) throws IOException {
    Wire page = Wire.open(server.port(), OPEN + client);
    assertThat(page.message()).contains("\"hello\"");
    return page;
  }

  private static AdmitOne server() throws Exception {
    return AdmitOne.start(
        TestSources.withSecret()
            .variable("PORT", "0")
            .variable("ADMITONE_WS_CONNECTIONS_PER_SESSION", "3")
            .variable("ADMITONE_WS_REPLACE_SAME_CLIENT", "true")
            .variable("WS_HEARTBEAT_INTERVAL_MS", "2000")
            .variable("WS_CONNECTION_TIMEOUT_MS", "10000")
            .accepted());
  }

  private static void await(java.util.function.BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean() && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }
}
