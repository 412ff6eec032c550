package io.admitone.bootstrap.metrics;

import io.admitone.application.telemetry.Telemetry;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/** The meters of the service and of its virtual machine, and their text. Thread-safe. */
public final class PrometheusMeters implements AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final MeterTelemetry telemetry = new MeterTelemetry(registry);
  private final JvmGcMetrics garbageCollection = new JvmGcMetrics();

  /** Counts what happens. */
  public Telemetry telemetry() {
    return telemetry;
  }

  /** Adds the meters of the link with Redis. */
  public RedisMeters redis() {
    return new RedisMeters(registry);
  }

  /** Adds the meters of the virtual machine, which cost more to set up than all others. */
  public void watchProcess() {
    garbageCollection.bindTo(registry);
    new ClassLoaderMetrics().bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
  }

  /** All meters in Prometheus' text format 0.0.4. */
  public String text() {
    return registry.scrape();
  }

  @Override
  public void close() {
    garbageCollection.close();
    registry.close();
  }
}
