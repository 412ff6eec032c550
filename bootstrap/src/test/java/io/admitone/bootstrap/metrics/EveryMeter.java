package io.admitone.bootstrap.metrics;

import io.admitone.bootstrap.HappenedEvents;
import io.admitone.redis.rig.Await;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The meters of a process in which everything has happened, a collection of garbage too. */
public final class EveryMeter {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String COLLECTED = "jvm_gc_pause_seconds_max";

  private EveryMeter() {}

  /** The names that a query can ask for, and those of the families that they belong to. */
  public static Set<String> names() {
    try (PrometheusMeters meters = new PrometheusMeters()) {
      HappenedEvents.all().forEach(meters.telemetry()::record);
      meters.redis().watch(RedisMetersTest.link());
      meters.watchProcess();
      System.gc();
      Await.until(PATIENCE, "collected", () -> names(meters.text()).contains(COLLECTED));
      return names(meters.text());
    }
  }

  private static Set<String> names(String scrape) {
    return new Scrape(scrape)
        .samples().keySet().stream()
            .map(sample -> sample.replaceAll("\\{.*", ""))
            .flatMap(name -> Stream.of(name, name.replaceAll("_(bucket|count|sum|max)$", "")))
            .collect(Collectors.toCollection(TreeSet::new));
  }
}
