/** Who may open a socket, which sockets are open, and how each of them ends. */
package io.admitone.application.connection;
