package io.admitone.application.connection;

import static io.admitone.application.People.ADA;
import static io.admitone.application.People.ADAS_SESSION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.admitone.application.RecordedConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConnectionValuesTest {
  @Test
  void aRoleIsReadByItsExactName() {
    assertThat(ClientRole.parse("frontend")).contains(ClientRole.FRONTEND);
    assertThat(ClientRole.parse("admin")).contains(ClientRole.ADMIN);
    assertThat(ClientRole.parse("test")).contains(ClientRole.TEST);
    assertThat(ClientRole.parse("Admin")).isEmpty();
    assertThat(ClientRole.parse("")).isEmpty();
  }

  @Test
  void anEndpointIsCountedUnderItsLabel() {
    assertThat(Endpoint.CLIENT.label()).isEqualTo("client");
    assertThat(Endpoint.LEGACY.label()).isEqualTo("legacy");
  }

  @Test
  void aConnectionIdIsItsTextAndNeverTheSame() {
    ConnectionId id = ConnectionId.random();

    assertThat(id).hasToString(id.value()).isNotEqualTo(ConnectionId.random());
    assertThat(id.value()).matches("[0-9a-f-]{36}");
  }

  @Test
  void aConnectionBelongsToTheSessionOfItsTicket() {
    assertThat(RecordedConnection.of(ADA).info().session()).contains(ADAS_SESSION);
    assertThat(RecordedConnection.anonymous().info().session()).isEmpty();
  }

  @Test
  void aRequestDoesNotChangeWithTheListsItWasMadeOf() {
    List<String> given = new ArrayList<>();
    ConnectRequest request =
        new ConnectRequest(
            Endpoint.CLIENT,
            given,
            Optional.empty(),
            Optional.empty(),
            given,
            Optional.empty(),
            "trace",
            Optional.empty());

    given.add("late");

    assertThat(request.clientIds()).isEmpty();
    assertThat(request.tickets()).isEmpty();
  }

  @Test
  void aPolicyHasAPositiveDeadline() {
    for (long ns : new long[] {-1, 0}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> required(Duration.ofNanos(ns)))
          .withMessage("a deadline is positive, not %s", Duration.ofNanos(ns));
    }
    assertThat(required(Duration.ofNanos(1)).storeDeadline()).hasNanos(1);
    assertThatNullPointerException()
        .isThrownBy(() -> new ConnectPolicy(null, Authentication.REQUIRED, Duration.ofSeconds(1)));
    assertThatNullPointerException()
        .isThrownBy(() -> new ConnectPolicy(Authentication.REQUIRED, null, Duration.ofSeconds(1)));
  }

  private static ConnectPolicy required(Duration deadline) {
    return new ConnectPolicy(Authentication.REQUIRED, Authentication.REQUIRED, deadline);
  }
}
