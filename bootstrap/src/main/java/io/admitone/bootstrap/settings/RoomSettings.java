package io.admitone.bootstrap.settings;

import io.admitone.application.rooms.RoomPolicy;
import io.admitone.domain.room.RetentionRules;

/**
 * How rooms are kept.
 *
 * @param policy what a connection may ask of them
 * @param retention how much is kept of which room
 * @param maxRoomsInMemory rooms that the memory store keeps at one time
 * @param maxBytesInMemory of their messages
 */
public record RoomSettings(
    RoomPolicy policy, RetentionRules retention, int maxRoomsInMemory, int maxBytesInMemory) {}
