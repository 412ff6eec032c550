package io.admitone.application.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.application.connection.CloseCode;
import io.admitone.application.telemetry.TelemetryEvent.Closing;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TelemetryValuesTest {
  @ParameterizedTest
  @EnumSource(MessageLabel.class)
  void aLabelIsFoundByItsNameOnTheWire(MessageLabel label) {
    assertThat(label.wireName()).isLowerCase();
    assertThat(MessageLabel.ofType(label.wireName())).isEqualTo(label);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "PING", "ping ", "orders.created"})
  void aTypeThatNobodyKnowsIsOther(String type) {
    assertThat(MessageLabel.ofType(type)).isEqualTo(MessageLabel.OTHER);
  }

  @ParameterizedTest
  @EnumSource(MessageLabel.class)
  void aMessageIsCountedWithoutAnAllocation(MessageLabel label) {
    assertThat(label.received()).isSameAs(label.received());
    assertThat(label.received().label()).isEqualTo(label);
    assertThat(label.sent()).isSameAs(label.sent());
    assertThat(label.sent().label()).isEqualTo(label);
  }

  @Test
  void aCloseByThisSideIsToldByItsTable() {
    assertThat(Closing.byServer(CloseCode.HEARTBEAT_TIMEOUT))
        .isEqualTo(new Closing(4408, "HEARTBEAT_TIMEOUT"));
  }

  @Test
  void aCloseByThePeerIsToldByItsCodeIfThatIsKnown() {
    assertThat(Closing.byClient(1001)).isEqualTo(new Closing(1001, "CLIENT"));
    assertThat(Closing.byClient(1005)).isEqualTo(new Closing(1005, "CLIENT"));
    assertThat(Closing.byClient(3999)).isEqualTo(new Closing(0, "CLIENT"));
  }

  @Test
  void aBrokenConnectionIsToldAs1006() {
    assertThat(Closing.lost()).isEqualTo(new Closing(1006, "ABNORMAL"));
  }

  @Test
  void aCauseNamesTheExceptionWithoutItsWrapper() {
    Exception inner = new IllegalStateException("secret");

    assertThat(Cause.of(inner)).isEqualTo("IllegalStateException");
    assertThat(Cause.of(new CompletionException(inner))).isEqualTo("IllegalStateException");
    assertThat(Cause.of(new RuntimeException(inner))).isEqualTo("RuntimeException");
    assertThat(Cause.of(new CompletionException(null))).isEqualTo("CompletionException");
  }
}
