package io.admitone.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import io.admitone.bootstrap.logging.WatchFilter;
import io.admitone.http.ErrorCode;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What real processes write is what the documents promise, and what is watched for. */
class CapturedLinesEndToEndTest {
  private static final Set<String> OF_EVERY_LINE =
      Set.of("@timestamp", "message", "logger", "thread", "level", "event");
  private static final Set<String> TEXT_OR_NUMBER = Set.of("code");
  private static final Set<String> NUMBERS =
      Set.of(
          "attempt",
          "attempts",
          "messages_in",
          "messages_out",
          "port",
          "sockets",
          "status",
          "unlogged");
  private static final Set<String> BOOLEANS = Set.of("ready", "devTokens");

  /** Levels that follow what the line tells. */
  private static final Map<String, String> LOUDER = Map.of("readiness_changed", "ERROR");

  /** What this run need not show: it takes a fault, another store, minutes, or bad luck. */
  private static final Set<String> UNSEEN =
      Set.of(
          "store_known_to_one_process",
          "stop_cut_off",
          "listener_failed",
          "waiting_task_failed",
          "redis_given_up",
          "redis_hides_incarnation",
          "redis_revocations_interrupted",
          "redis_revocations_resumed");

  private static final Set<String> UNSEEN_FILTERS = Set.of("stop_cut_off", "unforeseen");
  private static final Set<String> REFUSALS =
      Arrays.stream(ErrorCode.values())
          .map(code -> code.name().toLowerCase(Locale.ROOT))
          .collect(Collectors.toSet());

  private static LogTable table;
  private static CapturedLines captured;
  private static List<JsonNode> lines;
  private static List<JsonNode> events;

  @BeforeAll
  static void live() throws Exception {
    table = LogTable.read();
    captured = CapturedLines.ofARun();
    lines = captured.parsed();
    events = lines.stream().filter(line -> line.has("event")).toList();
  }

  @Test
  void areOneObjectEachOfTheFieldsThatAreListed() {
    for (JsonNode line : events) {
      assertThat(Instant.parse(line.get("@timestamp").textValue())).as("%s", line).isNotNull();
      LogTable.Event row = table.row(nameInTable(line));
      assertThat(row).as("listed: %s", line).isNotNull();
      Set<String> fields = new TreeSet<>();
      line.fieldNames().forEachRemaining(fields::add);
      assertThat(fields).as("%s", line).containsAll(OF_EVERY_LINE);
      fields.removeAll(OF_EVERY_LINE);
      assertThat(row.fields()).as("%s", line).containsAll(fields);
      assertThat(fields).as("%s", line).allSatisfy(field -> assertHasItsType(line, field));
    }
  }

  @Test
  void areAsLoudAsListed() {
    assertThat(events)
        .filteredOn(line -> !REFUSALS.contains(event(line)))
        .allSatisfy(
            line ->
                assertThat(line.get("level").textValue())
                    .as("%s", line)
                    .isIn(
                        table.row(event(line)).level().toUpperCase(Locale.ROOT),
                        LOUDER.getOrDefault(event(line), "")));
  }

  /** A library may grumble, as the driver does about a connection that was closed by both sides. */
  @Test
  void areALibrarysWhereTheyAreNoEvent() {
    assertThat(lines)
        .filteredOn(line -> !line.has("event"))
        .allSatisfy(
            line -> {
              assertThat(line.get("logger").textValue()).doesNotStartWith("io.admitone");
              assertThat(line.get("level").textValue()).as("%s", line).isEqualTo("WARN");
            });
  }

  @Test
  void showEveryEventThatARunCanShow() {
    Set<String> seen = events.stream().map(this::nameInTable).collect(Collectors.toSet());
    Set<String> expected = new TreeSet<>(table.events());
    expected.removeAll(UNSEEN);

    assertThat(seen).containsAll(expected);
  }

  @Test
  void areFoundByTheFilterOfTheirEventAndByNoOther() throws IOException {
    for (WatchFilter filter : WatchFilter.all()) {
      List<JsonNode> found = lines.stream().filter(filter::finds).toList();
      List<JsonNode> meant =
          lines.stream().filter(line -> event(line).equals(filter.name())).toList();

      assertThat(found).as("%s", filter).isEqualTo(meant);
      assertThat(found.isEmpty())
          .as("%s", filter)
          .isEqualTo(UNSEEN_FILTERS.contains(filter.name()));
    }
  }

  @Test
  void holdNoSecret() {
    assertThat(captured.texts())
        .allSatisfy(line -> assertThat(captured.secrets()).noneMatch(line::contains));
  }

  private String nameInTable(JsonNode line) {
    return REFUSALS.contains(event(line)) ? "request_refused" : event(line);
  }

  private static String event(JsonNode line) {
    return line.path("event").asText();
  }

  private static void assertHasItsType(JsonNode line, String field) {
    JsonNodeType type = line.get(field).getNodeType();
    if (TEXT_OR_NUMBER.contains(field)) {
      assertThat(type).as(field).isIn(JsonNodeType.STRING, JsonNodeType.NUMBER);
    } else {
      assertThat(type).as(field).isEqualTo(typeOf(field));
    }
  }

  private static JsonNodeType typeOf(String field) {
    if (BOOLEANS.contains(field)) {
      return JsonNodeType.BOOLEAN;
    }
    boolean isTime = field.endsWith("Ms") || field.endsWith("_ms");
    return isTime || NUMBERS.contains(field) ? JsonNodeType.NUMBER : JsonNodeType.STRING;
  }
}
