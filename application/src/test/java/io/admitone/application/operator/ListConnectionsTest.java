package io.admitone.application.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.admitone.application.People;
import io.admitone.application.RecordedConnection;
import io.admitone.application.connection.Connection;
import io.admitone.application.connection.ConnectionId;
import io.admitone.application.connection.OpenConnections;
import io.admitone.application.operator.ListConnections.Page;
import io.admitone.application.operator.ListConnections.Query;
import io.admitone.domain.identity.Identity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListConnectionsTest {
  private static final Optional<String> ANY = Optional.empty();

  private final OpenConnections connections = new OpenConnections();
  private final ListConnections list = new ListConnections(connections);

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 7, 10, 11, 1000})
  void showsEachSocketOnceWhateverThePagesAre(int limit) {
    List<Connection> open = open(10);

    List<Connection> seen = new ArrayList<>();
    Page page = list.list(page(Optional.empty(), limit));
    seen.addAll(page.connections());
    while (page.next().isPresent()) {
      page = list.list(page(page.next(), limit));
      assertThat(page.connections()).isNotEmpty().hasSizeLessThanOrEqualTo(limit);
      seen.addAll(page.connections());
    }

    assertThat(seen)
        .containsExactlyInAnyOrderElementsOf(open)
        .isSortedAccordingTo(Comparator.comparing(socket -> socket.info().id().value()));
  }

  @Test
  void hasNoNextPageWhenTheLastSocketEndsThePage() {
    open(4);

    Page first = list.list(page(Optional.empty(), 2));
    Page second = list.list(page(first.next(), 2));

    assertThat(first.next()).contains(first.connections().get(1).info().id());
    assertThat(second.connections()).hasSize(2);
    assertThat(second.next()).isEmpty();
  }

  @Test
  void neitherRepeatsNorHidesASocketWhenOthersComeAndGo() {
    open(6);
    Page first = list.list(page(Optional.empty(), 3));
    List<Connection> rest = list.list(page(first.next(), 10)).connections();

    first.connections().forEach(connections::remove);

    assertThat(list.list(page(first.next(), 10)).connections()).isEqualTo(rest);
  }

  @Test
  void isEmptyWithoutSockets() {
    assertThat(list.list(page(Optional.empty(), 10)))
        .isEqualTo(new Page(List.of(), Optional.empty()));
  }

  @Test
  void selectsByUserSessionAndClient() {
    Connection ada = add(RecordedConnection.of(People.ADA));
    Connection admin = add(RecordedConnection.of(People.ROOT));
    Connection nobody = add(RecordedConnection.anonymous());

    assertThat(found(Optional.of(user(People.ADA)), ANY, ANY)).containsExactly(ada);
    assertThat(found(ANY, Optional.of(People.ROOT.session().value()), ANY)).containsExactly(admin);
    assertThat(found(ANY, ANY, Optional.of(People.TAB.value())))
        .containsExactlyInAnyOrder(ada, admin, nobody);
    assertThat(found(Optional.of(user(People.ADA)), Optional.of("another"), ANY)).isEmpty();
    assertThat(found(ANY, ANY, Optional.of("another"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 1001})
  void refusesAPageThatIsEmptyOrTooLarge(int limit) {
    assertThatIllegalArgumentException().isThrownBy(() -> page(Optional.empty(), limit));
  }

  private List<Connection> found(
      Optional<String> user, Optional<String> session, Optional<String> client) {
    return list.list(new Query(user, session, client, Optional.empty(), 10)).connections();
  }

  private static String user(Identity identity) {
    return identity.user().value();
  }

  private static Query page(Optional<ConnectionId> after, int limit) {
    return new Query(ANY, ANY, ANY, after, limit);
  }

  private List<Connection> open(int count) {
    List<Connection> opened = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      opened.add(add(RecordedConnection.of(People.ADA)));
    }
    return opened;
  }

  private Connection add(Connection connection) {
    assertThat(connections.add(connection, connections.revocationMark())).isEmpty();
    return connection;
  }
}
