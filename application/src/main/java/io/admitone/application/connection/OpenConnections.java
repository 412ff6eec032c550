package io.admitone.application.connection;

import io.admitone.domain.identity.SessionId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All admitted sockets of this process, and by session.
 *
 * <p>A session that is revoked while one of its tickets is on its way in must not slip through: its
 * socket would register after the sweep that closed the others. So an admission takes a {@linkplain
 * #revocationMark() mark} before the ticket is redeemed, and {@link #add} refuses it if the session
 * was revoked since.
 *
 * <p>Thread-safe.
 */
public final class OpenConnections {
  /** Far more revocations than can happen while one admission is under way. */
  private static final int REMEMBERED_REVOCATIONS = 10_000;

  private final SessionLimits limits;
  private final Map<ConnectionId, Connection> all = new ConcurrentHashMap<>();
  private final Map<SessionId, Set<Connection>> bySession = new ConcurrentHashMap<>();

  private final Map<SessionId, Long> revocations = new LinkedHashMap<>();
  private long lastRevocation;
  private long forgottenUpTo;

  public OpenConnections() {
    this(SessionLimits.DEFAULTS);
  }

  public OpenConnections(SessionLimits limits) {
    this.limits = limits;
  }

  /** Where the sequence of revocations stands; to be taken before a ticket is redeemed. */
  public long revocationMark() {
    synchronized (revocations) {
      return lastRevocation;
    }
  }

  /**
   * Registers an admitted socket. Whoever owns the socket calls this before {@link #remove}; the
   * two must not overtake each other.
   *
   * @param mark the {@link #revocationMark()} from before its ticket was redeemed
   * @return why it is not registered: its session was revoked since the mark, or has as many
   *     sockets as it may; empty if it is registered
   */
  public Optional<CloseCode> add(Connection connection, long mark) {
    if (!connection.info().session().map(id -> addToSession(id, connection)).orElse(true)) {
      return Optional.of(CloseCode.TOO_MANY_CONNECTIONS);
    }
    all.put(connection.info().id(), connection);
    // Looked at after the socket can be found: a revocation either sees the socket or is seen here.
    if (revokedSince(connection, mark)) {
      remove(connection);
      return Optional.of(CloseCode.SESSION_REVOKED);
    }
    return Optional.empty();
  }

  /** Forgets a socket that has ended; does nothing if it was not registered. */
  public void remove(Connection connection) {
    if (all.remove(connection.info().id(), connection)) {
      connection.info().session().ifPresent(session -> removeFromSession(session, connection));
    }
  }

  /**
   * Ends every socket of a session, and every admission of it that is under way. A socket that
   * throws keeps none of the others open.
   *
   * @return how many open sockets were closed
   * @throws RuntimeException what a socket threw, after all of them were closed
   */
  public int revoke(SessionId session) {
    rememberRevocation(session);
    List<Connection> open = List.copyOf(bySession.getOrDefault(session, Set.of()));
    closeAll(open);
    return open.size();
  }

  /** Sockets that are open now. */
  public int count() {
    return all.size();
  }

  /** The open socket of that name. */
  public Optional<Connection> find(ConnectionId id) {
    return Optional.ofNullable(all.get(id));
  }

  /** A live view; safe to walk while sockets come and go. */
  public Collection<Connection> all() {
    return Collections.unmodifiableCollection(all.values());
  }

  private boolean revokedSince(Connection connection, long mark) {
    return connection
        .info()
        .session()
        .map(
            session -> {
              synchronized (revocations) {
                return mark < forgottenUpTo || revocations.getOrDefault(session, 0L) > mark;
              }
            })
        .orElse(false);
  }

  private static void closeAll(List<Connection> open) {
    RuntimeException thrown = null;
    for (Connection connection : open) {
      try {
        connection.close(CloseCode.SESSION_REVOKED);
      } catch (RuntimeException e) {
        thrown = e;
      }
    }
    if (thrown != null) {
      throw thrown;
    }
  }

  private void rememberRevocation(SessionId session) {
    synchronized (revocations) {
      revocations.remove(session);
      revocations.put(session, ++lastRevocation);
      if (revocations.size() > REMEMBERED_REVOCATIONS) {
        var eldest = revocations.entrySet().iterator();
        forgottenUpTo = eldest.next().getValue();
        eldest.remove();
      }
    }
  }

  private boolean addToSession(SessionId session, Connection connection) {
    Entry entry = new Entry(connection);
    bySession.compute(session, (id, open) -> entry.into(open));
    // Told outside of the map's lock: a socket that closes at once removes itself from it.
    entry.replaced.forEach(older -> older.close(CloseCode.REPLACED));
    return entry.hasPlace;
  }

  private void removeFromSession(SessionId session, Connection connection) {
    bySession.computeIfPresent(
        session,
        (id, open) -> {
          open.remove(connection);
          return open.isEmpty() ? null : open;
        });
  }

  /** One socket on its way in among those of its session. */
  private final class Entry {
    private final Connection connection;
    private final List<Connection> replaced = new ArrayList<>(0);
    private boolean hasPlace;

    private Entry(Connection connection) {
      this.connection = connection;
    }

    private Set<Connection> into(Set<Connection> open) {
      Set<Connection> connections = open == null ? ConcurrentHashMap.newKeySet(2) : open;
      if (limits.replacesSameClient()) {
        connections.stream().filter(this::isOfSameClient).forEach(replaced::add);
        connections.removeAll(replaced);
      }
      hasPlace = connections.size() < limits.maxConnections();
      if (hasPlace) {
        connections.add(connection);
      }
      return connections;
    }

    private boolean isOfSameClient(Connection older) {
      return older.info().client().equals(connection.info().client());
    }
  }
}
