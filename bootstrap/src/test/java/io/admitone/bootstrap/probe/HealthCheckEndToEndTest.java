package io.admitone.bootstrap.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.application.lifecycle.ServiceState;
import io.admitone.bootstrap.AdmitOne;
import io.admitone.bootstrap.settings.TestSources;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class HealthCheckEndToEndTest {
  /** What a busy machine may take for a first answer. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @Test
  void is0ForAServerThatLivesAnd1ForOneThatLeaves() throws Exception {
    try (AdmitOne server =
        AdmitOne.start(TestSources.withSecret().argument("--admitone.http.port=0").accepted())) {
      String port = Integer.toString(server.port());
      assertThat(health(port)).isZero();
      assertThat(health(port, "/ready")).isZero();
      assertThat(health("1", "http://127.0.0.1:" + port + "/ready")).isZero();

      server.part(ServiceState.class).startDraining();

      assertThat(health(port)).isZero();
      assertThat(health(port, "/ready")).isEqualTo(1);
      assertThat(said()).endsWith(":" + port + "/ready 503");
    }
  }

  @Test
  void is1WhereNobodyListens() throws IOException {
    int nobodys;
    try (ServerSocket socket = new ServerSocket(0)) {
      nobodys = socket.getLocalPort();
    }

    assertThat(health(Integer.toString(nobodys))).isEqualTo(1);
    assertThat(said()).endsWith("/health/live gave no answer");
  }

  @Test
  void explainsItselfWhereTheArgumentsMakeNoSense() {
    assertThat(health("8080", "ready")).isEqualTo(Probe.WRONG_USAGE);
    assertThat(health("8080", "/ready", "/health")).isEqualTo(Probe.WRONG_USAGE);
    assertThat(said()).contains(HealthCheck.USAGE);
  }

  private int health(String port, String... arguments) {
    PrintStream both = new PrintStream(out, true, StandardCharsets.UTF_8);
    return HealthCheck.run(List.of(arguments), port, PATIENCE, both, both);
  }

  private String said() {
    return out.toString(StandardCharsets.UTF_8).strip();
  }
}
