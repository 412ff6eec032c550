package peer;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocketHandshake;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisAPI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tickets as one writes them on Vert.x: a random secret, whose hash is kept with what it stands for
 * until it is spent, in memory or, where {@code REDIS_URL} is set, in Redis.
 */
final class Tickets {
  private static final Pattern TICKET = Pattern.compile("admitone\\.ticket\\.([^,\\s]+)");
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final long TTL_MS = 5_000;

  private final JWTAuth tokens;
  private final Store store;

  Tickets(Vertx vertx) {
    PubSecKeyOptions secret =
        new PubSecKeyOptions().setAlgorithm("HS256").setBuffer(System.getenv("JWT_SECRET"));
    String redis = System.getenv("REDIS_URL");
    tokens = JWTAuth.create(vertx, new JWTAuthOptions().addPubSecKey(secret));
    store = redis == null ? new InMemory(vertx) : new InRedis(vertx, redis);
  }

  void issue(HttpServerRequest request) {
    String token = request.getHeader("Authorization").substring("Bearer ".length());
    tokens
        .authenticate(new TokenCredentials(token))
        .compose(this::issueTo)
        .onSuccess(
            ticket ->
                request
                    .response()
                    .putHeader("Content-Type", "application/json")
                    .putHeader("Cache-Control", "no-store")
                    .end(
                        new JsonObject()
                            .put("ticket", ticket)
                            .put("expires_in", TTL_MS / 1000)
                            .encode()))
        .onFailure(failure -> request.response().setStatusCode(401).end());
  }

  private Future<String> issueTo(User user) {
    byte[] secret = new byte[32];
    RANDOM.nextBytes(secret);
    String ticket = "wst_" + BASE64.encodeToString(secret);
    JsonObject grant =
        new JsonObject()
            .put("user", user.subject())
            .put("session", user.principal().getString("sessionId"))
            .put("issued_at", Instant.now().toString());
    return store.issue(keyOf(ticket), grant.encode()).map(ticket);
  }

  /** Whoever has a good ticket may come in, or none at all. */
  void admit(ServerWebSocketHandshake handshake) {
    String offered = handshake.headers().get("Sec-WebSocket-Protocol");
    Matcher ticket = TICKET.matcher(offered == null ? "" : offered);
    if (!ticket.find()) {
      handshake.accept();
      return;
    }
    store
        .redeem(keyOf(ticket.group(1)))
        .onComplete(
            found -> {
              if (found.succeeded() && found.result()) {
                handshake.accept();
              } else {
                handshake.reject(401);
              }
            });
  }

  private static String keyOf(String ticket) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return "peer:"
          + BASE64.encodeToString(sha.digest(ticket.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private interface Store {
    Future<?> issue(String key, String grant);

    Future<Boolean> redeem(String key);
  }

  private static final class InMemory implements Store {
    private static final Map<String, Long> UNTIL = new ConcurrentHashMap<>();

    private InMemory(Vertx vertx) {
      vertx.setPeriodic(
          1_000, id -> UNTIL.values().removeIf(until -> until <= System.currentTimeMillis()));
    }

    @Override
    public Future<?> issue(String key, String grant) {
      UNTIL.put(key, System.currentTimeMillis() + TTL_MS);
      return Future.succeededFuture();
    }

    @Override
    public Future<Boolean> redeem(String key) {
      Long until = UNTIL.remove(key);
      return Future.succeededFuture(until != null && until > System.currentTimeMillis());
    }
  }

  private static final class InRedis implements Store {
    private final RedisAPI redis;

    private InRedis(Vertx vertx, String url) {
      redis = RedisAPI.api(Redis.createClient(vertx, url));
    }

    @Override
    public Future<?> issue(String key, String grant) {
      return redis.set(List.of(key, grant, "PX", Long.toString(TTL_MS)));
    }

    @Override
    public Future<Boolean> redeem(String key) {
      return redis.getdel(key).map(grant -> grant != null);
    }
  }
}
