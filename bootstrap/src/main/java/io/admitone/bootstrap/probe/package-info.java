/** The way of a page from token to socket, gone from a shell against a running server. */
package io.admitone.bootstrap.probe;
