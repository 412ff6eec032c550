package io.admitone.bootstrap.settings;

import static io.admitone.bootstrap.settings.TestSources.serving;
import static io.admitone.bootstrap.settings.TestSources.withSecret;
import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.application.connection.AllowedOrigins;
import io.admitone.application.connection.Authentication;
import io.admitone.application.connection.ReconnectPolicy;
import io.admitone.application.connection.SessionLimits;
import io.admitone.redis.RedisSettings;
import io.admitone.redis.rig.ServerCertificate;
import io.admitone.ws.SocketLimits;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
  @Test
  void isADevelopersServerWhereNothingIsSaid() {
    Settings settings = withSecret().accepted();

    assertThat(settings.environment()).isEqualTo(Environment.DEV);
    assertThat(settings.store())
        .isEqualTo(
            new StoreSettings(
                StoreKind.MEMORY,
                StartupPolicy.DEGRADED,
                Duration.ofSeconds(8),
                Optional.empty(),
                100_000));
    assertThat(settings.listen()).isEqualTo(new ListenSettings("127.0.0.1", 8080, "/api/v1"));
    assertThat(settings.tokens().devTokens()).isTrue();
    assertThat(settings.tokens().algorithm()).isEqualTo("HS256");
    assertThat(settings.sockets())
        .isEqualTo(
            new SocketSettings(
                true,
                Duration.ofSeconds(25),
                Duration.ofSeconds(30),
                false,
                SocketLimits.DEFAULTS,
                SessionLimits.DEFAULTS,
                500));
    assertThat(settings.connect().clients()).isEqualTo(Authentication.OPTIONAL);
    assertThat(settings.origins()).isEqualTo(new AllowedOrigins(Set.of(), true));
    assertThat(settings.issue().ttl()).isEqualTo(Duration.ofSeconds(60));
    assertThat(settings.ticketsPerMinute()).isEqualTo(30);
    assertThat(settings.admissionRate()).isEqualTo(OptionalInt.empty());
    assertThat(settings.drain().delay()).isZero();
    assertThat(settings.log()).isEqualTo(new LogSettings(LogLevel.INFO, LogFormat.TEXT, false));
  }

  @ParameterizedTest
  @ValueSource(strings = {"staging", "prod"})
  void isStrictWhereOthersDependOnIt(String environment) {
    Settings settings = serving(environment).accepted();

    assertThat(settings.store().startupPolicy()).isEqualTo(StartupPolicy.FAIL_CLOSED);
    assertThat(settings.listen().host()).isEqualTo("0.0.0.0");
    assertThat(settings.tokens().devTokens()).isFalse();
    assertThat(settings.sockets().legacyEcho()).isFalse();
    assertThat(settings.connect().clients()).isEqualTo(Authentication.REQUIRED);
    assertThat(settings.origins()).isEqualTo(new AllowedOrigins(Set.of(), false));
    assertThat(settings.drain().delay()).isEqualTo(Duration.ofSeconds(5));
    assertThat(settings.log().format()).isEqualTo(LogFormat.JSON);
  }

  @Test
  void theCommandLineBeatsPropertiesBeatVariablesBeatTheFile() {
    TestSources sources =
        withSecret()
            .file(
                "/etc/admitone.properties",
                Map.of(
                    "admitone.http.port", "1",
                    "admitone.http.host", "file.example",
                    "admitone.log.level", "error",
                    "admitone.tickets.per-minute", "4"))
            .variable("ADMITONE_CONFIG_FILE", "/etc/admitone.properties")
            .variable("PORT", "2")
            .variable("ADMITONE_HTTP_HOST", "variable.example")
            .variable("LOG_LEVEL", "warn")
            .property("admitone.http.port", "3")
            .property("admitone.http.host", "property.example")
            .argument("--admitone.http.port=4");

    Settings settings = sources.accepted();

    assertThat(settings.listen().port()).isEqualTo(4);
    assertThat(settings.listen().host()).isEqualTo("property.example");
    assertThat(settings.log().level()).isEqualTo(LogLevel.WARN);
    assertThat(settings.ticketsPerMinute()).isEqualTo(4);
  }

  @Test
  void understandsTheVariablesThatDeploymentsAlreadyUse() {
    Settings settings =
        TestSources.empty()
            .variable("ADMITONE_STORE", "memory")
            .variable("ADMITONE_STARTUP_POLICY", "wait")
            .variable("ADMITONE_STARTUP_TIMEOUT", "3")
            .variable("REDIS_URL", "rediss://user:pass@r1:6379,rediss://user:pass@r2:6379")
            .variable("PORT", "0")
            .variable("LOG_LEVEL", "DEBUG")
            .variable("JWKS_URL", "https://id.example.com/keys")
            .variable("JWT_ISSUER", "me")
            .variable("JWT_AUDIENCE", "you")
            .variable("ALLOWED_ORIGINS", "https://a.example, https://b.example:8443")
            .variable("WS_HEARTBEAT_INTERVAL_MS", "1000")
            .variable("WS_CONNECTION_TIMEOUT_MS", "2000")
            .variable("WS_TICKET_TTL_SECONDS", "90")
            .variable("WS_AUTORECONNECT", "false")
            .accepted();

    assertThat(settings.store().startupPolicy()).isEqualTo(StartupPolicy.WAIT);
    assertThat(settings.store().startupTimeout()).isEqualTo(Duration.ofSeconds(3));
    assertThat(settings.listen().port()).isZero();
    assertThat(settings.log().level()).isEqualTo(LogLevel.DEBUG);
    assertThat(settings.tokens().publishedKeys())
        .hasToString("Optional[https://id.example.com/keys]");
    assertThat(settings.tokens().algorithm()).isEqualTo("RS256");
    assertThat(settings.tokens().devTokens()).isFalse();
    assertThat(settings.tokens().issuer()).hasValue("me");
    assertThat(settings.tokens().audience()).hasValue("you");
    assertThat(settings.origins())
        .isEqualTo(
            new AllowedOrigins(Set.of("https://a.example", "https://b.example:8443"), false));
    assertThat(settings.sockets().heartbeatInterval()).isEqualTo(Duration.ofSeconds(1));
    assertThat(settings.sockets().connectionTimeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(settings.issue().ttl()).isEqualTo(Duration.ofSeconds(90));
    assertThat(settings.reconnects().autoReconnect()).isFalse();
  }

  @Test
  void asksAPartOfTheClientsToReconnectAndSendsSocketsRound() {
    Settings settings =
        withSecret()
            .variable("WS_AUTORECONNECT_ROLLOUT_PERCENT", "10")
            .argument("--admitone.ws.max-connection-age=30m")
            .accepted();

    assertThat(settings.reconnects())
        .isEqualTo(new ReconnectPolicy(true, 10, Optional.of(Duration.ofMinutes(30))));
    assertThat(withSecret().accepted().reconnects()).isEqualTo(ReconnectPolicy.USUAL);
    assertThat(
            withSecret().argument("--admitone.ws.max-connection-age=OFF").accepted().reconnects())
        .isEqualTo(ReconnectPolicy.USUAL);
  }

  @ParameterizedTest
  @CsvSource({
    "redis://user:hush@r1,                             redis://r1:6379",
    "rediss://:hush@r1:6380/2,                         rediss://r1:6380/2",
    "redis-sentinel://hush@s1:26379;s2:26380#main,     redis-sentinel://s1:26379;s2:26380#main",
    "rediss://user:hush@r1:6379;rediss://user:hush@r2, rediss://r1:6379;rediss://r2:6379"
  })
  void knowsWhereRedisIsInEveryForm(String address, String shown) {
    Settings settings =
        withSecret()
            .variable("ADMITONE_STORE", "redis")
            .variable("REDIS_URL", address.replace(';', ','))
            .accepted();

    assertThat(settings.store().redis().map(redis -> redis.address().toString()))
        .hasValue(shown.replace(';', ','));
    assertThat(settings.toString()).doesNotContain("hush");
  }

  @Test
  void understandsWhatMicronautCallsAnAddressOfRedis() {
    String shown = "redis://r1:6379";

    assertThat(redisOf(withRedis().argument("--redis.uri=redis://r1")).address())
        .hasToString(shown);
    assertThat(redisOf(withRedis().property("redis.uri", "redis://r1")).address())
        .hasToString(shown);
    assertThat(redisOf(withRedis().variable("REDIS_URI", "redis://r1")).address())
        .hasToString(shown);
    assertThat(redisOf(withRedis().variable("REDIS_URIS", "redis://r1,redis://r2")).address())
        .hasToString("redis://r1:6379,redis://r2:6379");
    assertThat(
            redisOf(
                    withRedis()
                        .variable("ADMITONE_CONFIG_FILE", "/etc/admitone")
                        .file("/etc/admitone", Map.of("redis.uris", "redis://r1,redis://r2")))
                .address())
        .hasToString("redis://r1:6379,redis://r2:6379");
    assertThat(
            redisOf(
                    withRedis()
                        .variable("REDIS_URI", "redis://other")
                        .variable("REDIS_URL", "redis://r1"))
                .address())
        .hasToString(shown);
  }

  @Test
  void knowsHowRedisIsTriedAgainAndWhoIsTrusted() {
    RedisSettings usual = redisOf(withRedis());
    ServerCertificate certificate = ServerCertificate.make("IP:127.0.0.1");

    RedisSettings chosen =
        redisOf(
            withRedis()
                .argument("--admitone.redis.retry-waits=500ms, 2, 1m")
                .variable("REDIS_TRUSTED_CERTIFICATES", certificate.authority().toString()));

    assertThat(usual).isEqualTo(RedisSettings.of(usual.address()));
    assertThat(usual.retryPauses())
        .extracting(Duration::toSeconds)
        .containsExactly(1L, 2L, 4L, 8L, 15L);
    assertThat(chosen.retryPauses())
        .containsExactly(Duration.ofMillis(500), Duration.ofSeconds(2), Duration.ofMinutes(1));
    assertThat(chosen.trustedCertificates()).hasValue(certificate.authority());
  }

  private static TestSources withRedis() {
    return withSecret().variable("ADMITONE_STORE", "redis");
  }

  private static RedisSettings redisOf(TestSources sources) {
    return sources.accepted().store().redis().orElseThrow();
  }

  @Test
  void looksForRedisOnThisMachineAndOnlyWhereItIsTheStore() {
    assertThat(redisOf(serving("prod").without("ADMITONE_STORE")).address())
        .hasToString("redis://localhost:6379");
    assertThat(withSecret().variable("REDIS_URL", "redis://r1").accepted().store().redis())
        .isEmpty();
  }

  @Test
  void readsTheOlderNameOfTheStartupPolicy() {
    assertThat(
            withSecret().variable("REDIS_FAIL_CLOSED", "true").accepted().store().startupPolicy())
        .isEqualTo(StartupPolicy.FAIL_CLOSED);
    assertThat(
            serving("prod")
                .variable("REDIS_FAIL_CLOSED", "false")
                .accepted()
                .store()
                .startupPolicy())
        .isEqualTo(StartupPolicy.DEGRADED);
  }

  @Test
  void findsItsEnvironmentInTheFrameworksList() {
    assertThat(
            serving("prod")
                .without("ADMITONE_ENVIRONMENT")
                .variable("MICRONAUT_ENVIRONMENTS", "ec2,prod")
                .accepted()
                .environment())
        .isEqualTo(Environment.PROD);
    assertThat(serving("prod").variable("MICRONAUT_ENVIRONMENTS", "test").accepted().environment())
        .isEqualTo(Environment.PROD);
  }

  @Test
  void takesABlankTextForNone() {
    Settings settings = withSecret().variable("JWKS_URL", "").variable("PORT", "  ").accepted();

    assertThat(settings.listen().port()).isEqualTo(8080);
  }

  @Test
  void keepsWhiteSpaceThatIsPartOfAKey() {
    String key = TestSources.SECRET + "\n";

    Settings settings = withSecret().variable("JWT_SECRET", key).accepted();

    assertThat(settings.tokens().secret()).hasValue(new Secret(key));
  }

  @Test
  void ignoresWhatKubernetesSaysOfAServiceOfItsName() {
    withSecret()
        .variable("ADMITONE_SERVICE_HOST", "10.0.0.1")
        .variable("ADMITONE_SERVICE_PORT", "8080")
        .variable("ADMITONE_SERVICE_PORT_HTTP", "8080")
        .variable("ADMITONE_PORT", "tcp://10.0.0.1:8080")
        .variable("ADMITONE_PORT_8080_TCP", "tcp://10.0.0.1:8080")
        .variable("ADMITONE_PORT_8080_TCP_ADDR", "10.0.0.1")
        .variable("ADMITONE_CANARY_SERVICE_HOST", "10.0.0.2")
        .variable("ADMITONE_CANARY_PORT_8080_TCP_PROTO", "tcp")
        .accepted();
  }

  @Test
  void showsNoSecretInItsText() {
    assertThat(withSecret().accepted().toString()).doesNotContain(TestSources.SECRET);
  }
}
