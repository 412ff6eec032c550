package io.admitone.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * One connection with one life of one server. It is not mended when it breaks: what was sent on it
 * is not sent again, and what another life of the server says is not taken for this one's word.
 *
 * <p>Thread-safe.
 */
final class Node {
  /** A probe that was written and, by accident, not removed. */
  private static final Duration PROBE_TTL = Duration.ofSeconds(5);

  private final Lettuce lettuce;
  private final RedisURI uri;
  private final StatefulRedisConnection<String, String> connection;
  private final RedisClock clock;
  private final RedisKeys.Probe probe;
  private final ServerInfo info;

  /** Scripts that the server has run on this connection. */
  private final Set<Script> known = ConcurrentHashMap.newKeySet();

  private Node(
      Lettuce lettuce,
      RedisURI uri,
      StatefulRedisConnection<String, String> connection,
      RedisClock clock,
      RedisKeys.Probe probe,
      ServerInfo info) {
    this.lettuce = lettuce;
    this.uri = uri;
    this.connection = connection;
    this.clock = clock;
    this.probe = probe;
    this.info = info;
  }

  /**
   * Connects, learns who the server is and proves that it can be used; fails with {@link
   * UnusableServer} if it cannot.
   *
   * @param clock learns the server's time
   * @param probe names that this server has and that nobody else uses
   */
  static CompletionStage<Node> open(
      Lettuce lettuce, RedisURI uri, RedisClock clock, RedisKeys.Probe probe) {
    return lettuce
        .connectPatiently(uri)
        .thenCompose(
            connection ->
                who(connection)
                    .thenApply(info -> new Node(lettuce, uri, connection, clock, probe, info))
                    .thenCompose(node -> node.beat().thenApply(node::usable))
                    .whenComplete((node, thrown) -> keepIfProved(connection, thrown)));
  }

  private static CompletionStage<ServerInfo> who(
      StatefulRedisConnection<String, String> connection) {
    Request<String> server = Request.info("server");
    Request<String> replication = Request.info("replication");
    connection.dispatch(List.of(server, replication));
    return text(server).thenCombine(text(replication), ServerInfo::new).thenApply(Node::supported);
  }

  private static ServerInfo supported(ServerInfo info) {
    if (info.isTooOld()) {
      throw new UnusableServer(info.product() + " is too old: 6.2 or later is needed");
    }
    return info;
  }

  private Node usable(Beat beat) {
    if (beat.verdict() != Beat.Verdict.ALIVE) {
      throw new UnusableServer(beat.cause());
    }
    lettuce.hurry(connection);
    return this;
  }

  private static void keepIfProved(
      StatefulRedisConnection<String, String> connection, Throwable thrown) {
    if (thrown != null) {
      connection.closeAsync();
    }
  }

  /** The name by which it was called. */
  String host() {
    return uri.getHost();
  }

  Incarnation incarnation() {
    return info.incarnation();
  }

  String server() {
    return info.product();
  }

  /** Sends one command. */
  <T> CompletionStage<Reply<T>> send(Request<T> request) {
    request.measure(lettuce.times());
    connection.dispatch(request);
    return request.reply();
  }

  /** Sends a command for which nobody waits. */
  <T> CompletionStage<Reply<T>> sendUnmeasured(Request<T> request) {
    connection.dispatch(request);
    return request.reply();
  }

  /**
   * Runs a script in one step. Until the server has run it once it gets the text of it: were it
   * asked by the hash and did not know it, a later call could come before an earlier one.
   */
  CompletionStage<Reply<List<Object>>> run(Script script, List<String> keys, List<byte[]> values) {
    return known.contains(script)
        ? send(Request.evalsha(script, keys, values))
            .thenCompose(
                reply ->
                    reply.fails(ServerError.NOSCRIPT)
                        ? runText(script, keys, values)
                        : CompletableFuture.completedFuture(reply))
        : runText(script, keys, values);
  }

  private CompletionStage<Reply<List<Object>>> runText(
      Script script, List<String> keys, List<byte[]> values) {
    return send(Request.eval(script, keys, values))
        .thenApply(
            reply -> {
              if (reply.isAnswered()) {
                known.add(script);
              }
              return reply;
            });
  }

  /** Sends several commands in one go; the server runs them in this order. */
  void sendAll(List<? extends Request<?>> requests) {
    requests.forEach(request -> request.measure(lettuce.times()));
    connection.dispatch(requests);
  }

  /**
   * Does what issuing and redeeming a ticket does, with keys of its own among those of tickets, and
   * asks whether the server is still in the life that was connected to.
   */
  CompletionStage<Beat> beat() {
    List<Request<?>> writes =
        List.of(
            Request.zadd(probe.session(), 0, "probe"),
            Request.pexpire(probe.session(), PROBE_TTL),
            Request.setIfAbsent(probe.ticket(), "probe", PROBE_TTL),
            Request.getdel(probe.ticket()),
            Request.unlink(List.of(probe.session())));
    Request<List<String>> time = Request.time();
    Request<String> replication = Request.info("replication");
    long askedAt = System.nanoTime();
    time.thenAccept(answer -> learnTime(answer, askedAt));
    // Not by way of sendAll: nobody waits for these, and times are measured for those who wait.
    connection.dispatch(Stream.concat(writes.stream(), Stream.of(time, replication)).toList());
    return allAlive(writes).thenCombine(sameLife(replication), Beat::and);
  }

  private void learnTime(List<String> answer, long askedAt) {
    long seconds = Long.parseLong(answer.get(0));
    long micros = Long.parseLong(answer.get(1));
    clock.learn(TimeUnit.SECONDS.toMicros(seconds) + micros, askedAt, System.nanoTime());
  }

  private static CompletionStage<Beat> allAlive(List<Request<?>> requests) {
    CompletionStage<Beat> all = CompletableFuture.completedFuture(Beat.ALIVE);
    for (Request<?> request : requests) {
      all = all.thenCombine(alive(request), Beat::and);
    }
    return all;
  }

  private static <T> CompletionStage<Beat> alive(Request<T> request) {
    return request
        .reply()
        .thenApply(
            reply ->
                reply.fold(
                    answered -> Beat.ALIVE,
                    noEffect -> Beat.useless(noEffect.cause()),
                    inDoubt -> Beat.silent(inDoubt.cause())));
  }

  private CompletionStage<Beat> sameLife(Request<String> replication) {
    return text(replication)
        .thenApply(info::withReplication)
        .thenApply(
            now ->
                now.incarnation().equals(incarnation())
                    ? Beat.ALIVE
                    : Beat.useless("the server has changed its master"))
        .exceptionally(thrown -> Beat.silent("no answer in time"));
  }

  /** What the server tells of itself; nothing where it refuses to. */
  private static CompletionStage<String> text(Request<String> request) {
    return request.exceptionally(
        thrown -> {
          if (thrown instanceof RedisCommandExecutionException) {
            return "";
          }
          throw new UnusableServer(Failure.inWords(thrown));
        });
  }

  /**
   * Another connection with the same server, for commands that wait there.
   *
   * @param commandTimeout for commands on it
   */
  CompletionStage<StatefulRedisConnection<String, String>> openAnother(Duration commandTimeout) {
    return lettuce.connect(uri, commandTimeout);
  }

  /**
   * A connection with the same server that hears channels.
   *
   * @param sharded whether the channels belong to slots
   */
  CompletionStage<Subscriber> openSubscriber(boolean sharded, Subscriber.Ear ear) {
    return lettuce
        .connectToHear(uri)
        .thenApply(connection -> new Subscriber(connection, sharded, ear));
  }

  /** A channel whose slot this server has and that nobody else uses. */
  String probeChannel() {
    return probe.channel();
  }

  /** Whether the server is known to have channels that belong to slots, as Redis has since 7. */
  boolean shardsChannels() {
    return info.shardsChannels();
  }

  void whenLost(Consumer<String> listener) {
    connection.addListener(
        new RedisConnectionStateListener() {
          @Override
          public void onRedisDisconnected(RedisChannelHandler<?, ?> gone) {
            listener.accept("the connection was closed");
          }
        });
    if (!connection.isOpen()) {
      listener.accept("the connection was closed");
    }
  }

  /** Needed also after the connection has ended: the driver keeps what nobody has closed. */
  CompletionStage<Void> close() {
    return connection.closeAsync();
  }
}
