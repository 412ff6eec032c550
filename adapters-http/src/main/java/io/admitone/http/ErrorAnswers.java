package io.admitone.http;

import io.admitone.application.telemetry.Telemetry;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.serde.ObjectMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Makes every error answer of the service, also those that no controller of this module gives, and
 * reports each exactly once.
 *
 * <p>Thread-safe; never blocks.
 */
@Singleton
public final class ErrorAnswers {
  private final ObjectMapper json;
  private final Telemetry telemetry;

  public ErrorAnswers(ObjectMapper json, Telemetry telemetry) {
    this.json = json;
    this.telemetry = telemetry;
  }

  /**
   * The answer to a request that is refused outside of Micronaut's routes, such as an upgrade. It
   * is reported as a refused request.
   *
   * @param traceId of the request
   * @param cause for operators; never sent
   */
  public ErrorAnswer refuse(ErrorCode code, String traceId, Optional<String> cause) {
    Refusal refusal = cause.map(Refusal.of(code)::because).orElse(Refusal.of(code));
    telemetry.record(refusal.event(traceId));
    return render(refusal, traceId);
  }

  /** The same answer without a report. */
  public ErrorAnswer render(ErrorCode code, String traceId) {
    return render(Refusal.of(code), traceId);
  }

  /** The answer of a controller or filter. */
  MutableHttpResponse<byte[]> answer(HttpRequest<?> request, Refusal refusal) {
    return into(HttpResponse.ok(), request, refusal);
  }

  /** Turns a response that was begun elsewhere, such as one with {@code Allow}, into the answer. */
  MutableHttpResponse<byte[]> into(
      MutableHttpResponse<?> begun, HttpRequest<?> request, Refusal refusal) {
    Optional<Exchange> filtered = Exchange.find(request);
    Exchange exchange = filtered.orElseGet(() -> Exchange.begin(request));
    ErrorAnswer answer = render(refusal, exchange.traceId());
    MutableHttpResponse<byte[]> response =
        begun.status(HttpStatus.valueOf(answer.status())).body(answer.body());
    answer.headers().forEach(response.getHeaders()::set);
    exchange.refuse(refusal, telemetry);
    if (filtered.isEmpty()) {
      // What could not even be read as a request passes no filter.
      exchange.end(request, answer.status(), telemetry);
    }
    return response;
  }

  private ErrorAnswer render(Refusal refusal, String traceId) {
    Optional<Long> retryAfterSeconds = refusal.retryAfterSeconds();
    Map<String, String> headers = new LinkedHashMap<>(refusal.code().headers());
    headers.put("Content-Type", "application/json");
    headers.put("Cache-Control", "no-store");
    headers.put(TraceHeaders.TRACE_ID, traceId);
    retryAfterSeconds.ifPresent(seconds -> headers.put("Retry-After", seconds.toString()));
    return new ErrorAnswer(
        refusal.code().status(), headers, bytes(ErrorBody.of(refusal, traceId, retryAfterSeconds)));
  }

  private byte[] bytes(ErrorBody body) {
    try {
      return json.writeValueAsBytes(body);
    } catch (IOException e) {
      throw new UncheckedIOException("an envelope cannot be written as JSON", e);
    }
  }
}
