/** Tickets, sessions, health and errors over HTTP. */
package io.admitone.http;
