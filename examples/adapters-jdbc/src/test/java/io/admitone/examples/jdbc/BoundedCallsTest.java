package io.admitone.examples.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.contract.Fault;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class BoundedCallsTest {
  private static final String INSERT = "INSERT INTO of_others VALUES (?, 'there')";

  private final TestDatabase database = new TestDatabase();
  private final BoundedCalls calls = new BoundedCalls(database.pool(), 1, Duration.ofMillis(100));

  @AfterEach
  void close() {
    database.faults().end();
    calls.close();
  }

  @Test
  void neverSendsWhatWasUnavailableWhileItWaited() {
    database.faults().begin(Fault.HANGING);

    CompletableFuture<String> sent = insert("sent");
    CompletableFuture<String> waiting = insert("waiting");

    assertThat(within(sent)).isEqualTo("indeterminate");
    assertThat(within(waiting)).isEqualTo("unavailable");
    database.faults().end();
    assertThat(within(insert("later"))).isEqualTo("done");
    assertThat(database.planted("sent")).isPresent();
    assertThat(database.planted("waiting")).isEmpty();
  }

  @Test
  void turnsCallsAwayAtOnceWhenTooManyWait() {
    database.faults().begin(Fault.HANGING);

    List<CompletableFuture<String>> flood =
        IntStream.range(0, 1_100).mapToObj(i -> insert("call " + i)).toList();

    assertThat(flood.get(1_099)).isCompletedWithValue("unavailable");
  }

  @Test
  void leavesADoubtWhenTheStatementFailsForNoKnownReason() {
    CompletableFuture<String> call =
        calls
            .ask(
                INSERT,
                statement -> {
                  throw new IllegalStateException("a driver's own fault");
                },
                cause -> "unavailable",
                cause -> "indeterminate")
            .toCompletableFuture();

    assertThat(within(call)).isEqualTo("indeterminate");
  }

  private CompletableFuture<String> insert(String name) {
    return calls
        .ask(
            INSERT,
            statement -> insert(statement, name),
            cause -> "unavailable",
            cause -> "indeterminate")
        .toCompletableFuture();
  }

  private static String insert(PreparedStatement statement, String name) throws SQLException {
    statement.setString(1, name);
    statement.executeUpdate();
    return "done";
  }

  private static String within(CompletableFuture<String> call) {
    return call.orTimeout(10, TimeUnit.SECONDS).join();
  }
}
