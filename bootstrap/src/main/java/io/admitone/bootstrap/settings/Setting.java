package io.admitone.bootstrap.settings;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One thing that an operator may choose.
 *
 * @param name as on the command line and in files, such as {@code admitone.http.port}
 * @param variables the environment variables that set it, the first of them the one to use
 * @param developing its value where nobody chose one, in {@code dev} and {@code test}
 * @param serving its value where nobody chose one, in {@code staging} and {@code prod}
 * @param meaning one sentence
 */
record Setting<T>(
    String name,
    List<String> variables,
    Kind<T> kind,
    Optional<String> developing,
    Optional<String> serving,
    String meaning) {
  static final String PREFIX = "admitone.";
  static final String VARIABLE_PREFIX = "ADMITONE_";

  /** A setting with the environment variable that its name gives, and without a default. */
  static <T> Setting<T> of(String shortName, Kind<T> kind, String meaning) {
    return new Setting<>(
        PREFIX + shortName,
        List.of(derivedVariable(PREFIX + shortName)),
        kind,
        Optional.empty(),
        Optional.empty(),
        meaning);
  }

  /** The environment variable that the name gives, whether or not it is the one in use. */
  String derivedVariable() {
    return derivedVariable(name);
  }

  private static String derivedVariable(String name) {
    return name.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
  }

  /** The same under the environment variables that deployments already use. */
  Setting<T> from(String... names) {
    return new Setting<>(name, List.of(names), kind, developing, serving, meaning);
  }

  Setting<T> byDefault(String everywhere) {
    return byDefault(everywhere, everywhere);
  }

  Setting<T> byDefault(String inDevAndTest, String inStagingAndProd) {
    return new Setting<>(
        name, variables, kind, Optional.of(inDevAndTest), Optional.of(inStagingAndProd), meaning);
  }

  /** The same with a default for {@code dev} and {@code test} only. */
  Setting<T> whileDeveloping(String inDevAndTest) {
    return new Setting<>(
        name, variables, kind, Optional.of(inDevAndTest), Optional.empty(), meaning);
  }

  Optional<T> defaultIn(Environment environment) {
    return (environment.isDeveloping() ? developing : serving).flatMap(kind.reader());
  }

  /** Why a value is refused, in one sentence. */
  String refusal(String text, String source) {
    String shown = kind.secret() ? "" : " \"" + Shown.of(text) + "\"";
    return "The value%s of %s (%s) is refused: it takes %s."
        .formatted(shown, name, source, kind.allowed());
  }
}
