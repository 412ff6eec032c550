package io.admitone.application.ticket;

import io.admitone.domain.identity.Identity;
import io.admitone.domain.ticket.Bindings;

/**
 * Somebody whose token was verified asks for a ticket.
 *
 * @param identity what the token says
 * @param bindings who alone may present the ticket
 * @param traceId of the request; at most 64 characters
 */
public record IssueRequest(Identity identity, Bindings bindings, String traceId) {}
