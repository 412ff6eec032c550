package io.admitone.application.connection;

import java.time.Duration;

/**
 * What a socket has been doing.
 *
 * @param openFor since it was admitted
 * @param messagesIn messages read from it
 * @param messagesOut messages handed to it
 */
public record ConnectionActivity(Duration openFor, long messagesIn, long messagesOut) {}
