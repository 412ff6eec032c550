package io.admitone.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SocketPolicyTest {
  @Test
  void refusesWhatCannotWork() {
    assertRefused("heartbeat interval", new TestPolicy().heartbeatInterval(Duration.ZERO));
    assertRefused("connection timeout", new TestPolicy().connectionTimeout(Duration.ofHours(2)));
    assertRefused("close timeout", new TestPolicy().closeTimeout(Duration.ofMillis(-1)));
    assertRefused("max message bytes", new TestPolicy().maxMessageBytes(124));
    assertRefused("max message bytes", new TestPolicy().maxMessageBytes(Integer.MAX_VALUE));
    assertRefused("max connections", new TestPolicy().maxConnections(0));
    assertRefused("send queue bytes", new TestPolicy().sendQueueBytes(100));
    assertRefused("bad messages", new TestPolicy().badMessagesPerMinute(0));
  }

  private static void assertRefused(String what, TestPolicy policy) {
    assertThatThrownBy(policy::build)
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
