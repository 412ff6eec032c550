package io.admitone.domain.room;

import java.time.Duration;

/**
 * What a broker honestly promises. The contract kit tests what is declared and reports what is not.
 *
 * @param sharedAcrossProcesses instances on one backend are one: what is published through one is
 *     heard through all, and presence is theirs together
 * @param timeGranularity how much later than its time a message may still be in history, or an id
 *     still be remembered
 * @param completionBound the time within which every stage completes, also on a dead backend
 * @param deafnessBound how long a subscription may have been dead, and look alive, before it is
 *     found out and renewed; at most 30 s
 * @param absenceBound how long a member may still be present after the process that it joined
 *     through has died; at most 60 s
 */
public record BrokerCapabilities(
    boolean sharedAcrossProcesses,
    Duration timeGranularity,
    Duration completionBound,
    Duration deafnessBound,
    Duration absenceBound) {}
