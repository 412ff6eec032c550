package io.admitone.http;

import io.admitone.http.token.TokenResult;
import io.admitone.http.token.TokenVerifier;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Lets nobody through whose token does not hold. */
@Singleton
final class Callers {
  private static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD);

  private final TokenVerifier tokens;
  private final Origins origins;
  private final ErrorAnswers errors;
  private final Optional<String> cookieName;

  Callers(TokenVerifier tokens, Origins origins, ErrorAnswers errors, HttpSettings settings) {
    this.tokens = tokens;
    this.origins = origins;
    this.errors = errors;
    this.cookieName = settings.sessionCookie();
  }

  /** What {@code then} answers to a verified caller; a refusal to anybody else. */
  CompletionStage<HttpResponse<?>> identified(
      HttpRequest<?> request, Function<Caller, CompletionStage<HttpResponse<?>>> then) {
    Optional<Credentials> credentials = Credentials.of(request, cookieName);
    if (credentials.isEmpty()) {
      return refuse(request, Refusal.of(ErrorCode.UNAUTHORIZED).because("no single token"));
    }
    Caller.Source source = credentials.get().source();
    if (couldBeForged(request, source)) {
      return refuse(
          request,
          Refusal.of(ErrorCode.ORIGIN_NOT_ALLOWED).because("a change by cookie without Origin"));
    }
    return tokens
        .verify(credentials.get().token())
        .thenCompose(result -> decide(request, result, source, then));
  }

  /** The same for callers with the role {@code admin} alone. */
  CompletionStage<HttpResponse<?>> admin(
      HttpRequest<?> request, Function<Caller, CompletionStage<HttpResponse<?>>> then) {
    return identified(
        request,
        caller ->
            caller.identity().isAdmin()
                ? then.apply(caller)
                : refuse(request, Refusal.of(ErrorCode.FORBIDDEN).of(caller.identity().session())));
  }

  /** A cookie comes along whoever wrote the page; only the origin tells who did. */
  private boolean couldBeForged(HttpRequest<?> request, Caller.Source source) {
    return source == Caller.Source.COOKIE
        && !SAFE.contains(request.getMethod())
        && origins.allowed(request).isEmpty();
  }

  private CompletionStage<HttpResponse<?>> decide(
      HttpRequest<?> request,
      TokenResult result,
      Caller.Source source,
      Function<Caller, CompletionStage<HttpResponse<?>>> then) {
    return result.fold(
        verified -> then.apply(new Caller(verified.identity(), source)),
        () -> refuse(request, Refusal.of(ErrorCode.TOKEN_EXPIRED)),
        () -> refuse(request, Refusal.of(ErrorCode.MISSING_SESSION)),
        invalid -> refuse(request, Refusal.of(ErrorCode.UNAUTHORIZED).because(invalid.cause())),
        keysUnavailable ->
            refuse(
                request,
                Refusal.of(ErrorCode.TOKEN_KEYS_UNAVAILABLE).because(keysUnavailable.cause())));
  }

  private CompletionStage<HttpResponse<?>> refuse(HttpRequest<?> request, Refusal refusal) {
    return CompletableFuture.completedFuture(errors.answer(request, refusal));
  }
}
