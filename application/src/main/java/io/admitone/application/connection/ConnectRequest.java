package io.admitone.application.connection;

import io.admitone.domain.identity.Origin;
import java.util.List;
import java.util.Optional;

/**
 * What somebody who opens a socket says of himself, unchecked.
 *
 * @param clientIds every {@code client_id} that was given; exactly one is right
 * @param version the protocol version asked for; empty for the default
 * @param role the role asked for; empty for the default
 * @param tickets every ticket that was given, by whatever carrier, each distinct value once
 */
public record ConnectRequest(
    List<String> clientIds,
    Optional<String> version,
    Optional<String> role,
    List<String> tickets,
    Optional<Origin> origin,
    String traceId) {}
