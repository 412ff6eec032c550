package io.admitone.bootstrap.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.bootstrap.HappenedEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MetricsDocumentTest {
  private static final Path PAGE = Path.of("..", "docs", "metrics.md");
  private static final Pattern ROW =
      Pattern.compile("\\| `([a-z_]+)` \\| ([a-z]+) \\|([^|]*)\\|.*");

  @Test
  void thePageListsEveryMeterWithItsTypeAndLabels() throws IOException {
    Map<String, String> page = new TreeMap<>();
    for (String line : Files.readAllLines(PAGE)) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        page.put(row.group(1), row.group(2) + " " + names(row.group(3)));
      }
    }

    try (PrometheusMeters meters = new PrometheusMeters()) {
      HappenedEvents.all().forEach(meters.telemetry()::record);
      meters.redis().watch(RedisMetersTest.link());

      assertThat(page)
          .as("docs/metrics.md against the meters of a process in which everything has happened")
          .isEqualTo(new Scrape(meters.text()).families());
    }
  }

  private static TreeSet<String> names(String cell) {
    return Pattern.compile("`([^`]+)`")
        .matcher(cell)
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
