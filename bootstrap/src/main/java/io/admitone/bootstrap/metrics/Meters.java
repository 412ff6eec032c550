package io.admitone.bootstrap.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Short ways to register meters, each with its description. */
final class Meters {
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
    return Timer.builder(name)
        .description(description)
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

  /** Whether a meter is one of ours and not of the virtual machine. */
  static boolean isOurs(Meter.Id id) {
    return id.getName().startsWith("ws_") || id.getName().startsWith("http_");
  }
}
