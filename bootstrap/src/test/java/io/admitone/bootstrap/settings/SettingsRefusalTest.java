package io.admitone.bootstrap.settings;

import static io.admitone.bootstrap.settings.TestSources.empty;
import static io.admitone.bootstrap.settings.TestSources.serving;
import static io.admitone.bootstrap.settings.TestSources.withSecret;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsRefusalTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ADMITONE_ENVIRONMENT     | production            | dev or test or staging or prod",
        "MICRONAUT_ENVIRONMENTS   | ec2                   | dev or test or staging or prod",
        "MICRONAUT_ENVIRONMENTS   | dev,prod              | dev or test or staging or prod",
        "ADMITONE_STORE           | mongo                 | memory or redis",
        "ADMITONE_STARTUP_POLICY  | open                  | fail-closed or wait or degraded",
        "REDIS_FAIL_CLOSED        | maybe                 | true or false",
        "ADMITONE_STARTUP_TIMEOUT | 8000                  | a time from 1s to 300s",
        "ADMITONE_STARTUP_TIMEOUT | soon                  | a time from 1s to 300s",
        "PORT                     | 65536                 | a whole number from 0 to 65535",
        "PORT                     | -1                    | a whole number from 0 to 65535",
        "PORT                     | http                  | a whole number from 0 to 65535",
        "LOG_LEVEL                | loud                  | trace or debug or info or warn or error",
        "ADMITONE_LOG_FORMAT      | xml                   | text or json",
        "JWKS_URL                 | id.example.com        | an http or https address",
        "ADMITONE_JWT_ALGORITHM   | none                  | HS256 or RS256 or ES256",
        "ALLOWED_ORIGINS          | *                     | origins as browsers send them",
        "ALLOWED_ORIGINS          | https://a.example/    | origins as browsers send them",
        "ALLOWED_ORIGINS          | https://A.example     | origins as browsers send them",
        "ALLOWED_ORIGINS          | https://a.example:443 | origins as browsers send them",
        "ALLOWED_ORIGINS          | https://a.example,    | origins as browsers send them",
        "ALLOWED_ORIGINS          | null                  | origins as browsers send them",
        "WS_HEARTBEAT_INTERVAL_MS | 25 seconds            | a time from 100ms to 600s",
        "WS_CONNECTION_TIMEOUT_MS | 0                     | a time from 100ms to 600s",
        "WS_TICKET_TTL_SECONDS    | 4                     | a time from 5s to 300s",
        "WS_TICKET_TTL_SECONDS    | 301                   | a time from 5s to 300s",
        "ADMITONE_HTTP_BASE_PATH  | api/v1/               | a path such as /api/v1",
        "ADMITONE_WS_ADMISSION_RATE | 0                   | off or a whole number from 1",
        "ADMITONE_TICKETS_PER_MINUTE | many               | a whole number from 1",
        "ADMITONE_WS_CLIENT_AUTHENTICATION | no           | required or optional",
        "ADMITONE_AUTH_DEV_TOKENS | 1                     | true or false",
        "ADMITONE_REDIS_RETRY_WAITS | 1s,,2s              | times from 10ms to 300s parted by commas",
        "ADMITONE_REDIS_RETRY_WAITS | 0s                  | times from 10ms to 300s parted by commas",
        "REDIS_TRUSTED_CERTIFICATES | no-such.pem         | the path of a readable file of X.509",
        "REDIS_TRUSTED_CERTIFICATES | pom.xml             | the path of a readable file of X.509",
      })
  void namesTheSettingTheValueAndWhatIsAllowed(String variable, String value, String allowed) {
    var refusals = withSecret().variable(variable, value).refused();

    assertThat(refusals.get(0))
        .contains("admitone.")
        .contains("(" + variable + ")")
        .contains("\"" + value + "\"")
        .contains("it takes " + allowed)
        .endsWith(".");
  }

  @Test
  void neverStartsWithoutAKey() {
    for (String environment : new String[] {"dev", "test", "staging", "prod"}) {
      assertThat(serving(environment).without("JWT_SECRET").refused())
          .singleElement()
          .asString()
          .contains("JWT_SECRET", "JWKS_URL", "Neither");
    }
  }

  @Test
  void refusesTwoSourcesOfKeys() {
    assertThat(withSecret().variable("JWKS_URL", "https://id.example.com/keys").refused())
        .singleElement()
        .asString()
        .contains("JWT_SECRET", "JWKS_URL", "Both");
  }

  @Test
  void refusesAShortSecretWithoutShowingIt() {
    String shortSecret = "only-31-bytes-long-and-no-more!";

    assertThat(empty().variable("JWT_SECRET", shortSecret).refused())
        .singleElement()
        .asString()
        .contains("admitone.jwt.secret", "JWT_SECRET", "at least 32 bytes")
        .doesNotContain(shortSecret);
  }

  @Test
  void refusesARedisAddressWithoutShowingItsPassword() {
    assertThat(withSecret().variable("REDIS_URL", "http://user:hush@r1").refused())
        .singleElement()
        .asString()
        .contains("REDIS_URL", "redis://")
        .doesNotContain("hush");
  }

  @Test
  void showsNothingOfAnArgumentBeyondItsName() {
    assertThat(withSecret().argument("--jwt.secret=hush").argument("hello").refused())
        .hasSize(2)
        .anySatisfy(refusal -> assertThat(refusal).contains("\"hello\""))
        .anySatisfy(refusal -> assertThat(refusal).contains("\"--jwt.secret\""))
        .noneSatisfy(refusal -> assertThat(refusal).contains("hush"));
  }

  @Test
  void refusesAnAlgorithmThatTheKeysAreNotFor() {
    assertThat(withSecret().argument("--admitone.jwt.algorithm=RS256").refused())
        .singleElement()
        .asString()
        .contains("admitone.jwt.algorithm", "\"RS256\"", "it takes HS256");
    assertThat(
            empty()
                .variable("JWKS_URL", "https://id.example.com/keys")
                .argument("--admitone.jwt.algorithm=HS256")
                .refused())
        .singleElement()
        .asString()
        .contains("admitone.jwt.algorithm", "\"HS256\"", "it takes RS256 or ES256");
  }

  @Test
  void refusesDevTokensInProd() {
    assertThat(serving("prod").variable("ADMITONE_AUTH_DEV_TOKENS", "true").refused())
        .singleElement()
        .asString()
        .contains("admitone.auth.dev-tokens", "\"true\"", "prod", "it takes false");
  }

  @Test
  void refusesDevTokensWhereNothingCanSignThem() {
    assertThat(
            empty()
                .variable("JWKS_URL", "https://id.example.com/keys")
                .variable("ADMITONE_AUTH_DEV_TOKENS", "true")
                .refused())
        .singleElement()
        .asString()
        .contains("admitone.auth.dev-tokens", "admitone.jwt.secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"JWT_ISSUER", "JWT_AUDIENCE"})
  void wantsIssuerAndAudienceInProd(String missing) {
    assertThat(serving("prod").without(missing).refused())
        .singleElement()
        .asString()
        .contains("JWT_ISSUER", "JWT_AUDIENCE", "prod");
    serving("staging").without(missing).accepted();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis://u:hush@r1:6379",
        "redis-sentinel://hush@s1:26379#main",
        "redis://u:hush@127.0.0.1:6379,redis://u:hush@r2:6379"
      })
  void refusesPlaintextAcrossANetworkInProd(String address) {
    TestSources sources =
        serving("prod").variable("ADMITONE_STORE", "redis").variable("REDIS_URL", address);

    assertThat(sources.refused())
        .singleElement()
        .asString()
        .contains("admitone.redis.url", "(REDIS_URL)", "it takes rediss://")
        .contains("admitone.redis.allow-plaintext")
        .doesNotContain("hush");
    sources.argument("--admitone.redis.allow-plaintext=true").accepted();
  }

  @Test
  void letsPlaintextStayOnThisMachine() {
    serving("prod").variable("ADMITONE_STORE", "redis").accepted();
    serving("prod")
        .variable("ADMITONE_STORE", "redis")
        .variable("REDIS_URL", "redis://[::1]:6379")
        .accepted();
    serving("staging")
        .variable("ADMITONE_STORE", "redis")
        .variable("REDIS_URL", "redis://r1:6379")
        .accepted();
  }

  @Test
  void refusesTwoStartupPolicies() {
    assertThat(
            withSecret()
                .variable("ADMITONE_STARTUP_POLICY", "degraded")
                .variable("REDIS_FAIL_CLOSED", "true")
                .refused())
        .singleElement()
        .asString()
        .contains("ADMITONE_STARTUP_POLICY", "REDIS_FAIL_CLOSED", "contradict");
    withSecret()
        .variable("ADMITONE_STARTUP_POLICY", "degraded")
        .variable("REDIS_FAIL_CLOSED", "false")
        .accepted();
  }

  @Test
  void refusesADrainThatTheStopCannotHold() {
    assertThat(serving("prod").argument("--admitone.drain.window=15s").refused())
        .singleElement()
        .asString()
        .contains("admitone.shutdown.timeout", "\"25s\"", "26s");
    serving("prod").argument("--admitone.drain.window=14s").accepted();
  }

  @ParameterizedTest
  @CsvSource({
    "--admitone.stor=memory, admitone.store",
    "--admitone.http.prot=1, admitone.http.port",
    "--admitone.ws.legacyEcho=true, admitone.ws.legacy-echo",
    "--admitone.allowed-origin=x, admitone.allowed-origins"
  })
  void guessesWhichSettingWasMeant(String argument, String meant) {
    assertThat(withSecret().argument(argument).refused())
        .singleElement()
        .asString()
        .contains(argument.substring(2, argument.indexOf('=')))
        .endsWith("did you mean " + meant + "?");
  }

  @ParameterizedTest
  @CsvSource({
    "ADMITONE_STOR, ADMITONE_STORE",
    "ADMITONE_PORT, PORT",
    "ADMITONE_HTTP_PORT, PORT",
    "ADMITONE_JWT_SECRET, JWT_SECRET",
    "ADMITONE_TICKETS_TTL, WS_TICKET_TTL_SECONDS"
  })
  void guessesWhichVariableWasMeant(String variable, String meant) {
    assertThat(withSecret().variable(variable, "1").refused())
        .singleElement()
        .asString()
        .endsWith(variable + "; did you mean " + meant + "?");
  }

  @Test
  void guessesNothingWhereNothingIsNear() {
    assertThat(withSecret().property("admitone.colour", "blue").refused())
        .containsExactly("There is no setting admitone.colour.");
  }

  @Test
  void refusesUnknownNamesInTheFileAndAFileThatIsNotThere() {
    assertThat(
            withSecret()
                .file("f", Map.of("port", "1"))
                .argument("--admitone.config-file=f")
                .refused())
        .containsExactly("There is no setting port.");
    assertThat(withSecret().argument("--admitone.config-file=gone").refused())
        .singleElement()
        .asString()
        .contains("\"gone\"", "admitone.config-file", "cannot be read");
  }

  @Test
  void reportsEveryReasonAtOnce() {
    assertThat(
            serving("prod")
                .variable("PORT", "x")
                .variable("ADMITONE_AUTH_DEV_TOKENS", "true")
                .variable("ADMITONE_STOER", "memory")
                .without("JWT_SECRET")
                .refused())
        .hasSize(4);
  }

  @Test
  void keepsARefusalOnOneLine() {
    assertThat(withSecret().variable("PORT", "1\n2\u001b[31m" + "9".repeat(500)).refused())
        .singleElement()
        .asString()
        .doesNotContain("\n", "\u001b")
        .hasSizeLessThan(300);
  }
}
