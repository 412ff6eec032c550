package io.admitone.bootstrap.logging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A metric filter of CloudWatch that is shipped.
 *
 * @param name of the metric that it makes, which is the event that it is to find
 */
public record WatchFilter(String name, String pattern) {
  private static final Path TEMPLATE =
      Path.of("..", "deploy", "cloudwatch", "admitone-watch.cfn.yaml");
  private static final Pattern CONDITION =
      Pattern.compile("\\$\\.(\\w+) (?:= \"([^\"]*)\"|(NOT EXISTS))");

  public static List<WatchFilter> all() throws IOException {
    JsonNode template = new ObjectMapper(new YAMLFactory()).readTree(TEMPLATE.toFile());
    List<WatchFilter> filters = new ArrayList<>();
    template
        .get("Resources")
        .forEach(
            resource -> {
              JsonNode properties = resource.get("Properties");
              if (properties.has("FilterPattern")) {
                filters.add(
                    new WatchFilter(
                        properties.at("/MetricTransformations/0/MetricName").textValue(),
                        properties.get("FilterPattern").textValue()));
              }
            });
    return filters;
  }

  /** CloudWatch's own syntax, as far as the filters use it: terms joined by {@code &&}. */
  public boolean finds(JsonNode line) {
    String[] terms = pattern.replaceAll("^\\{ | }$", "").split(" && ");
    return Arrays.stream(terms).allMatch(term -> holds(term, line));
  }

  private static boolean holds(String term, JsonNode line) {
    Matcher condition = CONDITION.matcher(term);
    assertThat(condition.matches()).as("can be read here: %s", term).isTrue();
    JsonNode value = line.path(condition.group(1));
    return condition.group(3) == null
        ? value.asText().equals(condition.group(2))
        : value.isMissingNode();
  }
}
