package io.admitone.domain.ticket;

import java.time.Duration;

/**
 * What a store honestly promises. The contract kit tests what is declared and reports what is not.
 *
 * @param atMostOnceAcrossFailover rule 1 also holds when the store fails over or restarts
 * @param sharedAcrossProcesses two instances on one backend see the same tickets
 * @param timeGranularity how much later than its ttl a ticket may still be redeemable
 * @param completionBound the time within which every stage completes, also on a dead store
 */
public record StoreCapabilities(
    boolean atMostOnceAcrossFailover,
    boolean sharedAcrossProcesses,
    Duration timeGranularity,
    Duration completionBound) {}
