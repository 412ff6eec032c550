package io.admitone.examples.jdbc;

import io.admitone.domain.identity.SessionId;
import io.admitone.domain.ticket.Grant;
import io.admitone.domain.ticket.IssueOutcome;
import io.admitone.domain.ticket.RedeemOutcome;
import io.admitone.domain.ticket.RedeemOutcome.Reason;
import io.admitone.domain.ticket.RevokeOutcome;
import io.admitone.domain.ticket.StoreCapabilities;
import io.admitone.domain.ticket.TicketKey;
import io.admitone.domain.ticket.TicketStore;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import javax.sql.DataSource;

/**
 * Tickets as rows of one table, {@code admitone_ticket}; see {@code table.sql}.
 *
 * <p>Every call is one statement in a transaction of its own, so that the database itself makes it
 * one step, and its clock alone says when a ticket ends. A statement is sent once.
 *
 * <p>A failover to a replica that lagged may bring a spent row back, which is why {@link
 * StoreCapabilities#atMostOnceAcrossFailover()} is not promised.
 */
public final class JdbcTicketStore implements TicketStore {
  private static final StoreCapabilities CAPABILITIES =
      new StoreCapabilities(false, true, Duration.ofMillis(1), Duration.ofMillis(1_500));
  private static final String UNIQUE_VIOLATION = "23505";

  private static final String ISSUE =
      "INSERT INTO admitone_ticket (ticket_key, session_id, grant_data, expires_at)"
          + " VALUES (?, ?, ?, CURRENT_TIMESTAMP + CAST(? AS BIGINT) * INTERVAL '0.000001' SECOND)";
  private static final String REVOKE =
      "DELETE FROM admitone_ticket WHERE ticket_key = ? AND expires_at > CURRENT_TIMESTAMP";
  private static final String REVOKE_SESSION = "DELETE FROM admitone_ticket WHERE session_id = ?";
  private static final String PURGE =
      "DELETE FROM admitone_ticket WHERE expires_at <= CURRENT_TIMESTAMP";

  private final String redeem;
  private final BoundedCalls calls;

  /**
   * Lets go of nothing that it was given: the pool stays its owner's, also after {@link #close()}.
   *
   * @param pool of connections to the database; it should not hold a caller longer than 1.5 s
   * @param connections how many of them are used at one time
   */
  public JdbcTicketStore(DataSource pool, Dialect dialect, int connections) {
    this.redeem = dialect.redeem();
    this.calls = new BoundedCalls(pool, connections, CAPABILITIES.completionBound());
    calls.everySecond(PURGE);
  }

  @Override
  public CompletionStage<IssueOutcome> issue(TicketKey key, Grant grant, Duration ttl) {
    String name = key.value();
    byte[] session = GrantBytes.of(grant.identity().session());
    byte[] bytes = GrantBytes.of(grant);
    long ttlMicros = microsOf(ttl);
    return calls.ask(
        ISSUE,
        statement -> {
          statement.setString(1, name);
          statement.setBytes(2, session);
          statement.setBytes(3, bytes);
          statement.setLong(4, ttlMicros);
          return insert(statement);
        },
        IssueOutcome.Unavailable::new,
        IssueOutcome.Indeterminate::new);
  }

  private static IssueOutcome insert(PreparedStatement statement) throws SQLException {
    try {
      statement.executeUpdate();
      return new IssueOutcome.Issued();
    } catch (SQLException e) {
      if (UNIQUE_VIOLATION.equals(e.getSQLState())) {
        return new IssueOutcome.Collision();
      }
      throw e;
    }
  }

  @Override
  public CompletionStage<RedeemOutcome> redeem(TicketKey key) {
    String name = key.value();
    return calls.ask(
        redeem,
        statement -> {
          statement.setString(1, name);
          return judge(statement.executeQuery());
        },
        RedeemOutcome.Unavailable::new,
        RedeemOutcome.Indeterminate::new);
  }

  /** Whatever is found here is gone from the table. */
  private static RedeemOutcome judge(ResultSet found) throws SQLException {
    if (!found.next()) {
      return new RedeemOutcome.NotRedeemable(Reason.UNKNOWN);
    }
    if (found.getBoolean(2)) {
      return new RedeemOutcome.NotRedeemable(Reason.EXPIRED);
    }
    return GrantBytes.read(found.getBytes(1))
        .<RedeemOutcome>map(RedeemOutcome.Redeemed::new)
        .orElse(new RedeemOutcome.NotRedeemable(Reason.CORRUPT));
  }

  @Override
  public CompletionStage<RevokeOutcome> revoke(TicketKey key) {
    String name = key.value();
    return delete(REVOKE, statement -> statement.setString(1, name));
  }

  @Override
  public CompletionStage<RevokeOutcome> revokeSession(SessionId session) {
    byte[] bytes = GrantBytes.of(session);
    return delete(REVOKE_SESSION, statement -> statement.setBytes(1, bytes));
  }

  private CompletionStage<RevokeOutcome> delete(String sql, Binding which) {
    return calls.ask(
        sql,
        statement -> {
          which.on(statement);
          return statement.executeUpdate() > 0
              ? new RevokeOutcome.Revoked()
              : new RevokeOutcome.NothingToRevoke();
        },
        RevokeOutcome.Unavailable::new,
        RevokeOutcome.Indeterminate::new);
  }

  @FunctionalInterface
  private interface Binding {
    void on(PreparedStatement statement) throws SQLException;
  }

  @Override
  public StoreCapabilities capabilities() {
    return CAPABILITIES;
  }

  @Override
  public void close() {
    calls.close();
  }

  /** Rounded up, so that no ticket ends before its time. */
  private static long microsOf(Duration ttl) {
    if (ttl.isZero() || ttl.isNegative() || ttl.compareTo(MAX_TTL) > 0) {
      throw new IllegalArgumentException(
          "a ttl is positive and at most " + MAX_TTL + ", not " + ttl);
    }
    return (ttl.toNanos() + 999) / 1_000;
  }
}
