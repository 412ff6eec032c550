package io.admitone.application;

import io.admitone.domain.identity.ClientId;
import io.admitone.domain.identity.Identity;
import io.admitone.domain.identity.SessionId;
import io.admitone.domain.identity.UserId;
import io.admitone.domain.ticket.Bindings;
import io.admitone.domain.ticket.Grant;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Who appears in the tests. */
public final class People {
  public static final SessionId ADAS_SESSION = new SessionId("sess_ada");
  public static final SessionId ROOTS_SESSION = new SessionId("sess_root");
  public static final Identity ADA =
      new Identity(new UserId("ada"), ADAS_SESSION, Set.of("user"), List.of());
  public static final Identity ROOT =
      new Identity(new UserId("root"), ROOTS_SESSION, Set.of(Identity.ADMIN), List.of());
  public static final ClientId TAB = new ClientId("tab-1");
  public static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  /** The span of whoever calls. */
  public static final String TRACEPARENT =
      "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  private People() {}

  public static Grant grant(Identity identity, Bindings bindings) {
    return new Grant(identity, bindings, NOON, NOON.plusSeconds(60), "trace-of-issue");
  }
}
