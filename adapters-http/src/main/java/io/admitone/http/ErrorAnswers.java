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
import java.util.function.Function;

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

  /**
   * The answer of a filter that has more to say.
   *
   * @param body of a trace id; holds the fields of the envelope too
   */
  MutableHttpResponse<byte[]> answer(
      HttpRequest<?> request, Refusal refusal, Function<String, Object> body) {
    return into(HttpResponse.ok(), request, refusal, body);
  }

  /** Turns a response that was begun elsewhere, such as one with {@code Allow}, into the answer. */
  MutableHttpResponse<byte[]> into(
      MutableHttpResponse<?> begun, HttpRequest<?> request, Refusal refusal) {
    return into(begun, request, refusal, traceId -> ErrorBody.of(refusal, traceId));
  }

  private MutableHttpResponse<byte[]> into(
      MutableHttpResponse<?> begun,
      HttpRequest<?> request,
      Refusal refusal,
      Function<String, Object> body) {
    Optional<Exchange> filtered = Exchange.find(request);
    Exchange exchange = filtered.orElseGet(() -> Exchange.begin(request));
    String traceId = exchange.traceId();
    ErrorAnswer answer = render(refusal, traceId, body.apply(traceId));
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
    return render(refusal, traceId, ErrorBody.of(refusal, traceId));
  }

  private ErrorAnswer render(Refusal refusal, String traceId, Object body) {
    Map<String, String> headers = new LinkedHashMap<>(refusal.code().headers());
    headers.put("Content-Type", "application/json");
    headers.put("Cache-Control", "no-store");
    headers.put(TraceHeaders.TRACE_ID, traceId);
    refusal
        .retryAfterSeconds()
        .ifPresent(seconds -> headers.put("Retry-After", seconds.toString()));
    return new ErrorAnswer(refusal.code().status(), headers, bytes(body));
  }

  private byte[] bytes(Object body) {
    try {
      return json.writeValueAsBytes(body);
    } catch (IOException e) {
      throw new UncheckedIOException("an envelope cannot be written as JSON", e);
    }
  }
}
