package io.admitone.bootstrap.tracing;

import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.sdk.trace.IdGenerator;
import java.util.function.Supplier;

/**
 * Lets a trace that begins here carry the id that the request goes by already, in its answer and on
 * its log lines. An id that is none of OpenTelemetry's gets another one for its trace.
 */
final class RootTraceIds implements IdGenerator {
  private final IdGenerator random = IdGenerator.random();
  private final ThreadLocal<String> wanted = new ThreadLocal<>();

  /** Does something in which a new trace would get this id. */
  <T> T with(String traceId, Supplier<T> beginning) {
    wanted.set(traceId);
    try {
      return beginning.get();
    } finally {
      wanted.remove();
    }
  }

  @Override
  public String generateTraceId() {
    String id = wanted.get();
    return id != null && TraceId.isValid(id) ? id : random.generateTraceId();
  }

  @Override
  public String generateSpanId() {
    return random.generateSpanId();
  }
}
