package io.admitone.bootstrap.settings;

import static io.admitone.bootstrap.settings.HttpTable.*;
import static io.admitone.bootstrap.settings.LogTable.*;
import static io.admitone.bootstrap.settings.RoomTable.*;
import static io.admitone.bootstrap.settings.SettingTable.*;
import static io.admitone.bootstrap.settings.SocketTable.*;
import static io.admitone.bootstrap.settings.StopTable.*;
import static io.admitone.bootstrap.settings.StoreTable.*;
import static io.admitone.bootstrap.settings.TicketTable.*;
import static io.admitone.bootstrap.settings.TokenTable.*;

import io.admitone.application.connection.AllowedOrigins;
import io.admitone.application.connection.ConnectPolicy;
import io.admitone.application.connection.ReconnectPolicy;
import io.admitone.application.connection.SessionLimits;
import io.admitone.application.lifecycle.DrainPolicy;
import io.admitone.application.rooms.RoomPolicy;
import io.admitone.application.ticket.IssuePolicy;
import io.admitone.domain.room.RetentionRules;
import io.admitone.redis.RedisAddress;
import io.admitone.redis.RedisSettings;
import io.admitone.ws.MessageRate;
import io.admitone.ws.SocketLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Turns texts into values, once, and gathers every reason not to start. */
final class SettingsReader {
  private final Given given;
  private final List<String> refusals;
  private final Environment environment;

  SettingsReader(Given given) {
    this.given = given;
    this.refusals = new ArrayList<>(given.refusals());
    this.environment = read(ENVIRONMENT).orElse(Environment.DEV);
  }

  Reading read() {
    SettingTable.ALL.forEach(this::refuseWrongValue);
    Settings settings = settings();
    // Which rules hold depends on the environment.
    if (read(ENVIRONMENT).isPresent() || given.of(ENVIRONMENT).isEmpty()) {
      refusals.addAll(Rules.brokenBy(settings, given));
    }
    return refusals.isEmpty()
        ? new Reading.Accepted(settings)
        : new Reading.Refused(List.copyOf(refusals));
  }

  private void refuseWrongValue(Setting<?> setting) {
    given
        .of(setting)
        .filter(value -> setting.kind().reader().apply(value.text()).isEmpty())
        .ifPresent(value -> refusals.add(setting.refusal(value.text(), value.source())));
  }

  private Settings settings() {
    return new Settings(
        environment,
        new StoreSettings(
            value(STORE),
            startupPolicy(),
            value(STARTUP_TIMEOUT),
            redis(),
            value(MEMORY_MAX_OUTSTANDING_TICKETS)),
        new ListenSettings(value(HTTP_HOST), value(HTTP_PORT), value(HTTP_BASE_PATH)),
        find(ALLOWED_ORIGINS).orElse(new AllowedOrigins(Set.of(), false)),
        tokens(),
        new IssuePolicy(value(TICKETS_TTL), value(STORE_DEADLINE)),
        value(TICKETS_PER_MINUTE),
        new ConnectPolicy(
            value(WS_CLIENT_AUTHENTICATION), value(WS_ROOMS_AUTHENTICATION), value(STORE_DEADLINE)),
        value(WS_ADMISSION_RATE),
        new SocketSettings(
            value(WS_LEGACY_ECHO),
            value(WS_HEARTBEAT_INTERVAL),
            value(WS_CONNECTION_TIMEOUT),
            value(WS_COMPRESSION),
            limits(),
            new SessionLimits(value(WS_CONNECTIONS_PER_SESSION), value(WS_REPLACE_SAME_CLIENT)),
            value(WS_SESSION_MESSAGES_PER_SECOND)),
        new ReconnectPolicy(
            value(WS_AUTO_RECONNECT),
            value(WS_AUTO_RECONNECT_ROLLOUT),
            value(WS_MAX_CONNECTION_AGE)),
        new DrainPolicy(value(DRAIN_DELAY), value(DRAIN_WINDOW), Settings.CLOSE_WAIT),
        rooms(),
        value(SHUTDOWN_TIMEOUT),
        new LogSettings(value(LOG_LEVEL), value(LOG_FORMAT), value(LOG_REQUESTS)));
  }

  private Optional<RedisSettings> redis() {
    return value(STORE) == StoreKind.REDIS ? find(REDIS_URL).map(this::redis) : Optional.empty();
  }

  private RedisSettings redis(RedisAddress address) {
    RedisSettings settings = RedisSettings.of(address).retryingAfter(value(REDIS_RETRY_WAITS));
    return find(REDIS_TRUSTED_CERTIFICATES).map(settings::trusting).orElse(settings);
  }

  private SocketLimits limits() {
    return new SocketLimits(
        value(WS_MAX_CONNECTIONS),
        value(WS_HANDSHAKE_TIMEOUT),
        value(WS_MAX_MESSAGE_BYTES),
        value(WS_SEND_QUEUE_BYTES),
        new MessageRate(
            value(WS_MESSAGES_PER_SECOND),
            value(WS_MESSAGE_BURST),
            value(WS_RATE_ERRORS_PER_MINUTE)),
        value(WS_BAD_MESSAGES_PER_MINUTE));
  }

  private RoomSettings rooms() {
    return new RoomSettings(
        new RoomPolicy(
            value(ROOMS_MAX_PER_CONNECTION),
            RoomPolicy.DEFAULT.maxPayloadBytes(),
            RoomPolicy.DEFAULT.maxCatchUpBytes(),
            value(STORE_DEADLINE),
            value(ROOMS_LINGER)),
        new RetentionRules(find(ROOMS_HISTORY_OF).orElse(List.of()), value(ROOMS_HISTORY)),
        value(MEMORY_MAX_ROOMS),
        value(MEMORY_MAX_ROOM_BYTES));
  }

  private StartupPolicy startupPolicy() {
    Optional<StartupPolicy> older = read(REDIS_FAIL_CLOSED).map(SettingsReader::policyOf);
    return read(STARTUP_POLICY).or(() -> older).orElseGet(() -> value(STARTUP_POLICY));
  }

  static StartupPolicy policyOf(boolean failClosed) {
    return failClosed ? StartupPolicy.FAIL_CLOSED : StartupPolicy.DEGRADED;
  }

  private TokenSettings tokens() {
    String usual = given.of(JWT_JWKS_URL).isPresent() ? TokenSettings.RS256 : TokenSettings.HS256;
    return new TokenSettings(
        find(JWT_SECRET),
        find(JWT_JWKS_URL),
        find(JWT_ALGORITHM).orElse(usual),
        find(JWT_ISSUER),
        find(JWT_AUDIENCE),
        devTokens(),
        find(AUTH_COOKIE_NAME));
  }

  /** Published keys verify and cannot sign: beside them there are none by default. */
  private boolean devTokens() {
    boolean canSign = given.of(JWT_JWKS_URL).isEmpty();
    return read(AUTH_DEV_TOKENS).orElseGet(() -> canSign && value(AUTH_DEV_TOKENS));
  }

  /** Of a setting that has a default everywhere. */
  private <T> T value(Setting<T> setting) {
    return find(setting).orElseThrow();
  }

  private <T> Optional<T> find(Setting<T> setting) {
    return read(setting).or(() -> setting.defaultIn(environment));
  }

  private <T> Optional<T> read(Setting<T> setting) {
    return given.of(setting).flatMap(value -> setting.kind().reader().apply(value.text()));
  }
}
