package io.admitone.application;

import io.admitone.application.connection.ClientRole;
import io.admitone.application.connection.CloseCode;
import io.admitone.application.connection.Connection;
import io.admitone.application.connection.ConnectionActivity;
import io.admitone.application.connection.ConnectionId;
import io.admitone.application.connection.ConnectionInfo;
import io.admitone.application.connection.Endpoint;
import io.admitone.domain.identity.Identity;
import io.admitone.domain.ticket.Bindings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A socket that notes what it was told, and does what a test says when it is told. */
public final class RecordedConnection implements Connection {
  public record Advice(CloseCode why, Duration retryAfter) {}

  public final List<CloseCode> closes = new ArrayList<>();
  public final List<Advice> advices = new ArrayList<>();
  public Runnable whenTold = () -> {};

  private final ConnectionInfo info;

  private RecordedConnection(Optional<Identity> identity) {
    info =
        new ConnectionInfo(
            ConnectionId.random(),
            Endpoint.CLIENT,
            People.TAB,
            ClientRole.FRONTEND,
            identity.map(known -> People.grant(known, Bindings.NONE)),
            "trace");
  }

  public static RecordedConnection of(Identity identity) {
    return new RecordedConnection(Optional.of(identity));
  }

  public static RecordedConnection anonymous() {
    return new RecordedConnection(Optional.empty());
  }

  @Override
  public ConnectionInfo info() {
    return info;
  }

  @Override
  public ConnectionActivity activity() {
    return new ConnectionActivity(Duration.ofSeconds(5), 3, 4);
  }

  @Override
  public void close(CloseCode code) {
    closes.add(code);
    whenTold.run();
  }

  @Override
  public void adviseReconnect(CloseCode why, Duration retryAfter) {
    advices.add(new Advice(why, retryAfter));
    whenTold.run();
  }
}
