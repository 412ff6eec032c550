package io.admitone.http;

import io.admitone.application.connection.ClientRole;
import io.admitone.application.connection.CloseCode;
import io.admitone.application.connection.Connection;
import io.admitone.application.connection.ConnectionActivity;
import io.admitone.application.connection.ConnectionId;
import io.admitone.application.connection.ConnectionInfo;
import io.admitone.application.connection.Endpoint;
import io.admitone.application.connection.OpenConnections;
import io.admitone.application.operator.BroadcastResult;
import io.admitone.application.operator.Broadcaster;
import io.admitone.application.operator.RoomDirectory;
import io.admitone.domain.identity.ClientId;
import io.admitone.domain.identity.Identity;
import io.admitone.domain.ticket.Bindings;
import io.admitone.domain.ticket.Grant;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** Sockets and rooms as the other side of the operators' paths, all in a test's hand. */
final class OperatedSockets implements Broadcaster, RoomDirectory {
  final OpenConnections connections = new OpenConnections();
  final List<RoomSummary> rooms = new CopyOnWriteArrayList<>();
  private final List<String> closed = new CopyOnWriteArrayList<>();
  private final List<String> told = new CopyOnWriteArrayList<>();

  /** A socket of that session; its id. */
  String open(String session) {
    Grant grant =
        new Grant(
            TestServer.identity(session),
            Bindings.NONE,
            TestServer.START,
            TestServer.START.plusSeconds(60),
            "t");
    return add(Optional.of(grant));
  }

  String openAnonymously() {
    return add(Optional.empty());
  }

  /** The ids of the sockets that were closed, each with its reason. */
  List<String> closed() {
    return closed;
  }

  /** What was said, each time after the room's name or a star. */
  List<String> told() {
    return told;
  }

  void clear() {
    List.copyOf(connections.all()).forEach(connections::remove);
    rooms.clear();
    closed.clear();
    told.clear();
  }

  @Override
  public int tellAll(String data) {
    told.add("* " + data);
    return connections.count();
  }

  @Override
  public int count() {
    return rooms.size();
  }

  @Override
  public List<RoomSummary> rooms() {
    return rooms;
  }

  @Override
  public CompletionStage<BroadcastResult> tell(
      String room, String data, Identity operator, String traceId) {
    Optional<RoomSummary> found = rooms.stream().filter(r -> r.room().equals(room)).findFirst();
    if (room.equals("broken")) {
      return CompletableFuture.completedFuture(new BroadcastResult.Unavailable("gone"));
    }
    found.ifPresent(r -> told.add(room + " " + data));
    return CompletableFuture.completedFuture(
        found
            .<BroadcastResult>map(r -> new BroadcastResult.Begun(r.subscribers()))
            .orElseGet(BroadcastResult.NoSuchRoom::new));
  }

  private String add(Optional<Grant> grant) {
    ConnectionInfo info =
        new ConnectionInfo(
            ConnectionId.random(),
            Endpoint.CLIENT,
            new ClientId("tab-1"),
            ClientRole.FRONTEND,
            grant,
            "trace");
    connections.add(new Socket(info, closed), connections.revocationMark());
    return info.id().value();
  }

  private record Socket(ConnectionInfo info, List<String> closed) implements Connection {
    @Override
    public ConnectionActivity activity() {
      return new ConnectionActivity(Duration.ofSeconds(5), 3, 4);
    }

    @Override
    public void close(CloseCode code) {
      closed.add(info.id() + " " + code.reason());
    }

    @Override
    public void adviseReconnect(CloseCode why, Duration retryAfter) {
      closed.add(info.id() + " " + why.reason());
    }
  }
}
