/** Rooms: named logs of messages, who hears of them, who is there, and who keeps them. */
package io.admitone.domain.room;
