package io.admitone.http;

import io.micronaut.serde.annotation.Serdeable;

/**
 * What a drill does.
 *
 * @param seconds until the store is back by itself
 */
@Serdeable.Serializable
record OutageDrillBody(boolean away, long seconds, String traceId) {}
