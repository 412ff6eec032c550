package io.admitone.bootstrap.docs;

import io.admitone.application.connection.CloseCode;
import io.admitone.application.telemetry.TelemetryEvent.AdviceReason;
import io.admitone.application.telemetry.TelemetryEvent.IssueResultKind;
import io.admitone.application.telemetry.TelemetryEvent.SendFailed;
import io.admitone.bootstrap.metrics.EveryMeter;
import io.admitone.http.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The names by which other systems know this one, taken from the code, or from the table in a
 * document that a test compares with the code.
 */
final class KnownNames {
  private static final Pattern SETTING =
      Pattern.compile("(?<![\\w/.-])(admitone\\.[a-z][a-z0-9.-]*[a-z0-9])(?![\\w*])");
  private static final Pattern CAPITALS =
      Pattern.compile("(?<![\\w$/.])([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)\\b");
  private static final Pattern SNAKE = Pattern.compile("`([a-z][a-z0-9]*(?:_[a-z0-9]+)+)[`{]");
  private static final Pattern METER =
      Pattern.compile(
          "(?<![\\w.:/-])((?:ws|redis|http_server|jvm|process|system)_[a-z0-9_]+)\\b(?![*:])");
  private static final Pattern CLOSE =
      Pattern.compile("(?<![\\w.,:#-])(?<!: )(?<!\\d )(10[01]\\d|4\\d{3})(?![\\w,%]|\\.\\d)");
  private static final Pattern CELL = Pattern.compile("(?m)(?<=^\\| |`, |\\| )`([^`|]+)`");
  private static final Pattern WORD = Pattern.compile("\\b([A-Za-z][A-Za-z0-9_]*)\\b");

  /** Names that look like settings: files, attributes of spans, properties of the tests. */
  private static final Pattern NO_SETTING =
      Pattern.compile(
          "admitone\\.(?:.*\\.)?(?:jar|json|conf|yaml|yml)|admitone\\.(?:outcome|trace|v1|ticket.*)"
              + "|admitone\\.(?:attacks|contract\\.seed|rooms\\.(?:many|seconds)|version)"
              + "|admitone\\.bootstrap");

  /** Of other programs. */
  private static final Set<String> FOREIGN =
      Set.of(
          "ADMITONE_PORT",
          "ADMITONE_SERVICE_HOST",
          "CAPABILITY_IAM",
          "OTEL_EXPORTER_OTLP_ENDPOINT",
          "OTEL_SDK_DISABLED",
          "OTEL_SERVICE_NAME",
          "OTEL_TRACES_EXPORTER",
          "OTEL_TRACES_SAMPLER",
          "deregistration_delay",
          "master_replid",
          "run_id");

  private static final List<Enum<?>[]> TABLES =
      List.of(
          ErrorCode.values(),
          CloseCode.values(),
          AdviceReason.values(),
          IssueResultKind.values(),
          SendFailed.Reason.values());

  /** Whose tables a test compares with the code. */
  private static final List<String> COMPARED_PAGES =
      List.of("docs/configuration.md", "docs/logging.md");

  /** Where other names are at home. */
  private static final List<String> SOURCES =
      List.of(
          "protocol/asyncapi.yaml",
          "protocol/openapi.yaml",
          "protocol/message-errors.json",
          "deploy/redis/users.acl",
          "client/src/errors.ts",
          "client/src/ticket.ts",
          "client/src/driver.ts",
          "adapters-redis/src/test/java/io/admitone/redis/rig/RedisSearch.java");

  private final Set<String> names;
  private final Set<String> codes;

  private KnownNames(Set<String> names, Set<String> codes) {
    this.names = names;
    this.codes = codes;
  }

  static KnownNames learn() throws IOException {
    Set<String> names = new HashSet<>(FOREIGN);
    names.addAll(EveryMeter.names());
    // The client calls an answer that is not ours by its status.
    IntStream.range(400, 600).forEach(status -> names.add("HTTP_" + status));
    TABLES.forEach(table -> Arrays.stream(table).map(Enum::name).forEach(names::add));
    TABLES.forEach(table -> Arrays.stream(table).map(KnownNames::lower).forEach(names::add));
    Arrays.stream(CloseCode.values()).map(CloseCode::reason).forEach(names::add);
    for (String page : COMPARED_PAGES) {
      Document.read(Path.of(page)).find(CELL).forEach(names::add);
    }
    for (String source : SOURCES) {
      Document.read(Path.of(source)).find(WORD).forEach(names::add);
    }
    return new KnownNames(names, closeCodes());
  }

  private static Set<String> closeCodes() {
    return Arrays.stream(CloseCode.values())
        .map(code -> Integer.toString(code.code()))
        .collect(Collectors.toSet());
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** What a document names and nobody knows. */
  Set<String> strangersIn(Document document) {
    Set<String> strangers = new LinkedHashSet<>();
    Stream.of(CAPITALS, SNAKE, METER)
        .flatMap(document::find)
        .filter(name -> !names.contains(name))
        .forEach(strangers::add);
    document
        .find(SETTING)
        .filter(name -> !names.contains(name) && !NO_SETTING.matcher(name).matches())
        .forEach(strangers::add);
    document.find(CLOSE).filter(code -> !codes.contains(code)).forEach(strangers::add);
    return strangers;
  }
}
