package io.admitone.bootstrap.settings;

import io.admitone.application.connection.AllowedOrigins;
import io.admitone.application.connection.ConnectPolicy;
import io.admitone.application.connection.ReconnectPolicy;
import io.admitone.application.lifecycle.DrainPolicy;
import io.admitone.application.ticket.IssuePolicy;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * Every choice of the operator, checked. Its text holds no secret.
 *
 * @param ticketsPerMinute a session's share
 * @param admissionRate sockets a second; empty for no limit
 * @param shutdownTimeout the longest that a stop takes, the drain in it
 */
public record Settings(
    Environment environment,
    StoreSettings store,
    ListenSettings listen,
    AllowedOrigins origins,
    TokenSettings tokens,
    IssuePolicy issue,
    int ticketsPerMinute,
    ConnectPolicy connect,
    OptionalInt admissionRate,
    SocketSettings sockets,
    ReconnectPolicy reconnects,
    DrainPolicy drain,
    RoomSettings rooms,
    Duration shutdownTimeout,
    LogSettings log) {
  /** How long after the drain's window the last sockets may take to answer the goodbye. */
  public static final Duration CLOSE_WAIT = Duration.ofSeconds(3);

  /** What the server, the store and the log need to close after the drain. */
  public static final Duration STOP_MARGIN = Duration.ofSeconds(3);

  /** Reads and checks everything; starts nothing and writes nothing. */
  public static Reading read(Sources sources) {
    return new SettingsReader(Given.in(sources)).read();
  }
}
