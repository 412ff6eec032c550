/** The sockets: upgrade, frames, messages, heartbeat. */
package io.admitone.ws;
