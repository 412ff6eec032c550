/** Rooms, as this node's connections use them: who may, hearing, publishing, waiting. */
package io.admitone.application.rooms;
