package io.admitone.examples.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import javax.sql.DataSource;

/**
 * Statements that run on threads of their own and are answered in time, also where the driver
 * blocks for ever. JDBC knows only calls that block; this is what stands between them and callers
 * that must not.
 *
 * <p>Safe for use by many threads.
 */
final class BoundedCalls {
  /** When the database gives up: sooner than we do, for its word is worth more than our guess. */
  private static final int STATEMENT_TIMEOUT_SECONDS = 1;

  private static final int MAX_WAITING = 1_000;
  private static final int PURGE_PERIOD_SECONDS = 1;

  /**
   * SQLSTATEs, or beginnings of them, by which a database says that it did not do what it was told:
   * read-only, not allowed, rolled back, out of resources, locked, cancelled, starting. What is not
   * listed, a connection that broke above all, leaves a doubt.
   */
  private static final List<String> NOT_DONE =
      List.of("25", "28", "40001", "40P01", "42", "53", "55", "57014", "57P03");

  private final DataSource pool;
  private final int boundMs;
  private final ScheduledThreadPoolExecutor workers;

  /**
   * @param bound within which every call is answered, from its beginning, waiting included
   */
  BoundedCalls(DataSource pool, int connections, Duration bound) {
    this.pool = pool;
    this.boundMs = Math.toIntExact(bound.toMillis());
    this.workers = new ScheduledThreadPoolExecutor(connections, BoundedCalls::thread);
  }

  /** Sets a statement's parameters, executes it, and reads the answer. */
  @FunctionalInterface
  interface Command<T> {
    T on(PreparedStatement statement) throws SQLException;
  }

  <T> CompletionStage<T> ask(
      String sql,
      Command<T> command,
      Function<String, T> unavailable,
      Function<String, T> indeterminate) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    // Set once: by the worker that is about to send, or by whoever decides that nothing is sent.
    AtomicBoolean settled = new AtomicBoolean();
    Function<Throwable, T> trouble =
        cause ->
            settled.compareAndSet(false, true) || isRefusal(cause)
                ? unavailable.apply(words(cause))
                : indeterminate.apply(words(cause));
    try {
      requireRoom();
      workers.execute(
          () -> {
            if (!answer.isDone()) {
              answer.complete(run(sql, command, settled, trouble));
            }
          });
    } catch (RejectedExecutionException e) {
      return CompletableFuture.completedFuture(trouble.apply(e));
    }
    return answer.orTimeout(boundMs, TimeUnit.MILLISECONDS).exceptionally(trouble);
  }

  private <T> T run(
      String sql, Command<T> command, AtomicBoolean settled, Function<Throwable, T> trouble) {
    try (Connection connection = pool.getConnection();
        PreparedStatement statement = prepare(connection, sql)) {
      if (settled.compareAndSet(false, true)) {
        return command.on(statement);
      }
      return trouble.apply(new RejectedExecutionException("given up before it was sent"));
    } catch (SQLException | RuntimeException e) {
      return trouble.apply(e);
    }
  }

  private PreparedStatement prepare(Connection connection, String sql) throws SQLException {
    connection.setAutoCommit(true);
    // A server that vanished without a word would keep the thread for hours.
    connection.setNetworkTimeout(Runnable::run, boundMs);
    PreparedStatement statement = connection.prepareStatement(sql);
    statement.setQueryTimeout(STATEMENT_TIMEOUT_SECONDS);
    return statement;
  }

  private static boolean isRefusal(Throwable cause) {
    return cause instanceof SQLException e
        && e.getSQLState() != null
        && NOT_DONE.stream().anyMatch(e.getSQLState()::startsWith);
  }

  /** Not the message, which may quote addresses and values. */
  private static String words(Throwable cause) {
    return cause instanceof SQLException e
        ? "SQLSTATE " + e.getSQLState()
        : cause.getClass().getSimpleName();
  }

  /** Does this once a second, from time to time in vain. */
  void everySecond(String sql) {
    Command<Integer> command = PreparedStatement::executeUpdate;
    workers.scheduleWithFixedDelay(
        () -> run(sql, command, new AtomicBoolean(), trouble -> 0),
        PURGE_PERIOD_SECONDS,
        PURGE_PERIOD_SECONDS,
        TimeUnit.SECONDS);
  }

  /** Calls in flight are still answered; their threads end with them. */
  void close() {
    workers.shutdown();
  }

  private void requireRoom() {
    if (workers.getQueue().size() > MAX_WAITING) {
      throw new RejectedExecutionException("too many calls wait");
    }
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "admitone-jdbc");
    thread.setDaemon(true);
    return thread;
  }
}
