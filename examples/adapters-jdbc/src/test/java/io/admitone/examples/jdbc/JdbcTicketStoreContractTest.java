package io.admitone.examples.jdbc;

import io.admitone.contract.Backstage;
import io.admitone.contract.Faults;
import io.admitone.contract.TicketStoreContract;
import io.admitone.domain.ticket.TicketStore;

final class JdbcTicketStoreContractTest extends TicketStoreContract {
  private final TestDatabase database = new TestDatabase();

  @Override
  protected TicketStore openStore() {
    return new JdbcTicketStore(database.pool(), Dialect.OLD_TABLE, 8);
  }

  @Override
  protected Faults faults() {
    return database.faults();
  }

  @Override
  protected Backstage backstage() {
    return database;
  }
}
