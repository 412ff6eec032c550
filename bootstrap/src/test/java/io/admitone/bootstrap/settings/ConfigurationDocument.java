package io.admitone.bootstrap.settings;

import java.util.Optional;
import java.util.stream.Collectors;

/** The page about the settings, made of their table. */
final class ConfigurationDocument {
  private ConfigurationDocument() {}

  static String text() {
    return """
        # Configuration

        <!-- Made of the table of settings in bootstrap. To write it anew:
             ./mvnw -q -pl bootstrap -am test -Dtest=ConfigurationDocumentTest -Ddocs.write \
        -Dsurefire.failIfNoSpecifiedTests=false -->

        Settings are looked for in this order; the first that is found counts:

        1. the command line: `java -jar admitone.jar --admitone.http.port=9000`
        2. system properties: `java -Dadmitone.http.port=9000 -jar admitone.jar`
        3. environment variables: `PORT=9000`
        4. the file that `admitone.config-file` names: lines such as `admitone.http.port=9000`

        A blank value counts as not given. A wrong value, a setting that does not exist, or two that
        contradict each other stop the start: the process says each reason in one sentence on
        standard error, never opens its port, and ends with status 1. Secrets are never shown. Secrets
        on a command line can be read by every user of the machine: give them as variables or in a file.

        Variables that begin with `ADMITONE_` and that Kubernetes sets for a Service called `admitone`
        (`ADMITONE_SERVICE_HOST`, `ADMITONE_PORT=tcp://…`) are left alone.

        One thing has no default and must always be set: the key of the tokens, `JWT_SECRET` or
        `JWKS_URL`. `prod` also wants `JWT_ISSUER` and `JWT_AUDIENCE`, and refuses
        `admitone.auth.dev-tokens`. The drain (its delay, its window and %s to close) must fit into
        `admitone.shutdown.timeout`.

        This build keeps tickets in memory only: `staging` and `prod`, whose default is `redis`, start
        with `ADMITONE_STORE=memory`. One process then knows its own tickets alone, so a page must
        reach the process that gave it the ticket; the start line says so.

        | setting | environment variable | it takes | default in `dev`, `test` | default in `staging`, `prod` |
        |---|---|---|---|---|
        """
            .formatted(Kind.shortly(Settings.CLOSE_WAIT.plus(Settings.STOP_MARGIN)))
        + SettingTable.ALL.stream()
            .map(ConfigurationDocument::row)
            .collect(Collectors.joining("\n", "", "\n\n## What each is for\n\n"))
        + SettingTable.ALL.stream()
            .map(setting -> "- `%s`: %s".formatted(setting.name(), setting.meaning()))
            .collect(Collectors.joining("\n", "", "\n"));
  }

  private static String row(Setting<?> setting) {
    return "| `%s` | `%s` | %s | %s | %s |"
        .formatted(
            setting.name(),
            String.join("`, `", setting.variables()),
            setting.kind().allowed(),
            value(setting.developing()),
            value(setting.serving()));
  }

  private static String value(Optional<String> text) {
    return text.map(value -> "`" + value + "`").orElse("none");
  }
}
