package io.admitone.application.operator;

import io.admitone.application.connection.Connection;
import io.admitone.application.connection.ConnectionId;
import io.admitone.application.connection.ConnectionInfo;
import io.admitone.application.connection.OpenConnections;
import io.admitone.domain.identity.Identity;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The open sockets of this process, page by page in the order of their ids: sockets that come and
 * go meanwhile neither repeat nor hide any of the others.
 *
 * <p>Thread-safe. Looks at every socket for each page, so it is nothing for an event loop.
 */
public final class ListConnections {
  /** The most sockets that a page can hold. */
  public static final int LARGEST_PAGE = 1_000;

  private static final Comparator<Connection> BY_ID =
      Comparator.comparing(connection -> connection.info().id().value());

  private final OpenConnections connections;

  public ListConnections(OpenConnections connections) {
    this.connections = connections;
  }

  /** The page that follows the query's mark. */
  public Page list(Query query) {
    List<Connection> found =
        connections.all().stream()
            .filter(connection -> query.asksFor(connection.info()))
            .sorted(BY_ID)
            .limit(query.limit() + 1L)
            .toList();
    boolean more = found.size() > query.limit();
    List<Connection> page = more ? found.subList(0, query.limit()) : found;
    return new Page(
        page, more ? Optional.of(page.get(page.size() - 1).info().id()) : Optional.empty());
  }

  /**
   * Which sockets, and where the page begins; what is empty selects nothing out.
   *
   * @param user the user's id
   * @param session the session's id
   * @param client the browser's own id
   * @param after the last socket of the page before
   * @param limit the most sockets of the page
   */
  public record Query(
      Optional<String> user,
      Optional<String> session,
      Optional<String> client,
      Optional<ConnectionId> after,
      int limit) {
    /**
     * @throws IllegalArgumentException if the page would be empty or too large
     */
    public Query {
      if (limit < 1 || limit > LARGEST_PAGE) {
        throw new IllegalArgumentException("a page has 1 to " + LARGEST_PAGE + " sockets");
      }
    }

    private boolean asksFor(ConnectionInfo info) {
      Optional<Identity> identity = info.grant().map(grant -> grant.identity());
      return matches(user, identity.map(known -> known.user().value()))
          && matches(session, identity.map(known -> known.session().value()))
          && matches(client, Optional.of(info.client().value()))
          && after.map(mark -> info.id().value().compareTo(mark.value()) > 0).orElse(true);
    }

    private static boolean matches(Optional<String> wanted, Optional<String> actual) {
      return wanted.isEmpty() || wanted.equals(actual);
    }
  }

  /**
   * Some sockets in the order of their ids.
   *
   * @param next where the following page begins; empty after the last one
   */
  public record Page(List<Connection> connections, Optional<ConnectionId> next) {}
}
