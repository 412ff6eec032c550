package io.admitone.bootstrap.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.bootstrap.metrics.EveryMeter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody watches a meter that does not exist. */
class WatchedMetricsTest {
  private static final Pattern METER =
      Pattern.compile("(?<![\\w.:/-])(ws|redis|http_server|jvm|process|system)_[a-z0-9_]+\\b");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "deploy/prometheus/admitone.rules.yml",
        "deploy/grafana/admitone.json",
        "deploy/helm/admitone/templates/autoscaling.yaml"
      })
  void existsForEachNameThatIsAskedFor(String file) throws IOException {
    Set<String> asked = new TreeSet<>();
    METER
        .matcher(Files.readString(Path.of("..", file)))
        .results()
        .map(match -> match.group().replaceAll("_$", ""))
        .forEach(asked::add);

    assertThat(EveryMeter.names()).containsAll(asked);
  }

  @Test
  void knowsAMeterFromOtherNames() {
    assertThat(METER.matcher("sum(rate(ws_closes_total[5m]))").results()).hasSize(1);
    assertThat(METER.matcher("job:ws_closes:sum admitone.ws_x http_requests").results()).isEmpty();
  }
}
