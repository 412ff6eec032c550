package io.admitone.ws;

import io.admitone.application.rooms.PublishMessage;
import io.admitone.application.rooms.VisitRooms;
import jakarta.inject.Singleton;

/** What a socket may do in rooms. */
@Singleton
record Rooms(VisitRooms visits, PublishMessage publish) {}
