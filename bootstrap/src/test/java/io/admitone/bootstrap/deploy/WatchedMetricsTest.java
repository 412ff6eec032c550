package io.admitone.bootstrap.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.bootstrap.metrics.EveryMeter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody watches a meter that does not exist. */
class WatchedMetricsTest {
  private static final Pattern METER =
      Pattern.compile("(?<![\\w.:/-])(ws|redis|http_server|jvm|process|system)_[a-z0-9_]+\\b");

  /** Names that look like meters: log events and metrics that filters make of them. */
  private static final Set<String> EVENTS = events();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "deploy/prometheus/admitone.rules.yml",
        "deploy/grafana/admitone.json",
        "deploy/helm/admitone/templates/autoscaling.yaml",
        "docs/runbook.md",
        "docs/capacity.md",
        "docs/deployment.md",
        "docs/canary.md"
      })
  void existsForEachNameThatIsAskedFor(String file) throws IOException {
    Set<String> asked = new TreeSet<>();
    METER
        .matcher(Files.readString(Path.of("..", file)))
        .results()
        .map(match -> match.group().replaceAll("_$", ""))
        .filter(name -> !EVENTS.contains(name))
        .forEach(asked::add);

    assertThat(EveryMeter.names()).containsAll(asked);
  }

  @Test
  void knowsAMeterFromAnEvent() {
    assertThat(METER.matcher("sum(rate(ws_closes_total[5m]))").results()).hasSize(1);
    assertThat(METER.matcher("job:ws_closes:sum admitone.ws_x http_requests").results()).isEmpty();
    assertThat(EVENTS).contains("redis_connect_fail").doesNotContain("ws_closes_total");
  }

  private static Set<String> events() {
    try (Stream<String> lines = Files.lines(Path.of("..", "docs", "logging.md"))) {
      Set<String> events = new TreeSet<>();
      lines
          .filter(line -> line.startsWith("| `"))
          .map(line -> line.split("`")[1])
          .forEach(events::add);
      events.add("ws_ticket_redis_not_ready");
      return events;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
