package io.admitone.http;

import io.admitone.application.session.RevokeResult;
import io.admitone.application.session.RevokeSession;
import io.admitone.domain.identity.SessionId;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.PathVariable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Ends sessions. */
@Controller("${admitone.http.base-path:/api/v1}/auth/sessions")
final class SessionController {
  private final Callers callers;
  private final RevokeSession sessions;
  private final ErrorAnswers errors;

  SessionController(Callers callers, RevokeSession sessions, ErrorAnswers errors) {
    this.callers = callers;
    this.sessions = sessions;
    this.errors = errors;
  }

  @Delete("/{sessionId}")
  @Consumes(MediaType.ALL)
  CompletionStage<HttpResponse<?>> revoke(HttpRequest<?> request, @PathVariable String sessionId) {
    return callers.identified(request, caller -> revoke(request, caller, sessionId));
  }

  private CompletionStage<HttpResponse<?>> revoke(
      HttpRequest<?> request, Caller caller, String sessionId) {
    if (sessionId.isBlank() || sessionId.length() > SessionId.MAX_LENGTH) {
      return CompletableFuture.completedFuture(
          refused(
              request,
              caller,
              Refusal.of(ErrorCode.INVALID_REQUEST)
                  .saying("A session id has 1 to 128 characters")));
    }
    return sessions
        .revoke(caller.identity(), new SessionId(sessionId), Exchange.traceId(request))
        .thenApply(result -> answer(request, caller, result));
  }

  private HttpResponse<?> answer(HttpRequest<?> request, Caller caller, RevokeResult result) {
    return result.fold(
        revoked -> HttpResponse.noContent(),
        () -> refused(request, caller, Refusal.of(ErrorCode.FORBIDDEN)),
        unavailable ->
            refused(
                request,
                caller,
                Refusal.of(ErrorCode.WS_TICKET_REDIS_NOT_READY).because(unavailable.cause())),
        failed ->
            refused(request, caller, Refusal.of(ErrorCode.INTERNAL_ERROR).because(failed.cause())));
  }

  private HttpResponse<?> refused(HttpRequest<?> request, Caller caller, Refusal refusal) {
    return errors.answer(request, refusal.of(caller.identity().session()));
  }
}
