package io.admitone.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;
import java.util.List;

/** Whom the service takes the caller for. */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
record WhoAmIBody(
    boolean authenticated,
    String userId,
    String sessionId,
    List<String> roles,
    String authSource,
    String timestamp,
    String traceId) {

  static WhoAmIBody of(Caller caller, Instant now, String traceId) {
    return new WhoAmIBody(
        true,
        caller.identity().user().value(),
        caller.identity().session().value(),
        caller.identity().roles().stream().sorted().toList(),
        caller.source().wireName(),
        now.toString(),
        traceId);
  }
}
