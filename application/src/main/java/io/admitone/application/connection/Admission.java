package io.admitone.application.connection;

import io.admitone.domain.identity.ClientId;
import io.admitone.domain.ticket.Grant;
import java.util.Optional;
import java.util.function.Function;

/** The decision about somebody who opens a socket. */
public sealed interface Admission {
  /** One answer for each decision. */
  <T> T fold(Function<Admitted, T> admitted, Function<Refused, T> refused);

  /**
   * Come in.
   *
   * @param client the browser's own name for itself, never trusted as identity
   * @param role as what the socket is treated
   * @param grant what the ticket stood for; empty for a socket that was let in without one
   * @param revocationMark for {@link OpenConnections#add}
   */
  record Admitted(ClientId client, ClientRole role, Optional<Grant> grant, long revocationMark)
      implements Admission {
    @Override
    public <T> T fold(Function<Admitted, T> admitted, Function<Refused, T> refused) {
      return admitted.apply(this);
    }
  }

  /** Stay out; the page is told this code. */
  record Refused(CloseCode code) implements Admission {
    @Override
    public <T> T fold(Function<Admitted, T> admitted, Function<Refused, T> refused) {
      return refused.apply(this);
    }
  }
}
