package io.admitone.bootstrap.settings;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the sources say, unread: for each setting the strongest text that is not blank, and every
 * name that means nothing.
 */
final class Given {
  private static final Pattern ARGUMENT = Pattern.compile("--([^=]+)=(.*)", Pattern.DOTALL);
  private static final String FRAMEWORK_VARIABLE = "MICRONAUT_ENVIRONMENTS";
  private static final String FRAMEWORK_PROPERTY = "micronaut.environments";

  /** What Micronaut's Redis module calls an address, and the addresses of a cluster. */
  private static final List<String> FRAMEWORK_REDIS = List.of("redis.uri", "redis.uris");

  /** What Kubernetes puts into every container for a Service whose name begins with "admitone". */
  private static final Pattern SERVICE_LINK =
      Pattern.compile(
          "ADMITONE(_.*)?_(SERVICE_HOST|SERVICE_PORT(_.+)?|PORT_[0-9]+_(TCP|UDP|SCTP)(_.+)?)");

  private static final Pattern SERVICE_LINK_PORT = Pattern.compile("ADMITONE(_.*)?_PORT");

  private static final Map<String, Setting<?>> BY_NAME =
      SettingTable.ALL.stream().collect(Collectors.toMap(Setting::name, s -> s));

  private static final Map<String, String> BY_DERIVED_VARIABLE =
      SettingTable.ALL.stream()
          .collect(Collectors.toMap(Setting::derivedVariable, s -> s.variables().get(0)));

  private static final Map<String, Setting<?>> BY_VARIABLE = new LinkedHashMap<>();

  static {
    SettingTable.ALL.forEach(s -> s.variables().forEach(name -> BY_VARIABLE.put(name, s)));
  }

  private final Map<Setting<?>, Value> values = new LinkedHashMap<>();
  private final List<String> refusals = new ArrayList<>();

  private Given() {}

  static Given in(Sources sources) {
    Given given = new Given();
    given.addArguments(sources.arguments());
    given.addSystemProperties(sources.systemProperties());
    given.addVariables(sources.environment());
    given
        .of(SettingTable.CONFIG_FILE)
        .ifPresent(path -> given.addFile(path.text(), sources.files()));
    return given;
  }

  Optional<Value> of(Setting<?> setting) {
    return Optional.ofNullable(values.get(setting));
  }

  /** Names that mean nothing, each with a sentence. */
  List<String> refusals() {
    return refusals;
  }

  private void addArguments(List<String> arguments) {
    // The last of several wins, as with most programs.
    for (int i = arguments.size() - 1; i >= 0; i--) {
      Matcher matcher = ARGUMENT.matcher(arguments.get(i));
      if (matcher.matches() && isNamed(matcher.group(1))) {
        addNamed(matcher.group(1), matcher.group(2), "--" + matcher.group(1));
      } else {
        refusals.add(
            "The argument \"%s\" is not understood: it takes --%sname=value or --help."
                .formatted(Shown.of(arguments.get(i).split("=", 2)[0]), Setting.PREFIX));
      }
    }
  }

  private static boolean isNamed(String argument) {
    return argument.startsWith(Setting.PREFIX) || FRAMEWORK_REDIS.contains(argument);
  }

  private void addSystemProperties(Map<String, String> properties) {
    properties.forEach(
        (name, text) -> {
          if (name.startsWith(Setting.PREFIX)) {
            addNamed(name, text, "-D" + name);
          }
        });
    Optional.ofNullable(properties.get(FRAMEWORK_PROPERTY))
        .ifPresent(
            text -> add(SettingTable.ENVIRONMENT, onlyOurs(text), "-D" + FRAMEWORK_PROPERTY));
    FRAMEWORK_REDIS.forEach(
        name ->
            Optional.ofNullable(properties.get(name))
                .ifPresent(text -> add(StoreTable.REDIS_URL, text, "-D" + name)));
  }

  private void addVariables(Map<String, String> environment) {
    SettingTable.ALL.forEach(
        setting ->
            setting
                .variables()
                .forEach(
                    name ->
                        Optional.ofNullable(environment.get(name))
                            .map(text -> name.equals(FRAMEWORK_VARIABLE) ? onlyOurs(text) : text)
                            .ifPresent(text -> add(setting, text, name))));
    environment.forEach(
        (name, text) -> {
          if (isUnknownVariable(name, text)) {
            refuseUnknown(name, meantVariable(name));
          }
        });
  }

  private void addFile(String path, Sources.PropertiesFile files) {
    try {
      files
          .read(path)
          .forEach((name, text) -> addNamed(name, text, name + " in " + Shown.of(path)));
    } catch (IOException | RuntimeException e) {
      refusals.add(
          "The file \"%s\" of %s cannot be read: it takes the path of a readable file of properties."
              .formatted(Shown.of(path), SettingTable.CONFIG_FILE.name()));
    }
  }

  private void addNamed(String name, String text, String source) {
    Setting<?> setting = FRAMEWORK_REDIS.contains(name) ? StoreTable.REDIS_URL : BY_NAME.get(name);
    if (setting == null) {
      refuseUnknown(name, Nearest.to(name, BY_NAME.keySet()));
    } else {
      add(setting, text, source);
    }
  }

  /** A blank text counts as not given: that is what an unset variable looks like in a template. */
  private void add(Setting<?> setting, String text, String source) {
    if (!text.isBlank()) {
      // White space may be a part of a key.
      String kept = setting.kind().secret() ? text : text.strip();
      values.putIfAbsent(setting, new Value(kept, source));
    }
  }

  private void refuseUnknown(String name, Optional<String> meant) {
    String guess = meant.map(near -> "; did you mean " + near + "?").orElse(".");
    refusals.add("There is no setting " + Shown.of(name) + guess);
  }

  /** Some variables are older than the prefix and go without it: PORT, JWT_SECRET. */
  private static Optional<String> meantVariable(String name) {
    return Optional.of(name.substring(Setting.VARIABLE_PREFIX.length()))
        .filter(BY_VARIABLE::containsKey)
        .or(() -> Optional.ofNullable(BY_DERIVED_VARIABLE.get(name)))
        .or(() -> Nearest.to(name, BY_VARIABLE.keySet()));
  }

  private static boolean isUnknownVariable(String name, String text) {
    return name.startsWith(Setting.VARIABLE_PREFIX)
        && !BY_VARIABLE.containsKey(name)
        && !SERVICE_LINK.matcher(name).matches()
        && !(SERVICE_LINK_PORT.matcher(name).matches() && text.contains("://"));
  }

  /** The framework's list may name clouds and the like; one environment of ours must be in it. */
  private static String onlyOurs(String list) {
    List<String> ours =
        Arrays.stream(list.split(","))
            .map(String::strip)
            .filter(name -> SettingTable.ENVIRONMENT.kind().reader().apply(name).isPresent())
            .toList();
    return ours.size() == 1 ? ours.get(0) : list;
  }

  /**
   * A text as it was given.
   *
   * @param source by what: an argument, a variable, a property
   */
  record Value(String text, String source) {}
}
