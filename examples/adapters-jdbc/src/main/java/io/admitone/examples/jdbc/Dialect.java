package io.admitone.examples.jdbc;

/**
 * How a database says "remove this row and show me what it was" in one statement. All else that the
 * store says both understand.
 */
public enum Dialect {
  /** PostgreSQL's words. */
  RETURNING(
      "DELETE FROM admitone_ticket WHERE ticket_key = ?"
          + " RETURNING grant_data, expires_at <= CURRENT_TIMESTAMP"),

  /** The words of the SQL standard, as H2 knows them. */
  OLD_TABLE(
      "SELECT grant_data, expires_at <= CURRENT_TIMESTAMP"
          + " FROM OLD TABLE (DELETE FROM admitone_ticket WHERE ticket_key = ?)");

  private final String redeem;

  Dialect(String redeem) {
    this.redeem = redeem;
  }

  String redeem() {
    return redeem;
  }
}
