package io.admitone.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ServerErrorTest {
  @ParameterizedTest
  @CsvSource({
    "READONLY You can't write against a read only replica., READONLY",
    "OOM command not allowed when used memory > 'maxmemory'., OOM",
    "LOADING Redis is loading the dataset in memory, LOADING",
    "NOPERM this user has no permissions to run the 'set' command, NOPERM",
    "NOAUTH Authentication required., NOAUTH",
    "'WRONGPASS invalid username-password pair or user is disabled.', WRONGPASS",
    "MISCONF Redis is configured to save RDB snapshots, MISCONF",
    "NOREPLICAS Not enough good replicas to write., NOREPLICAS",
    "CLUSTERDOWN The cluster is down, CLUSTERDOWN",
    "MOVED 3999 127.0.0.1:6381, MOVED",
    "BUSY Redis is busy running a script., BUSY",
    "'ERR unknown command `GETDEL`, with args beginning with: ', UNKNOWN_COMMAND",
  })
  void knowsTheErrorsThatComeBeforeAnyEffect(String reply, ServerError error) {
    assertThat(ServerError.of(reply)).contains(error);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ERR syntax error", "READONLYISH", "EXECABORT", "ERR Protocol error"})
  void concludesNothingFromOthers(String reply) {
    assertThat(ServerError.of(reply)).isEmpty();
  }

  @Test
  void putsFailuresInWordsWithoutAddresses() {
    assertThat(
            Failure.inWords(
                new CompletionException(
                    new RedisConnectionException(
                        "Unable to connect to secret.host:6379",
                        new ConnectException("Connection refused: secret.host/10.0.0.1")))))
        .isEqualTo("the connection was refused");
    assertThat(
            Failure.inWords(
                new RedisConnectionException("x", new UnknownHostException("secret.host"))))
        .isEqualTo("the host name is not known");
    assertThat(
            Failure.inWords(
                new RedisConnectionException(
                    "x", new RedisCommandExecutionException("WRONGPASS invalid secret"))))
        .isEqualTo(ServerError.WRONGPASS.words());
    assertThat(
            Failure.inWords(
                new RedisConnectionException(
                    "DENIED Redis is running in protected mode because protected mode is enabled")))
        .startsWith("the server is in protected mode");
    assertThat(Failure.inWords(new RedisConnectionException("Unable to connect to secret.host")))
        .isEqualTo("the connection was closed before the first answer");
    assertThat(Failure.inWords(new RedisCommandTimeoutException("Command timed out")))
        .isEqualTo("no answer in time");
    assertThat(Failure.inWords(new RedisException("Connection disconnected")))
        .isEqualTo("the connection was lost");
    assertThat(Failure.inWords(new IllegalStateException("secret")))
        .isEqualTo("unforeseen: IllegalStateException");
  }

  @Test
  void survivesAChainOfCausesThatNeverEnds() {
    Throwable first = new IllegalStateException("a");
    first.initCause(new IllegalStateException("b", first));

    assertThat(Failure.inWords(first)).startsWith("unforeseen");
  }
}
