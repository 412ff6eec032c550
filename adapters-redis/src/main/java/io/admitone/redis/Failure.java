package io.admitone.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/**
 * What an exception of the driver tells an operator. The words hold no address, key or secret,
 * which the driver's own messages may.
 */
final class Failure {
  private static final int LONGEST_CHAIN = 16;

  private Failure() {}

  /** Why a connection could not be made, or a command not be ended. */
  static String inWords(Throwable thrown) {
    return serverError(thrown)
        .map(ServerError::words)
        .or(() -> network(thrown))
        .orElseGet(() -> "unforeseen: " + last(thrown).getClass().getSimpleName());
  }

  /** What the server said, if it said something that proves that nothing was done. */
  static Optional<ServerError> serverError(Throwable thrown) {
    return chain(thrown)
        .filter(RedisCommandExecutionException.class::isInstance)
        .map(Throwable::getMessage)
        .flatMap(Stream::ofNullable)
        .flatMap(message -> ServerError.of(message).stream())
        .findFirst();
  }

  private static Optional<String> network(Throwable thrown) {
    return Stream.of(
            new Sign(is(UnknownHostException.class), "the host name is not known"),
            new Sign(is(NoRouteToHostException.class), "there is no route to the host"),
            new Sign(
                is(io.netty.channel.ConnectTimeoutException.class),
                "no answer to the attempt to connect"),
            new Sign(is(ConnectException.class), "the connection was refused"),
            new Sign(
                is(SSLException.class), "the TLS handshake failed: is the certificate trusted?"),
            new Sign(Failure::isHandshakeTimeout, "connected, but the server does not answer"),
            new Sign(is(RedisCommandTimeoutException.class), "no answer in time"),
            new Sign(is(TimeoutException.class), "no answer in time"),
            new Sign(is(ClosedChannelException.class), "the connection was closed"),
            new Sign(Failure::isClosed, "the connection was lost"),
            new Sign(is(java.io.IOException.class), "the connection was lost"),
            // The driver takes this word of the server for trouble with the connection.
            new Sign(
                says("DENIED Redis is running in protected mode"),
                "the server is in protected mode: without a password it lets in its own machine alone"),
            new Sign(says("Master is null"), "Sentinel knows no master of this name"),
            new Sign(says("Cannot connect Redis Sentinel"), "no Sentinel answers"),
            new Sign(is(RedisCommandExecutionException.class), "the server answered with an error"),
            new Sign(
                says("Unable to connect"), "the connection was closed before the first answer"))
        .filter(sign -> chain(thrown).anyMatch(sign.shows))
        .map(Sign::words)
        .findFirst();
  }

  private record Sign(Predicate<Throwable> shows, String words) {}

  private static Predicate<Throwable> is(Class<? extends Throwable> type) {
    return type::isInstance;
  }

  private static Predicate<Throwable> says(String part) {
    return thrown -> thrown.getMessage() != null && thrown.getMessage().contains(part);
  }

  private static boolean isHandshakeTimeout(Throwable thrown) {
    return says("Connection initialization timed out").test(thrown);
  }

  private static boolean isClosed(Throwable thrown) {
    return says("Connection closed").or(says("Connection disconnected")).test(thrown);
  }

  private static Stream<Throwable> chain(Throwable thrown) {
    return Stream.iterate(thrown, next -> next != null, Throwable::getCause).limit(LONGEST_CHAIN);
  }

  private static Throwable last(Throwable thrown) {
    return chain(thrown).reduce(thrown, (first, second) -> second);
  }
}
