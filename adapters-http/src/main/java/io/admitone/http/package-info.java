/** Tickets, tokens, health and errors over HTTP. */
package io.admitone.http;
