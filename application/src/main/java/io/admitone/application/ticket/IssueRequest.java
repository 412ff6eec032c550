package io.admitone.application.ticket;

import io.admitone.domain.identity.Identity;
import io.admitone.domain.ticket.Bindings;
import java.util.Optional;

/**
 * Somebody whose token was verified asks for a ticket.
 *
 * @param identity what the token says
 * @param bindings who alone may present the ticket
 * @param traceId of the request; at most 64 characters
 * @param traceparent the span it is a part of, if the caller named one; a valid W3C header
 */
public record IssueRequest(
    Identity identity, Bindings bindings, String traceId, Optional<String> traceparent) {}
