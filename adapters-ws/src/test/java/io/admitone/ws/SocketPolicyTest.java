package io.admitone.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SocketPolicyTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void refusesWhatCannotWork() {
    assertRefused("heartbeat interval", Duration.ZERO, SECOND, 1000, 1, 1, SECOND);
    assertRefused("connection timeout", SECOND, Duration.ofHours(2), 1000, 1, 1, SECOND);
    assertRefused("max message bytes", SECOND, SECOND, 124, 1, 1, SECOND);
    assertRefused("max message bytes", SECOND, SECOND, Integer.MAX_VALUE, 1, 1, SECOND);
    assertRefused("max connections", SECOND, SECOND, 1000, 0, 1, SECOND);
    assertRefused("bad messages", SECOND, SECOND, 1000, 1, 0, SECOND);
    assertRefused("close timeout", SECOND, SECOND, 1000, 1, 1, Duration.ofMillis(-1));
  }

  private static void assertRefused(
      String what,
      Duration interval,
      Duration timeout,
      int bytes,
      int connections,
      int bad,
      Duration close) {
    assertThatThrownBy(
            () -> new SocketPolicy(interval, timeout, bytes, connections, true, bad, close))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(what);
  }

  @Test
  void countsBadMessagesOverAnyMinute() {
    BadMessages bad = new BadMessages(3);
    long second = 1_000_000_000L;

    assertThat(bad.reachLimit(0)).isFalse();
    assertThat(bad.reachLimit(30 * second)).isFalse();
    assertThat(bad.reachLimit(61 * second)).isFalse();
    assertThat(bad.reachLimit(89 * second)).isTrue();
    assertThat(bad.reachLimit(160 * second)).isFalse();
  }

  @Test
  void refusesHandlersForTypesThatAreTakenOrMissing() {
    assertThatThrownBy(() -> new MessageHandlers(List.of(handler("ping"))))
        .hasMessageContaining("ping")
        .hasMessageContaining("protocol's own");
    assertThatThrownBy(() -> new MessageHandlers(List.of(handler("a"), handler("a"))))
        .hasMessageContaining("two handlers")
        .hasMessageContaining("a");
    assertThatThrownBy(() -> new MessageHandlers(List.of(handler(" "))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(new MessageHandlers(List.of(handler("a"))).forType("a")).isPresent();
    assertThat(new MessageHandlers(List.of()).forType("a")).isEmpty();
  }

  private static MessageHandler handler(String type) {
    return new MessageHandler() {
      @Override
      public String type() {
        return type;
      }

      @Override
      public void onMessage(SocketConnection connection, io.micronaut.json.tree.JsonNode message) {}
    };
  }
}
