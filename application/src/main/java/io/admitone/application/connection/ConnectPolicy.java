package io.admitone.application.connection;

import java.time.Duration;

/**
 * How sockets are let in.
 *
 * @param storeDeadline longest wait for the store's answer; after it the client is asked to come
 *     back
 */
public record ConnectPolicy(Authentication authentication, Duration storeDeadline) {}
