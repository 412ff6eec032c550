package io.admitone.bootstrap.settings;

import io.admitone.ws.SocketLimits;
import java.time.Duration;

/**
 * How sockets are kept.
 *
 * @param legacyEcho whether the old echo endpoint exists
 * @param heartbeatInterval between two pings
 * @param connectionTimeout how much longer than the interval a client may be silent
 * @param limits what a client may use up
 */
public record SocketSettings(
    boolean legacyEcho,
    Duration heartbeatInterval,
    Duration connectionTimeout,
    SocketLimits limits) {}
