package io.admitone.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.admitone.application.connection.ConnectRequest;
import io.admitone.application.connection.Endpoint;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IntroductionTest {
  @Test
  void saysNothingWhereNothingIsSaid() {
    ConnectRequest request = read("/ws/client");

    assertThat(request)
        .isEqualTo(
            new ConnectRequest(
                Endpoint.ROOMS,
                java.util.List.of(),
                Optional.empty(),
                Optional.empty(),
                java.util.List.of(),
                Optional.empty(),
                "trace",
                Optional.empty()));
  }

  @Test
  void readsTheQuery() {
    ConnectRequest request = read("/ws/client?client_id=a%3Ab&version=1&role=test&ticket=wst_x&x");

    assertThat(request.clientIds()).containsExactly("a:b");
    assertThat(request.version()).hasValue("1");
    assertThat(request.role()).hasValue("test");
    assertThat(request.tickets()).containsExactly("wst_x");
  }

  @Test
  void readsTheTicketFromASubprotocol() {
    ConnectRequest request = read("/ws/client", "admitone.v1 , admitone.ticket.wst_x", "other");

    assertThat(request.tickets()).containsExactly("wst_x");
  }

  @Test
  void countsOneTicketInTwoCarriersOnce() {
    assertThat(read("/ws/client?ticket=t&ticket=t", "admitone.ticket.t").tickets())
        .containsExactly("t");
    assertThat(read("/ws/client?ticket=t", "admitone.ticket.u").tickets())
        .containsExactly("t", "u");
  }

  @Test
  void keepsWhatIsEmptyOrGivenTwice() {
    ConnectRequest request =
        read("/ws/client?client_id=a&client_id=a&version=1&version=2&role=&ticket=");

    assertThat(request.clientIds()).containsExactly("a", "a");
    assertThat(request.version()).hasValue("1,2");
    assertThat(request.role()).hasValue("");
    assertThat(request.tickets()).containsExactly("");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/ws/client?ticket=%", "/ws/client?%zz=1", "/ws/client?a=%4"})
  void refusesAQueryThatCannotBeDecoded(String target) {
    assertThatThrownBy(() -> read(target)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void selectsOurSubprotocolAndNeverATicket() {
    assertThat(selected("admitone.ticket.x, admitone.v1")).hasValue("admitone.v1");
    assertThat(selected("admitone.ticket.x")).isEmpty();
    assertThat(selected("Admitone.v1, graphql-ws")).isEmpty();
    assertThat(selected("")).isEmpty();
  }

  private static Optional<String> selected(String offered) {
    return Introduction.subprotocolOf(request("/ws/client", offered));
  }

  private static ConnectRequest read(String target, String... subprotocols) {
    return Introduction.of(
        Endpoint.ROOMS, request(target, subprotocols), Optional.empty(), "trace");
  }

  private static HttpRequest request(String target, String... subprotocols) {
    HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, target);
    for (String line : subprotocols) {
      request.headers().add("Sec-WebSocket-Protocol", line);
    }
    return request;
  }
}
