package io.admitone.bootstrap.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.admitone.bootstrap.AdmitOne;
import io.admitone.bootstrap.settings.TestSources;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProbeEndToEndTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @Test
  void passesEveryStepOfARunningServer() throws Exception {
    try (AdmitOne server = server()) {
      int exitCode = probe("http://127.0.0.1:" + server.port() + "/");

      assertThat(text()).contains("7 replay", "refused with 4401 TICKET_INVALID");
      assertThat(exitCode).isZero();
      assertThat(text().lines()).hasSize(8).last().asString().startsWith("all 7 steps passed in ");
      assertThat(text()).doesNotContain("wst_", "eyJ");
    }
  }

  @Test
  void stopsAtTheStepThatFailsAndSaysWhy() throws Exception {
    try (AdmitOne server = server()) {
      String base = "http://127.0.0.1:" + server.port();

      assertThat(probe(base, "--token", "not.a.token")).isEqualTo(2);
      assertThat(text())
          .contains("1 token", "2 ticket")
          .contains("FAILED: the server answered 401");
      assertThat(text()).doesNotContain("not.a.token");
    }
  }

  @Test
  void claimsTheOriginItIsTold() throws Exception {
    try (AdmitOne server = server()) {
      String base = "http://127.0.0.1:" + server.port();

      assertThat(probe(base, "--origin", "http://localhost:3000")).isZero();
      assertThat(probe(base, "--origin", "https://evil.example")).isEqualTo(1);
      assertThat(text()).contains("403 ORIGIN_NOT_ALLOWED");
    }
  }

  @Test
  void saysThatNothingListens() throws IOException {
    int nobodys;
    try (ServerSocket socket = new ServerSocket(0)) {
      nobodys = socket.getLocalPort();
    }

    assertThat(probe("http://127.0.0.1:" + nobodys)).isEqualTo(1);
    assertThat(text())
        .contains("1 token")
        .contains("FAILED: nothing listens at http://127.0.0.1:" + nobodys);
  }

  @Test
  void saysThatAServerMakesNoTokens() throws IOException {
    try (Stub stub = new Stub(404, "{}")) {
      assertThat(probe(stub.base())).isEqualTo(1);
      assertThat(text()).contains("this server makes no tokens: give one with --token");
    }
  }

  @Test
  void failsTheUpgradeOfAServerWithoutSockets() throws IOException {
    try (Stub stub = new Stub(200, "{\"token\":\"t\",\"ticket\":\"wst_secret\"}")) {
      assertThat(probe(stub.base())).isEqualTo(3);
      assertThat(text())
          .contains("3 upgrade", "FAILED: the server refused the upgrade with HTTP 200");
      assertThat(text()).doesNotContain("wst_secret");
    }
  }

  @Test
  void printsNothingOfABodyThatIsNotAnError() throws IOException {
    try (Stub stub = new Stub(200, "eyJ-some-secret")) {
      assertThat(probe(stub.base())).isEqualTo(1);
      assertThat(text()).contains("the server's answer has no token").doesNotContain("eyJ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "localhost:8080", "ftp://x", "http://a http://b", "http://a --token"})
  void explainsItsUsage(String line) {
    List<String> arguments = line.isEmpty() ? List.of() : List.of(line.split(" "));

    assertThat(probe(arguments.toArray(String[]::new))).isEqualTo(Probe.WRONG_USAGE);
    assertThat(text()).startsWith("usage: java -jar admitone.jar probe <base-url>");
  }

  private int probe(String... arguments) {
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    return Probe.run(List.of(arguments), stream, stream);
  }

  private String text() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private static AdmitOne server() throws Exception {
    return AdmitOne.start(TestSources.withSecret().variable("PORT", "0").accepted());
  }

  /** A server that answers everything alike. */
  private static final class Stub implements AutoCloseable {
    private final HttpServer server;

    private Stub(int status, String body) throws IOException {
      server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
      server.createContext(
          "/",
          exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
          });
      server.start();
    }

    private String base() {
      return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
