package io.admitone.examples.jdbc;

import io.admitone.contract.Fault;
import io.admitone.contract.Faults;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;

/**
 * Stands between a store and its driver, and does what a driver does when its database is in
 * trouble. What is sent goes to the real database, or does not.
 *
 * <p>Statements without parameters are the store's housekeeping and no commands of a case: they are
 * neither counted, nor do they use up an answer that is to be lost.
 */
final class BreakableConnections implements Faults {
  private static final String CANNOT_CONNECT = "08001";
  private static final String CONNECTION_BROKE = "08006";
  private static final String READ_ONLY = "25006";

  private final DataSource real;
  private final AtomicLong commands = new AtomicLong();
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicReference<Trouble> trouble = new AtomicReference<>();

  BreakableConnections(DataSource real) {
    this.real = real;
  }

  private record Trouble(Fault fault, CountDownLatch over) {}

  /** Hands out the connections that break. */
  DataSource pool() {
    return as(DataSource.class, (self, method, arguments) -> connect());
  }

  long commandsSent() {
    return commands.get();
  }

  int connections() {
    return open.get();
  }

  @Override
  public Set<Fault> possible() {
    return EnumSet.complementOf(EnumSet.of(Fault.LOSES_LATEST_WRITE));
  }

  @Override
  public void begin(Fault fault) {
    trouble.set(new Trouble(fault, new CountDownLatch(1)));
  }

  @Override
  public void end() {
    Optional.ofNullable(trouble.getAndSet(null)).ifPresent(ended -> ended.over().countDown());
  }

  private boolean in(Fault fault) {
    Trouble now = trouble.get();
    return now != null && now.fault() == fault;
  }

  private Connection connect() throws SQLException {
    if (in(Fault.UNREACHABLE)) {
      throw new SQLException("connection refused", CANNOT_CONNECT);
    }
    Connection connection = real.getConnection();
    open.incrementAndGet();
    return as(
        Connection.class,
        (self, method, arguments) ->
            switch (method.getName()) {
              case "prepareStatement" ->
                  breakable((PreparedStatement) call(connection, method, arguments), arguments[0]);
              case "close" -> {
                open.decrementAndGet();
                yield call(connection, method, arguments);
              }
              default -> call(connection, method, arguments);
            });
  }

  private PreparedStatement breakable(PreparedStatement statement, Object sql) {
    boolean housekeeping = !sql.toString().contains("?");
    return as(
        PreparedStatement.class,
        (self, method, arguments) ->
            housekeeping || !method.getName().startsWith("execute")
                ? call(statement, method, arguments)
                : send(statement, method, arguments));
  }

  private Object send(PreparedStatement statement, Method method, Object[] arguments)
      throws Throwable {
    commands.incrementAndGet();
    Trouble now = trouble.get();
    if (now == null) {
      return call(statement, method, arguments);
    }
    switch (now.fault()) {
      case UNREACHABLE -> throw new SQLException("connection reset", CONNECTION_BROKE);
      case REFUSING -> throw new SQLException("read-only", READ_ONLY);
      case LOSES_NEXT_ANSWER -> {
        if (trouble.compareAndSet(now, null)) {
          call(statement, method, arguments);
          throw new SQLException("connection reset", CONNECTION_BROKE);
        }
      }
      default -> awaitEnd(now);
    }
    return call(statement, method, arguments);
  }

  /** As a driver that reads from a socket: nothing but an answer brings it back. */
  private static void awaitEnd(Trouble hang) {
    boolean over = false;
    while (!over) {
      try {
        hang.over().await();
        over = true;
      } catch (InterruptedException ignored) {
        continue;
      }
    }
  }

  private static Object call(Object real, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(real, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static <T> T as(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
