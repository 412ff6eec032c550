package io.admitone.bootstrap.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Who is woken finds a section that says what to do. */
class RunbookTest {
  private static final Path RUNBOOK = Path.of("..", "docs", "runbook.md");
  private static final List<String> PARTS =
      List.of("**Means.**", "**Look.**", "**Do.**", "**Roll back.**");

  @Test
  void hasASectionForEachAlertAndForNoOther() throws IOException {
    assertThat(sections()).extracting(Section::name).containsExactlyInAnyOrderElementsOf(names());
  }

  @Test
  void saysInEachSectionWhatItMeansWhereToLookAndWhatToDo() throws IOException {
    assertThat(sections())
        .allSatisfy(section -> assertThat(section.text()).as(section.name()).contains(PARTS));
  }

  @Test
  void isWhereEachAlertSays() {
    assertThat(alerts())
        .allSatisfy(
            alert ->
                assertThat(alert.at("/annotations/runbook").asText())
                    .isEqualTo(
                        "docs/runbook.md#" + alert.get("alert").asText().toLowerCase(Locale.ROOT)));
  }

  @Test
  void hasTheSectionThatEachAlarmOfCloudWatchNames() throws IOException {
    String alarms = DeployFile.named("cloudwatch/admitone-watch.cfn.yaml").text();
    List<String> named =
        Pattern.compile("Runbook: (\\w+)").matcher(alarms).results().map(m -> m.group(1)).toList();

    assertThat(named)
        .hasSize(Pattern.compile("AlarmName:").matcher(alarms).results().toList().size());
    assertThat(sections()).extracting(Section::name).containsAll(named);
  }

  @Test
  void everyAlertIsTestedToFireAndNotToFire() {
    List<String> firing = new ArrayList<>();
    List<String> silent = new ArrayList<>();
    for (JsonNode test :
        DeployFile.named("prometheus/admitone.rules.test.yml").tree().get("tests")) {
      for (JsonNode check : test.get("alert_rule_test")) {
        (check.get("exp_alerts").isEmpty() ? silent : firing).add(check.get("alertname").asText());
      }
    }

    assertThat(firing).containsAll(names());
    assertThat(silent).containsAll(names());
  }

  private static List<JsonNode> alerts() {
    List<JsonNode> alerts = new ArrayList<>();
    for (JsonNode group : DeployFile.named("prometheus/admitone.rules.yml").tree().get("groups")) {
      for (JsonNode rule : group.get("rules")) {
        if (rule.has("alert")) {
          alerts.add(rule);
        }
      }
    }
    return alerts;
  }

  private static List<String> names() {
    return alerts().stream().map(alert -> alert.get("alert").asText()).toList();
  }

  private static List<Section> sections() throws IOException {
    List<Section> sections = new ArrayList<>();
    for (String part : Files.readString(RUNBOOK).split("(?m)^### ")) {
      if (part.startsWith("AdmitOne")) {
        sections.add(new Section(part.lines().findFirst().orElseThrow(), part));
      }
    }
    return sections;
  }

  private record Section(String name, String text) {}
}
