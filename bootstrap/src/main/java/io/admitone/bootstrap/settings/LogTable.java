package io.admitone.bootstrap.settings;

import java.util.List;

/** What is logged. */
final class LogTable {
  static final Setting<LogLevel> LOG_LEVEL =
      Setting.of(
              "log.level",
              Kind.oneOf(LogLevel.class),
              "The least important log lines of the service that are written.")
          .from("LOG_LEVEL")
          .byDefault("info");
  static final Setting<LogFormat> LOG_FORMAT =
      Setting.of(
              "log.format",
              Kind.oneOf(LogFormat.class),
              "Log lines for people, or one JSON object a line.")
          .byDefault("text", "json");
  static final Setting<Boolean> LOG_REQUESTS =
      Setting.of(
              "log.requests",
              Kind.flag(),
              "Whether each HTTP request has a line, with its route and never its query, in which a"
                  + " ticket may travel.")
          .byDefault("false");

  static final List<Setting<?>> ALL = List.of(LOG_LEVEL, LOG_FORMAT, LOG_REQUESTS);

  private LogTable() {}
}
