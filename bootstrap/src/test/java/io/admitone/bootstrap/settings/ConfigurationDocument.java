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

        `REDIS_URL` takes every form that Redis is deployed in:

        | Redis is | address |
        |---|---|
        | one server | `redis://[user:password@]host[:port][/database]`; `rediss://` with TLS |
        | behind Sentinel | `redis-sentinel://[password@]host[:port],host[:port][/database]#master`; `rediss-sentinel://` with TLS |
        | a cluster | several `redis://` or `rediss://` addresses with commas between them, or one with `redis-cluster://` |

        With TLS the certificate and the host name are always verified. A private authority is named by
        `admitone.redis.trusted-certificates`; there is no way to switch the verification off. `prod`
        refuses an address without TLS on another machine unless `admitone.redis.allow-plaintext` says
        that it may. No line, metric or answer shows the credentials.

        Deployments that speak Micronaut's names are understood: `redis.uri`, and `redis.uris` with its
        commas for a cluster, as an argument (`--redis.uri=…`), a system property, a line of the file, or
        the variables `REDIS_URI` and `REDIS_URIS`. The other names of its Redis module are not read,
        because they would promise what does not hold here: `redis.servers.*` names several clients and
        this service has one store; `redis.timeout` and the pool are the supervised link's own affair
        ([011](decisions/011-supervised-link.md)); `redis.ssl` beside an address is ignored by that module
        itself, so that `rediss://` is the one way to ask for TLS; and `redis.health` opens a connection a
        probe, which readiness here never does.

        `deploy/redis/users.acl` is a Redis user with the least rights that the service needs.

        With `ADMITONE_STORE=memory` one process knows its own tickets alone, so a page must reach the
        process that gave it the ticket; the start line says so in `staging` and `prod`.

        What the start does when Redis is not there is `admitone.startup-policy`:

        | policy | the port opens | Redis is not there in time |
        |---|---|---|
        | `fail-closed` | when Redis has proved that it can be used | the process ends with status 1 after `admitone.startup-timeout` |
        | `wait` | when Redis has proved that it can be used | the process waits with its port closed, without end |
        | `degraded` | at once | what needs the store answers 503 until Redis comes; nothing needs a restart |

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
