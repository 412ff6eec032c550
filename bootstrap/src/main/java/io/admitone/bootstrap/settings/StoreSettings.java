package io.admitone.bootstrap.settings;

import java.time.Duration;

/**
 * Where tickets are kept, and what is done when that place is not there.
 *
 * @param startupTimeout how long the start waits for the store
 * @param maxOutstanding tickets that the memory store keeps at one time
 */
public record StoreSettings(
    StoreKind kind, StartupPolicy startupPolicy, Duration startupTimeout, int maxOutstanding) {}
