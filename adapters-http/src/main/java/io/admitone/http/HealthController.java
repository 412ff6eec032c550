package io.admitone.http;

import io.admitone.application.lifecycle.ServiceState;
import io.admitone.domain.readiness.Readiness;
import io.admitone.domain.readiness.ReadinessProbe;
import io.admitone.domain.time.Clock;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Answers load balancers. From the kept state alone: a probe costs no call to the store and, since
 * it is no failure, no log line.
 */
@Controller
// Whatever a prober says it accepts: 406 would take a healthy process out of rotation.
@Produces(MediaType.ALL)
final class HealthController {
  private static final String UP = "UP";
  private static final String DOWN = "DOWN";

  private final ReadinessProbe probe;
  private final ServiceState service;
  private final Clock clock;
  private final HttpSettings settings;

  HealthController(ReadinessProbe probe, ServiceState service, Clock clock, HttpSettings settings) {
    this.probe = probe;
    this.service = service;
    this.clock = clock;
    this.settings = settings;
  }

  @Get(uris = {OperatorPaths.HEALTH, OperatorPaths.LIVE})
  HttpResponse<?> live() {
    return json(HttpStatus.OK, LiveBody.UP);
  }

  /** Strict: for load balancers whose other targets have stores of their own. */
  @Get(
      uris = {
        OperatorPaths.READY,
        OperatorPaths.HEALTHZ,
        "${admitone.http.base-path:/api/v1}" + OperatorPaths.READY
      })
  HttpResponse<?> ready() {
    boolean storeReady = probe.current().isReady();
    boolean draining = service.isDraining();
    Map<String, String> checks = new LinkedHashMap<>();
    checks.put(probe.dependency(), storeReady ? UP : DOWN);
    if (draining) {
      checks.put("drain", DOWN);
    }
    boolean ready = storeReady && !draining;
    return json(
        ready ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE,
        new ReadyBody(ready ? UP : "NOT_READY", ready, checks));
  }

  /** Tolerant: a store that all targets share must not take all of them out at once. */
  @Get(OperatorPaths.TOLERANT)
  HttpResponse<?> tolerant() {
    Instant now = clock.now();
    Readiness store = probe.current();
    TolerantBody body =
        new TolerantBody(
            store.isReady() ? "healthy" : "degraded",
            now.toString(),
            Duration.between(settings.startedAt(), now).toSeconds(),
            settings.version(),
            Map.of(
                probe.dependency(),
                new TolerantBody.Check(
                    store.isReady() ? "up" : "degraded",
                    StoreWords.latencyMs(probe),
                    StoreWords.of(store, now))));
    return json(service.isDraining() ? HttpStatus.SERVICE_UNAVAILABLE : HttpStatus.OK, body);
  }

  private static HttpResponse<?> json(HttpStatus status, Object body) {
    return HttpResponse.status(status).body(body).contentType(MediaType.APPLICATION_JSON_TYPE);
  }
}
