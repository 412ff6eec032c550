package io.admitone.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SocketOptions.KeepAliveOptions;
import io.lettuce.core.SocketOptions.TcpUserTimeoutOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.EpollProvider;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The driver, set up so that it does nothing of its own accord: it neither reconnects nor keeps
 * commands for later. With its defaults it sends a {@code GETDEL} whose answer was lost again after
 * a reconnect, and reports our own redemption as a ticket that was never there.
 */
final class Lettuce implements AutoCloseable {
  /** The smallest number that the driver accepts; one connection uses one thread. */
  private static final int THREADS = 2;

  private static final Duration KEEPALIVE_IDLE = Duration.ofSeconds(10);
  private static final Duration KEEPALIVE_INTERVAL = Duration.ofSeconds(5);
  private static final int KEEPALIVE_COUNT = 3;
  private static final Duration UNACKNOWLEDGED_LIMIT = Duration.ofSeconds(5);
  private static final Duration OPENING_LIMIT = Duration.ofMillis(500);
  private static final Duration SHUTDOWN_LIMIT = Duration.ofSeconds(2);

  private static final RedisCodec<String, byte[]> CHANNEL_CODEC =
      RedisCodec.of(Request.CODEC, ByteArrayCodec.INSTANCE);

  private final RedisSettings settings;
  private final CommandTimes times;
  private final ClientResources resources;
  private final RedisClient client;
  private final Set<CompletableFuture<?>> underWay = ConcurrentHashMap.newKeySet();

  /**
   * @param times hears of commands that serve requests
   */
  Lettuce(RedisSettings settings, CommandTimes times) {
    this.settings = settings;
    this.times = times;
    this.resources =
        ClientResources.builder()
            .ioThreadPoolSize(THREADS)
            .computationThreadPoolSize(THREADS)
            .commandLatencyRecorder(CommandLatencyRecorder.disabled())
            .build();
    this.client = RedisClient.create(resources);
    client.setOptions(options(settings));
  }

  /** Who hears how long commands took. */
  CommandTimes times() {
    return times;
  }

  static ClientOptions options(RedisSettings settings) {
    ClientOptions.Builder options =
        ClientOptions.builder()
            .autoReconnect(false)
            .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
            .requestQueueSize(settings.maxPending())
            .timeoutOptions(TimeoutOptions.enabled())
            .socketOptions(socketOptions(settings));
    settings
        .trustedCertificates()
        .ifPresent(
            pem ->
                options.sslOptions(
                    SslOptions.builder().jdkSslProvider().trustManager(pem.toFile()).build()));
    return options.build();
  }

  private static SocketOptions socketOptions(RedisSettings settings) {
    SocketOptions.Builder socket =
        SocketOptions.builder().connectTimeout(settings.connectTimeout()).keepAlive(true);
    // Elsewhere than on Linux the driver cannot set these and says so at each connection.
    if (EpollProvider.isAvailable()) {
      socket
          .keepAlive(
              KeepAliveOptions.builder()
                  .enable()
                  .idle(KEEPALIVE_IDLE)
                  .interval(KEEPALIVE_INTERVAL)
                  .count(KEEPALIVE_COUNT)
                  .build())
          .tcpUserTimeout(
              TcpUserTimeoutOptions.builder()
                  .enable()
                  .tcpUserTimeout(UNACKNOWLEDGED_LIMIT)
                  .build());
    }
    return socket.build();
  }

  /**
   * A connection whose commands have as long as connecting has, until it is in a {@link #hurry}.
   */
  CompletionStage<StatefulRedisConnection<String, String>> connectPatiently(RedisURI uri) {
    return connect(uri, settings.connectTimeout());
  }

  /** From now on commands on this connection have the usual time. */
  void hurry(StatefulRedisConnection<String, String> connection) {
    connection.setTimeout(settings.commandTimeout());
  }

  /**
   * Connects and logs in; fails if that takes longer than two connect timeouts.
   *
   * @param uri with the limit for the login as its timeout
   * @param commandTimeout for the commands on this connection
   */
  CompletionStage<StatefulRedisConnection<String, String>> connect(
      RedisURI uri, Duration commandTimeout) {
    return opened(client.connectAsync(Request.CODEC, uri), commandTimeout);
  }

  /** The same for a connection that hears channels, whose messages are bytes. */
  CompletionStage<StatefulRedisPubSubConnection<String, byte[]>> connectToHear(RedisURI uri) {
    return opened(client.connectPubSubAsync(CHANNEL_CODEC, uri), settings.connectTimeout());
  }

  private <C extends StatefulConnection<?, ?>> CompletionStage<C> opened(
      CompletionStage<C> connecting, Duration commandTimeout) {
    CompletableFuture<C> opened = new CompletableFuture<>();
    CompletableFuture<?> opening =
        connecting
            .toCompletableFuture()
            .whenComplete((connection, thrown) -> handOver(connection, thrown, opened));
    // From here: the first call loads the driver, which may take seconds on a busy machine.
    opened.orTimeout(settings.connectTimeout().multipliedBy(2).toNanos(), TimeUnit.NANOSECONDS);
    underWay.add(opening);
    opening.whenComplete((connection, thrown) -> underWay.remove(opening));
    return opened.thenApply(
        connection -> {
          connection.setTimeout(commandTimeout);
          return connection;
        });
  }

  private static <C extends StatefulConnection<?, ?>> void handOver(
      C connection, Throwable thrown, CompletableFuture<C> opened) {
    if (thrown != null) {
      opened.completeExceptionally(thrown);
    } else if (!opened.complete(connection)) {
      // It comes after its time, and nobody else would ever close it.
      connection.closeAsync();
    }
  }

  @Override
  public void close() {
    awaitOpenings();
    long limitMs = SHUTDOWN_LIMIT.toMillis();
    client.shutdown(0, limitMs, TimeUnit.MILLISECONDS);
    resources.shutdown(0, limitMs, TimeUnit.MILLISECONDS).awaitUninterruptibly(limitMs);
  }

  /**
   * A connection that is being made when its threads end makes the driver's network layer shout.
   */
  private void awaitOpenings() {
    CompletableFuture.allOf(underWay.toArray(CompletableFuture<?>[]::new))
        .completeOnTimeout(null, OPENING_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionally(thrown -> null)
        .join();
  }
}
