package io.admitone.bootstrap.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.IntSupplier;

/** Short ways to register meters, each with its description. */
final class Meters {
  /** Buckets for what a request waits for. */
  static final Duration[] QUICK = {
    Duration.ofMillis(1),
    Duration.ofMillis(2),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2500),
    Duration.ofSeconds(5)
  };

  private final MeterRegistry registry;

  Meters(MeterRegistry registry) {
    this.registry = registry;
  }

  Counter counter(String name, String description, String... labels) {
    return Counter.builder(name).description(description).tags(labels).register(registry);
  }

  /** A counter for each constant, so that counting is a look into an array. */
  <E extends Enum<E>> Map<E, Counter> counters(
      Class<E> type, String name, String description, String label) {
    return each(type, one -> counter(name, description, label, word(one)));
  }

  Timer timer(String name, String description, Tags labels) {
    return Timer.builder(name).description(description).tags(labels).register(registry);
  }

  /** A histogram with these buckets and no others. */
  Timer histogram(String name, String description, Duration... buckets) {
    return histogram(name, description, Tags.empty(), buckets);
  }

  /** A histogram with these buckets and no others. */
  Timer histogram(String name, String description, Tags labels, Duration... buckets) {
    return Timer.builder(name)
        .description(description)
        .tags(labels)
        .serviceLevelObjectives(buckets)
        .register(registry);
  }

  /** The number to be changed by the caller. The registry holds on to it: it cannot be lost. */
  AtomicInteger gauge(String name, String description, String... labels) {
    AtomicInteger number = new AtomicInteger();
    Gauge.builder(name, number, AtomicInteger::get)
        .description(description)
        .tags(labels)
        .strongReference(true)
        .register(registry);
    return number;
  }

  /** A number that is asked for at each scrape. The registry holds on to the one to ask. */
  void gauge(String name, String description, IntSupplier number, String... labels) {
    Gauge.builder(name, number::getAsInt).description(description).tags(labels).register(registry);
  }

  static <E extends Enum<E>, T> Map<E, T> each(Class<E> type, Function<E, T> make) {
    Map<E, T> made = new EnumMap<>(type);
    for (E one : type.getEnumConstants()) {
      made.put(one, make.apply(one));
    }
    return made;
  }

  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
