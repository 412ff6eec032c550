package io.admitone.bootstrap;

import io.admitone.application.connection.AllowedOrigins;
import io.admitone.bootstrap.logging.LogEvent;
import io.admitone.bootstrap.settings.Settings;
import io.admitone.bootstrap.settings.StoreKind;
import io.admitone.redis.RedisSettings;
import java.util.Locale;
import java.util.TreeSet;
import org.slf4j.Logger;

/** The whole decision of a start in one line, without a secret. */
final class StartLine {
  private StartLine() {}

  static void write(Logger logger, Settings settings, Program program) {
    LogEvent.STARTING
        .on(logger)
        .with("environment", word(settings.environment()))
        .with("store", word(settings.store().kind()))
        .with("storeAddress", settings.store().redis().map(RedisSettings::address))
        .with("startupPolicy", word(settings.store().startupPolicy()))
        .with("startupTimeoutMs", settings.store().startupTimeout())
        .with("storeDeadlineMs", settings.issue().storeDeadline())
        .with("listen", settings.listen().host() + ":" + settings.listen().port())
        .with("origins", origins(settings.origins()))
        .with("authentication", word(settings.connect().clients()))
        .with("tokens", settings.tokens().algorithm())
        .with("devTokens", settings.tokens().devTokens())
        .with("ticketTtlMs", settings.issue().ttl())
        .with("heartbeatMs", settings.sockets().heartbeatInterval())
        .with("shutdownTimeoutMs", settings.shutdownTimeout())
        .with("logLevel", word(settings.log().level()))
        .with("version", program.version())
        .with("java", System.getProperty("java.version"))
        .write();
    if (settings.store().kind() == StoreKind.MEMORY && !settings.environment().isDeveloping()) {
      LogEvent.STORE_KNOWN_TO_ONE_PROCESS
          .on(logger)
          .with("store", word(settings.store().kind()))
          .with("environment", word(settings.environment()))
          .write();
    }
  }

  private static String origins(AllowedOrigins origins) {
    TreeSet<String> all = new TreeSet<>(origins.origins());
    if (origins.anyLoopbackPort()) {
      all.add("loopback");
    }
    return all.isEmpty() ? "none" : String.join(",", all);
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
