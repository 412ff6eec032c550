package io.admitone.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.bootstrap.SpanCollector.ReceivedSpan;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Spans of the packed program, at a collector. */
class TracingEndToEndTest {
  private static final String SECRET = "the-secret-of-the-process-under-test-0001";
  private static final String CALLER = "00f067aa0ba902b7";

  @Test
  void aTicketsWayIsSeenByACollectorUnderTheTraceIdOfTheAnswers() throws Exception {
    try (SpanCollector collector = new SpanCollector();
        ServerProcess server =
            ServerProcess.run(
                Map.of(
                    "JWT_SECRET",
                    SECRET,
                    "PORT",
                    "0",
                    "OTEL_EXPORTER_OTLP_ENDPOINT",
                    collector.endpoint(),
                    "OTEL_BSP_SCHEDULE_DELAY",
                    "100"),
                List.of())) {
      Visitor visitor = new Visitor(server.port());
      String token = visitor.token("sess_traced");

      HttpResponse<String> issued = visitor.askForTicket(token);
      String ticket = Visitor.ticketOf(issued);
      assertThat(visitor.connect(ticket).isAdmitted()).isTrue();
      String theirs = "0af7651916cd43dd8448eb211c80319c";
      visitor.askForTicket(token, "00-" + theirs + "-" + CALLER + "-01");

      server.await("spans at the collector", () -> collector.spans().size() >= 6);
      ReceivedSpan issue = only(collector, "issue ticket", traceIdOf(issued));
      assertThat(issue.parentId()).isEmpty();
      assertThat(only(collector, "store issue", issue.traceId()).parentId())
          .isEqualTo(issue.spanId());
      ReceivedSpan redeem =
          collector.spans().stream()
              .filter(span -> span.name().equals("redeem ticket"))
              .findFirst()
              .orElseThrow();
      assertThat(only(collector, "store redeem", redeem.traceId()).parentId())
          .isEqualTo(redeem.spanId());
      assertThat(server.out()).contains("traceId=" + redeem.traceId());
      assertThat(only(collector, "issue ticket", theirs).parentId()).isEqualTo(CALLER);
      server.terminate();
      assertThat(server.exitCode()).isZero();
      assertThat(collector.everything())
          .contains("admitone")
          .doesNotContain(ticket, ticket.substring(4), token, SECRET);
    }
  }

  @Test
  void nothingOfItIsLoadedUnlessItIsAskedFor() throws Exception {
    try (ServerProcess server =
        ServerProcess.run(Map.of("JWT_SECRET", SECRET, "PORT", "0"), List.of("-Xlog:class+load"))) {
      Visitor visitor = new Visitor(server.port());
      assertThat(visitor.connect(visitor.ticket(visitor.token("sess_plain"))).isAdmitted())
          .isTrue();

      assertThat(server.out())
          .contains("io.admitone.bootstrap.tracing.Traces ")
          .doesNotContain("io.opentelemetry.", "OpenTelemetryTraces", "TracedTicketStore");
    }
  }

  @Test
  void aCollectorThatIsNotThereHoldsNothingUp() throws Exception {
    try (ServerProcess server =
        ServerProcess.run(
            Map.of(
                "JWT_SECRET", SECRET,
                "PORT", "0",
                "OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9"),
            List.of())) {
      Visitor visitor = new Visitor(server.port());
      assertThat(visitor.connect(visitor.ticket(visitor.token("sess_alone"))).isAdmitted())
          .isTrue();

      server.terminate();

      assertThat(server.exitCode()).isZero();
    }
  }

  private static ReceivedSpan only(SpanCollector collector, String name, String traceId) {
    List<ReceivedSpan> found =
        collector.spans().stream()
            .filter(span -> span.name().equals(name) && span.traceId().equals(traceId))
            .toList();
    assertThat(found).as("%s of %s in %s", name, traceId, collector.spans()).hasSize(1);
    return found.get(0);
  }

  private static String traceIdOf(HttpResponse<String> response) throws Exception {
    return Visitor.json(response).get("traceId").textValue();
  }
}
