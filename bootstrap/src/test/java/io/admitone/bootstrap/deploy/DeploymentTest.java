package io.admitone.bootstrap.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.admitone.bootstrap.settings.Settings;
import io.admitone.bootstrap.settings.TestSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The numbers of the files, together: what each file by itself cannot get wrong, they can. */
class DeploymentTest {
  /** From the end of a stop to the end of a process, on a busy machine. */
  private static final Duration MARGIN = Duration.ofSeconds(5);

  /** More than Fargate waits, whatever it is told. */
  private static final Duration FARGATE_MAX_STOP = Duration.ofSeconds(120);

  private static final String UNPRIVILEGED = "65532";

  static List<Deployment> all() {
    return Deployment.all();
  }

  @ParameterizedTest
  @MethodSource("all")
  void aStopHasTheTimeItNeeds(Deployment deployment) {
    Settings settings = deployment.settings();

    // That delay and window fit into the timeout, the service looks at itself.
    assertThat(deployment.grace())
        .isGreaterThanOrEqualTo(deployment.preStop().plus(settings.shutdownTimeout()).plus(MARGIN));
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyVariableIsASetting(Deployment deployment) throws IOException {
    assertThat(documented()).containsAll(deployment.variables().keySet());
  }

  @Test
  void theLoadBalancersOfAwsWaitLongerForSocketsThanAStopTakes() {
    for (Duration delay :
        List.of(
            attribute("ecs/target-group-attributes.json", "/Attributes", "deregistration_delay"),
            attribute(
                "ecs/admitone.cfn.yaml",
                "/Resources/TargetGroup/Properties/TargetGroupAttributes",
                "deregistration_delay"))) {
      all().stream()
          .filter(deployment -> deployment.file().startsWith("ecs/"))
          .forEach(
              deployment ->
                  assertThat(delay)
                      .as("%s", deployment)
                      .isGreaterThanOrEqualTo(deployment.grace()));
    }
  }

  @Test
  void noLoadBalancerOfAwsIsIdleBeforeTwoHeartbeats() {
    for (Duration idle :
        List.of(
            attribute("ecs/load-balancer-attributes.json", "/Attributes", "idle_timeout"),
            attribute(
                "ecs/admitone.cfn.yaml",
                "/Resources/LoadBalancer/Properties/LoadBalancerAttributes",
                "idle_timeout"))) {
      all()
          .forEach(
              deployment ->
                  assertThat(deployment.settings().sockets().heartbeatInterval().multipliedBy(2))
                      .as("%s", deployment)
                      .isLessThan(idle));
    }
  }

  @Test
  void noProxyIsIdleBeforeTwoHeartbeats() {
    Duration heartbeats = serving().sockets().heartbeatInterval().multipliedBy(2);

    assertThat(told("haproxy/haproxy.cfg", "timeout tunnel (\\S+)")).isGreaterThan(heartbeats);
    assertThat(told("nginx/admitone.conf", "proxy_read_timeout (\\w+);")).isGreaterThan(heartbeats);
  }

  @Test
  void haproxyHasNoticedBeforeTheFirstGoodbye() {
    String file = "haproxy/haproxy.cfg";
    Duration notices =
        told(file, "check inter (\\S+)")
            .multipliedBy(
                Integer.parseInt(first(DeployFile.named(file), "check inter \\S+ fall (\\d+)")));

    assertThat(notices).isLessThan(serving().drain().delay());
  }

  @Test
  void fargateWaitsAsLongAsItIsTold() {
    assertThat(all())
        .filteredOn(deployment -> deployment.file().startsWith("ecs/"))
        .allSatisfy(
            deployment -> assertThat(deployment.grace()).isLessThanOrEqualTo(FARGATE_MAX_STOP));
  }

  @Test
  void aPodMayStartAsLongAsTheStoreMayTake() {
    JsonNode probe = pod().at("/containers/0/startupProbe");
    Duration patience =
        Duration.ofSeconds(
            (long) probe.get("periodSeconds").asInt() * probe.get("failureThreshold").asInt());

    assertThat(patience).isGreaterThan(Duration.ofSeconds(8).multipliedBy(3));
  }

  @Test
  void everyPartOfTheManifestNamesTheSamePods() {
    DeployFile manifest = DeployFile.named("kubernetes/admitone.yaml");
    JsonNode labels = manifest.kind("Deployment").at("/spec/template/metadata/labels");

    assertThat(manifest.kind("Deployment").at("/spec/selector/matchLabels")).isEqualTo(labels);
    assertThat(manifest.kind("Service").at("/spec/selector")).isEqualTo(labels);
    assertThat(manifest.kind("PodDisruptionBudget").at("/spec/selector/matchLabels"))
        .isEqualTo(labels);
    assertThat(manifest.kind("NetworkPolicy").at("/spec/podSelector/matchLabels"))
        .isEqualTo(labels);
    pod()
        .get("topologySpreadConstraints")
        .forEach(spread -> assertThat(spread.at("/labelSelector/matchLabels")).isEqualTo(labels));
  }

  @Test
  void everyProbeAsksThePortThatIsThere() {
    JsonNode container = pod().at("/containers/0");
    String port = container.at("/ports/0/name").asText();

    for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
      assertThat(container.at("/" + probe + "/httpGet/port").asText()).isEqualTo(port);
    }
    assertThat(container.at("/ports/0/containerPort").asInt()).isEqualTo(8080);
  }

  @Test
  void nothingRunsAsRootOrWrites() {
    JsonNode pod = pod();
    JsonNode container = pod.at("/containers/0/securityContext");
    assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
    assertThat(pod.at("/securityContext/runAsUser").asText()).isEqualTo(UNPRIVILEGED);
    assertThat(container.get("readOnlyRootFilesystem").asBoolean()).isTrue();
    assertThat(container.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
    assertThat(DeployFile.named("Dockerfile").text())
        .containsPattern("(?m)^USER " + UNPRIVILEGED + ":" + UNPRIVILEGED + "$");
    DeployFile.named("ecs/task-definition.json")
        .tree()
        .get("containerDefinitions")
        .forEach(
            each -> {
              assertThat(each.get("readonlyRootFilesystem").asBoolean()).isTrue();
              assertThat(each.get("user").asText()).doesNotStartWith("0").isNotBlank();
            });
  }

  @Test
  void theHealthCheckIsTheSameEverywhere() {
    String command = "io.admitone.bootstrap.Main\", \"health\"";
    assertThat(DeployFile.named("Dockerfile").text()).contains(command);
    assertThat(DeployFile.named("ecs/task-definition.json").text()).contains(command);
    assertThat(DeployFile.named("ecs/admitone.cfn.yaml").text())
        .contains("io.admitone.bootstrap.Main, health]");
    assertThat(DeployFile.named("compose.yaml").text())
        .contains("io.admitone.bootstrap.Main, health, /ready]");
  }

  /** As the service behind those proxies runs: with the defaults of {@code prod}. */
  private static Settings serving() {
    return TestSources.serving("prod").accepted();
  }

  /** A time of a file, such as {@code 2m}. */
  private static Duration told(String file, String pattern) {
    return Duration.parse("PT" + first(DeployFile.named(file), pattern));
  }

  private static String first(DeployFile file, String pattern) {
    return Pattern.compile(pattern)
        .matcher(file.text())
        .results()
        .map(match -> match.group(1))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + pattern));
  }

  private static JsonNode pod() {
    return DeployFile.named("kubernetes/admitone.yaml")
        .kind("Deployment")
        .at("/spec/template/spec");
  }

  private static Duration attribute(String file, String list, String name) {
    for (JsonNode attribute : DeployFile.named(file).tree().at(list)) {
      if (attribute.get("Key").asText().startsWith(name)) {
        return Duration.ofSeconds(attribute.get("Value").asInt());
      }
    }
    throw new AssertionError(file + " has no " + name);
  }

  /** The second column of the table of settings. */
  private static Set<String> documented() throws IOException {
    return Files.readAllLines(Path.of("..", "docs", "configuration.md")).stream()
        .filter(line -> line.startsWith("| `admitone."))
        .map(line -> line.split("\\|")[2])
        .flatMap(cell -> Pattern.compile("`([A-Z_]+)`").matcher(cell).results())
        .map((MatchResult match) -> match.group(1))
        .collect(Collectors.toSet());
  }
}
