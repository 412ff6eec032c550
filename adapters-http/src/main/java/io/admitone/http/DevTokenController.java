package io.admitone.http;

import io.admitone.domain.identity.Identity;
import io.admitone.domain.identity.SessionId;
import io.admitone.domain.identity.UserId;
import io.admitone.http.token.DevTokens;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.cookie.Cookie;
import io.micronaut.http.cookie.SameSite;
import io.micronaut.json.tree.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Gives anybody a token for any identity, so that development needs no identity provider. Exists
 * only where a {@link DevTokens} is provided.
 */
@Controller("${admitone.http.base-path:/api/v1}/auth/token")
@Requires(beans = DevTokens.class)
final class DevTokenController {
  private static final String WANTED =
      "userId and sessionId must be short texts, roles and rooms short lists of them";

  private final DevTokens tokens;
  private final JsonObjects json;
  private final ErrorAnswers errors;
  private final Optional<String> cookieName;

  DevTokenController(
      DevTokens tokens, JsonObjects json, ErrorAnswers errors, HttpSettings settings) {
    this.tokens = tokens;
    this.json = json;
    this.errors = errors;
    this.cookieName = settings.sessionCookie();
  }

  @Post
  @Consumes(MediaType.ALL)
  CompletionStage<HttpResponse<?>> mint(HttpRequest<?> request) {
    return json.read(
        request,
        body -> CompletableFuture.completedFuture(mint(request, body)),
        refusal -> errors.answer(request, refusal));
  }

  private HttpResponse<?> mint(HttpRequest<?> request, JsonNode wanted) {
    try {
      return answer(request, identity(wanted));
    } catch (IllegalArgumentException e) {
      return errors.answer(request, Refusal.of(ErrorCode.INVALID_REQUEST).saying(WANTED));
    }
  }

  private HttpResponse<?> answer(HttpRequest<?> request, Identity identity) {
    String token = tokens.mint(identity);
    MutableHttpResponse<?> response =
        HttpResponse.ok(
                new DevTokenBody(
                    token,
                    identity.session().value(),
                    tokens.life().toSeconds(),
                    Exchange.traceId(request)))
            .header(HttpHeaders.CACHE_CONTROL, "no-store");
    cookieName.ifPresent(name -> response.cookie(cookie(name, token)));
    return response;
  }

  private Cookie cookie(String name, String token) {
    return Cookie.of(name, token)
        .httpOnly(true)
        .secure(true)
        .sameSite(SameSite.Lax)
        .path("/")
        .maxAge(tokens.life());
  }

  private static Identity identity(JsonNode wanted) {
    return new Identity(
        new UserId(text(wanted, "userId").orElse("dev-user")),
        new SessionId(text(wanted, "sessionId").orElseGet(() -> "sess_" + UUID.randomUUID())),
        Set.copyOf(texts(wanted, "roles")),
        texts(wanted, "rooms"));
  }

  private static Optional<String> text(JsonNode wanted, String field) {
    return field(wanted, field).map(DevTokenController::requireText);
  }

  private static List<String> texts(JsonNode wanted, String field) {
    List<String> texts = new ArrayList<>();
    field(wanted, field)
        .map(DevTokenController::requireArray)
        .ifPresent(array -> array.values().forEach(value -> texts.add(requireText(value))));
    return texts;
  }

  private static Optional<JsonNode> field(JsonNode wanted, String field) {
    return Optional.ofNullable(wanted.get(field)).filter(value -> !value.isNull());
  }

  private static String requireText(JsonNode value) {
    if (!value.isString()) {
      throw new IllegalArgumentException("not a string");
    }
    return value.getStringValue();
  }

  private static JsonNode requireArray(JsonNode value) {
    if (!value.isArray()) {
      throw new IllegalArgumentException("not a list");
    }
    return value;
  }
}
