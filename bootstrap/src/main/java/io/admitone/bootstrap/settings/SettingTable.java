package io.admitone.bootstrap.settings;

import java.util.List;
import java.util.stream.Stream;

/**
 * Every setting of the service, those of each subject in a table of its own. Its documentation and
 * its usage text are made of this.
 */
final class SettingTable {
  static final Setting<Environment> ENVIRONMENT =
      Setting.of(
              "environment",
              Kind.oneOf(Environment.class),
              "What the process is for; it decides the defaults of the other settings.")
          .from("ADMITONE_ENVIRONMENT", "MICRONAUT_ENVIRONMENTS")
          .byDefault("dev");
  static final Setting<String> CONFIG_FILE =
      Setting.of(
          "config-file",
          Kind.text("the path of a file", ".+"),
          "A file of `name=value` lines (Java properties, UTF-8) with settings under the names of"
              + " this table.");

  /** In the order in which they are documented. */
  static final List<Setting<?>> ALL =
      Stream.of(
              List.of(ENVIRONMENT, CONFIG_FILE),
              StoreTable.ALL,
              RoomTable.ALL,
              HttpTable.ALL,
              TokenTable.ALL,
              TicketTable.ALL,
              SocketTable.ALL,
              StopTable.ALL,
              LogTable.ALL)
          .<Setting<?>>flatMap(List::stream)
          .toList();

  private SettingTable() {}
}
