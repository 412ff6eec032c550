package io.admitone.application.ticket;

import io.admitone.domain.identity.Identity;
import io.admitone.domain.ticket.Bindings;

/** Somebody whose token was verified asks for a ticket. */
public record IssueRequest(Identity identity, Bindings bindings, String traceId) {}
