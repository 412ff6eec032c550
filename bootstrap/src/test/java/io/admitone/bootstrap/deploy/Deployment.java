package io.admitone.bootstrap.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import io.admitone.bootstrap.settings.Settings;
import io.admitone.bootstrap.settings.TestSources;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How one file runs the service.
 *
 * @param variables the environment of the process, without what a secret adds
 * @param preStop that the platform waits before SIGTERM
 * @param grace from the beginning of that to SIGKILL
 */
record Deployment(String file, Map<String, String> variables, Duration preStop, Duration grace) {
  /** What an operator's secrets hold. */
  private static final Map<String, String> SECRETS = Map.of("REDIS_URL", "rediss://redis.example");

  @Override
  public String toString() {
    return file;
  }

  static List<Deployment> all() {
    return List.of(kubernetes(), taskDefinition(), cloudFormation(), compose());
  }

  /** What the service makes of it; fails where the service would not start. */
  Settings settings() {
    TestSources sources = TestSources.empty();
    SECRETS.forEach(sources::variable);
    variables.forEach(sources::variable);
    return sources.accepted();
  }

  private static Deployment kubernetes() {
    String file = "kubernetes/admitone.yaml";
    JsonNode pod = DeployFile.named(file).kind("Deployment").at("/spec/template/spec");
    JsonNode container = pod.at("/containers/0");
    return new Deployment(
        file,
        pairs(container.get("env"), "name", "value"),
        seconds(container.at("/lifecycle/preStop/sleep/seconds")),
        seconds(pod.get("terminationGracePeriodSeconds")));
  }

  private static Deployment taskDefinition() {
    String file = "ecs/task-definition.json";
    JsonNode container =
        DeployFile.only(
            DeployFile.named(file).tree().get("containerDefinitions"), "name", "admitone");
    return new Deployment(
        file,
        pairs(container.get("environment"), "name", "value"),
        Duration.ZERO,
        seconds(container.get("stopTimeout")));
  }

  private static Deployment cloudFormation() {
    String file = "ecs/admitone.cfn.yaml";
    JsonNode container =
        DeployFile.named(file)
            .tree()
            .at("/Resources/TaskDefinition/Properties/ContainerDefinitions/0");
    Map<String, String> variables = pairs(container.get("Environment"), "Name", "Value");
    // What a parameter of the stack gives.
    variables.put("ALLOWED_ORIGINS", "https://app.example.com");
    variables.put("JWKS_URL", "https://id.example.com/keys");
    return new Deployment(file, variables, Duration.ZERO, seconds(container.get("StopTimeout")));
  }

  private static Deployment compose() {
    String file = "compose.yaml";
    JsonNode service = DeployFile.named(file).tree().at("/services/admitone");
    Map<String, String> variables = new LinkedHashMap<>();
    service
        .get("environment")
        .properties()
        .forEach(entry -> variables.put(entry.getKey(), filled(entry.getValue().asText())));
    return new Deployment(
        file,
        variables,
        Duration.ZERO,
        Duration.parse("PT" + service.get("stop_grace_period").asText()));
  }

  /** {@code ${NAME:-default}} as Compose fills it in, and a secret for what has no default. */
  private static String filled(String value) {
    return value
        .replaceAll("\\$\\{\\w+:-([^}]*)}", "$1")
        .replaceAll("\\$\\{\\w+:\\?[^}]*}", TestSources.SECRET);
  }

  private static Map<String, String> pairs(JsonNode list, String name, String value) {
    Map<String, String> pairs = new LinkedHashMap<>();
    list.forEach(entry -> pairs.put(entry.get(name).asText(), entry.get(value).asText()));
    return pairs;
  }

  private static Duration seconds(JsonNode number) {
    return Duration.ofSeconds(number.asInt());
  }
}
