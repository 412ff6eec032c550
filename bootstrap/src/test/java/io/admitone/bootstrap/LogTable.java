package io.admitone.bootstrap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What {@code docs/logging.md} promises to whoever reads the log by a machine. */
final class LogTable {
  private static final Path PAGE = Path.of("..", "docs", "logging.md");
  private static final Pattern ROW = Pattern.compile("\\| `([a-z_]+)` \\| (\\w+) \\|([^|]*)\\|.*");
  private static final Pattern NAME = Pattern.compile("`([^`]+)`");

  private final Map<String, Event> events;

  /** One row. */
  record Event(String level, Set<String> fields) {}

  private LogTable(Map<String, Event> events) {
    this.events = events;
  }

  static LogTable read() throws IOException {
    Map<String, Event> events = new LinkedHashMap<>();
    for (String line : Files.readAllLines(PAGE)) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        events.put(row.group(1), new Event(row.group(2), names(row.group(3))));
      }
    }
    return new LogTable(events);
  }

  Set<String> events() {
    return events.keySet();
  }

  Event row(String event) {
    return events.get(event);
  }

  private static Set<String> names(String cell) {
    List<MatchResult> names = NAME.matcher(cell).results().toList();
    return names.stream().map(name -> name.group(1)).collect(Collectors.toSet());
  }
}
