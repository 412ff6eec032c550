package io.admitone.examples.jdbc;

import io.admitone.contract.Backstage;
import io.admitone.contract.Faults;
import io.admitone.domain.ticket.TicketKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;

/** An H2 in this process, emptied for each case, and what can be seen in it. */
final class TestDatabase implements Backstage {
  private final DataSource direct = h2();
  private final BreakableConnections breakable = new BreakableConnections(direct);

  TestDatabase() {
    execute("DROP ALL OBJECTS");
    execute(table());
    execute("CREATE TABLE of_others (name VARCHAR(99) PRIMARY KEY, text VARCHAR(99))");
  }

  private static DataSource h2() {
    JdbcDataSource source = new JdbcDataSource();
    source.setURL("jdbc:h2:mem:tickets;DB_CLOSE_DELAY=-1");
    return source;
  }

  private static String table() {
    try (InputStream sql = JdbcTicketStore.class.getResourceAsStream("table.sql")) {
      return new String(sql.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the store under test is given. */
  DataSource pool() {
    return breakable.pool();
  }

  Faults faults() {
    return breakable;
  }

  @Override
  public OptionalLong records() {
    return ask("SELECT COUNT(*) FROM admitone_ticket").map(Long::parseLong).stream()
        .mapToLong(Long::longValue)
        .findFirst();
  }

  @Override
  public OptionalLong commandsSent() {
    return OptionalLong.of(breakable.commandsSent());
  }

  @Override
  public OptionalLong connections() {
    return OptionalLong.of(breakable.connections());
  }

  @Override
  public boolean damage(TicketKey key) {
    return execute(
        "UPDATE admitone_ticket SET grant_data = X'0102' WHERE ticket_key = ?", key.value());
  }

  @Override
  public boolean plant(String name, String text) {
    return execute("INSERT INTO of_others VALUES (?, ?)", name, text);
  }

  @Override
  public Optional<String> planted(String name) {
    return ask("SELECT text FROM of_others WHERE name = ?", name);
  }

  private boolean execute(String sql, String... values) {
    try (Connection connection = direct.getConnection();
        PreparedStatement statement = bound(connection, sql, values)) {
      statement.execute();
      return true;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private Optional<String> ask(String sql, String... values) {
    try (Connection connection = direct.getConnection();
        PreparedStatement statement = bound(connection, sql, values);
        ResultSet rows = statement.executeQuery()) {
      return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static PreparedStatement bound(Connection connection, String sql, String... values)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < values.length; i++) {
      statement.setString(i + 1, values[i]);
    }
    return statement;
  }
}
