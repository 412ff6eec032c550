/**
 * The sockets: upgrade, frames, messages, heartbeat, goodbye.
 *
 * <p>One Netty handler in front of Micronaut's HTTP handlers takes over the requests that ask for a
 * socket; from then on nothing of HTTP stays in the connection. Everything that happens to a socket
 * happens on its own event loop.
 */
package io.admitone.ws;
