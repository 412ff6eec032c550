package io.admitone.bootstrap.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.admitone.application.telemetry.TelemetryEvent;
import io.admitone.application.telemetry.TelemetryEvent.Severity;
import io.admitone.bootstrap.HappenedEvents;
import io.admitone.bootstrap.settings.LogFormat;
import io.admitone.http.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What CloudWatch is told to look for in the log is there, and nothing else is taken for it. */
class WatchedLinesTest {
  private static final Path CLOUDWATCH = Path.of("..", "deploy", "cloudwatch");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> OF_EVERY_LINE =
      Set.of("timestamp", "message", "level", "logger", "thread", "event", "traceId");

  /** Of the query language. */
  private static final Set<String> WORDS =
      Set.of("fields", "filter", "sort", "limit", "stats", "by", "in", "as", "or", "asc", "desc");

  /** Names that a query gives itself. */
  private static final Pattern GIVEN = Pattern.compile("\\bas (\\w+)");

  private final List<JsonNode> lines = everyLine();

  @Test
  void eachFilterFindsTheLinesItIsNamedAfterAndNoOther() throws IOException {
    List<WatchFilter> filters = WatchFilter.all();
    assertThat(filters).isNotEmpty();
    for (WatchFilter filter : filters) {
      assertThat(lines)
          .filteredOn(filter::finds)
          .as("%s", filter)
          .isNotEmpty()
          .allSatisfy(line -> assertThat(nameOf(line)).isEqualTo(filter.name()));
    }
  }

  @Test
  void eachQueryAsksForFieldsAndEventsThatThereAre() throws IOException {
    Set<String> fields = new TreeSet<>(OF_EVERY_LINE);
    Arrays.stream(LogEvent.values()).forEach(event -> fields.addAll(event.fields()));
    Set<String> events = new TreeSet<>();
    lines.forEach(line -> events.add(line.path("event").asText()));

    for (Path file : queries()) {
      String query = Files.readString(file).replaceAll("(?m)^#.*$", "");
      assertThat(events).as(file.toString()).containsAll(eventsOf(query));
      assertThat(fields).as(file.toString()).containsAll(fieldsOf(query));
    }
  }

  /** Everything that can happen, as the service writes it, and a fault of a library. */
  private static List<JsonNode> everyLine() {
    Lines log = new Lines(Level.TRACE);
    List<JsonNode> lines = new ArrayList<>();
    LogTelemetry telemetry = new LogTelemetry(log.logger(), true);
    for (LogEvent event : LogEvent.values()) {
      // The name of that one stands for those of the error codes.
      if (event != LogEvent.REQUEST_REFUSED) {
        write(log, lines, () -> event.on(log.logger()).write());
      }
    }
    HappenedEvents.all().forEach(event -> write(log, lines, () -> telemetry.record(event)));
    for (ErrorCode code : ErrorCode.values()) {
      TelemetryEvent refusal = HappenedEvents.requestRefused(code.name(), Severity.ERROR);
      write(log, lines, () -> telemetry.record(refusal));
    }
    write(log, lines, () -> log.logger("io.netty").error("a fault that nobody foresaw"));
    return lines;
  }

  private static void write(Lines log, List<JsonNode> lines, Runnable writes) {
    int before = log.all().size();
    writes.run();
    if (log.all().size() > before) {
      try {
        lines.add(JSON.readTree(log.lastAs(LogFormat.JSON)));
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  private static String nameOf(JsonNode line) {
    return line.has("event") ? line.get("event").textValue() : "unforeseen";
  }

  private static List<Path> queries() throws IOException {
    try (Stream<Path> files = Files.list(CLOUDWATCH.resolve("logs-insights"))) {
      return files.sorted().toList();
    }
  }

  private static Set<String> eventsOf(String query) {
    Set<String> events = new TreeSet<>();
    Pattern.compile("event in \\[([^]]*)]")
        .matcher(query)
        .results()
        .flatMap(list -> Pattern.compile("\"(\\w+)\"").matcher(list.group(1)).results())
        .forEach(event -> events.add(event.group(1)));
    return events;
  }

  private static Set<String> fieldsOf(String query) {
    Set<String> given = new TreeSet<>();
    GIVEN.matcher(query).results().forEach(match -> given.add(match.group(1)));
    Set<String> fields = new TreeSet<>();
    Pattern.compile("@?\\b([a-zA-Z_]\\w*)\\b(?!\\()")
        .matcher(query.replaceAll("\"[^\"]*\"", ""))
        .results()
        .map(match -> match.group(1))
        .filter(word -> !WORDS.contains(word) && !given.contains(word))
        .forEach(fields::add);
    return fields;
  }
}
