package io.admitone.http.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import io.admitone.domain.time.Clock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The keys that an identity provider publishes, fetched on a thread of their own.
 *
 * <p>A key that is known is used at once. A set older than {@link #REFRESH_AFTER} is fetched anew
 * in the background; while that fails the old one serves for up to {@link #USABLE_FOR}. A key id
 * that the set does not have is looked for in a fresh set, so that a rotation is noticed. There is
 * one fetch at a time, and one in {@link #MIN_INTERVAL}: whoever asks in between shares the outcome
 * of the last. So a key is called unknown only by a set that is at most that old.
 *
 * <p>Of the library, the parts that wait for the network on the caller's thread are not used, nor
 * its outage cache, which answers "no such key" while the provider is down.
 */
final class JwksKeys implements Keys {
  static final Duration REFRESH_AFTER = Duration.ofMinutes(10);
  static final Duration USABLE_FOR = Duration.ofHours(12);
  static final Duration MIN_INTERVAL = Duration.ofSeconds(5);
  private static final Duration FETCH_DEADLINE = Duration.ofSeconds(5);

  private final Callable<JWKSet> source;
  private final Clock clock;
  private final ExecutorService fetcher = Executors.newSingleThreadExecutor(JwksKeys::thread);

  private volatile Optional<Fetched> latest = Optional.empty();
  private CompletableFuture<JWKSet> lastFetch =
      CompletableFuture.failedFuture(new IOException("never fetched"));
  private Instant lastFetchAt = Instant.MIN;

  /**
   * @param source fetches the set; may block, within a bound of its own
   */
  JwksKeys(Callable<JWKSet> source, Clock clock) {
    this.source = source;
    this.clock = clock;
  }

  @Override
  public CompletionStage<List<JWSVerifier>> candidates(JWSHeader header) {
    JWKSelector selector = new JWKSelector(JWKMatcher.forJWSHeader(header));
    Instant now = clock.now();
    Optional<Fetched> known = latest.filter(set -> set.isYoungerThan(USABLE_FOR, now));
    List<JWSVerifier> matching = known.map(set -> select(selector, set.keys)).orElse(List.of());
    if (matching.isEmpty()) {
      return fetch().thenApply(keys -> select(selector, keys));
    }
    if (!known.get().isYoungerThan(REFRESH_AFTER, now)) {
      fetch();
    }
    return CompletableFuture.completedFuture(matching);
  }

  private synchronized CompletionStage<JWKSet> fetch() {
    Instant now = clock.now();
    boolean due = lastFetchAt.equals(Instant.MIN) || !now.isBefore(lastFetchAt.plus(MIN_INTERVAL));
    if (lastFetch.isDone() && due && !fetcher.isShutdown()) {
      lastFetchAt = now;
      lastFetch =
          CompletableFuture.supplyAsync(() -> fetchNow(now), fetcher)
              .orTimeout(FETCH_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    }
    return lastFetch.exceptionally(JwksKeys::unavailable);
  }

  private JWKSet fetchNow(Instant startedAt) {
    try {
      JWKSet keys = source.call();
      latest = Optional.of(new Fetched(keys, startedAt));
      return keys;
    } catch (Exception e) {
      throw new CompletionException(e);
    }
  }

  private static JWKSet unavailable(Throwable failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    throw new KeysUnavailableException(
        "the key set could not be fetched: " + cause.getClass().getSimpleName());
  }

  private static List<JWSVerifier> select(JWKSelector selector, JWKSet keys) {
    List<JWSVerifier> verifiers = new ArrayList<>();
    selector.select(keys).forEach(key -> verifier(key).ifPresent(verifiers::add));
    return verifiers;
  }

  /** Empty for a key that cannot be used, so that it does not spoil the others. */
  private static Optional<JWSVerifier> verifier(JWK key) {
    try {
      if (key instanceof RSAKey rsa) {
        return Optional.of(new RSASSAVerifier(rsa.toPublicJWK()));
      }
      return key instanceof ECKey ec
          ? Optional.of(new ECDSAVerifier(ec.toPublicJWK()))
          : Optional.empty();
    } catch (JOSEException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    fetcher.shutdownNow();
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "admitone-jwks");
    thread.setDaemon(true);
    return thread;
  }

  private record Fetched(JWKSet keys, Instant at) {
    private boolean isYoungerThan(Duration age, Instant now) {
      return now.isBefore(at.plus(age));
    }
  }
}
