package io.admitone.bootstrap.settings;

import io.admitone.redis.RedisAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * Where tickets are kept, and what is done when that place is not there.
 *
 * @param startupTimeout how long the start waits for the store
 * @param redis where Redis is; empty where it is not the store
 * @param maxOutstanding tickets that the memory store keeps at one time
 */
public record StoreSettings(
    StoreKind kind,
    StartupPolicy startupPolicy,
    Duration startupTimeout,
    Optional<RedisAddress> redis,
    int maxOutstanding) {}
