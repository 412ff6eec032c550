package io.admitone.bootstrap.settings;

import io.admitone.redis.RedisSettings;
import java.time.Duration;
import java.util.Optional;

/**
 * Where tickets are kept, and what is done when that place is not there.
 *
 * @param startupTimeout how long the start waits for the store
 * @param redis how Redis is reached; empty where it is not the store
 * @param maxOutstanding tickets that the memory store keeps at one time
 */
public record StoreSettings(
    StoreKind kind,
    StartupPolicy startupPolicy,
    Duration startupTimeout,
    Optional<RedisSettings> redis,
    int maxOutstanding) {}
