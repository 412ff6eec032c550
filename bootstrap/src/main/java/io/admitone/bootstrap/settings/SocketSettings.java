package io.admitone.bootstrap.settings;

import io.admitone.application.connection.SessionLimits;
import io.admitone.ws.SocketLimits;
import java.time.Duration;

/**
 * How sockets are kept.
 *
 * @param legacyEcho whether the old echo endpoint exists
 * @param heartbeatInterval between two pings
 * @param connectionTimeout how much longer than the interval a client may be silent
 * @param compression whether messages are compressed where a client offers it
 * @param limits what a client may use up
 * @param sessions how many sockets a session may have
 * @param sessionMessagesPerSecond what a session may say over all its sockets; twice as many at
 *     once
 */
public record SocketSettings(
    boolean legacyEcho,
    Duration heartbeatInterval,
    Duration connectionTimeout,
    boolean compression,
    SocketLimits limits,
    SessionLimits sessions,
    int sessionMessagesPerSecond) {}
