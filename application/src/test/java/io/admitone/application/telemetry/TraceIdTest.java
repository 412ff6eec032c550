package io.admitone.application.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceIdTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00-" + TRACE + "-00f067aa0ba902b7-01";

  @Test
  void isThatOfTheTraceparentFirst() {
    assertThat(TraceId.from(Optional.of(PARENT), Optional.of("mine"))).isEqualTo(TRACE);
  }

  @Test
  void isTheCallersOwnWhereThereIsNoTraceparent() {
    assertThat(TraceId.from(Optional.empty(), Optional.of("Mine-1"))).isEqualTo("Mine-1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-ff",
        "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what-the-future-brings",
        "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-",
      })
  void acceptsATraceparentOfThisVersionAndLaterOnes(String traceparent) {
    assertThat(from(traceparent)).isEqualTo(TRACE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "4bf92f3577b34da6a3ce929d0e0e4736",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "0-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
        "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01more",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\n",
        " 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00_4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7_01",
      })
  void takesTheCallersOwnInsteadOfABrokenTraceparent(String traceparent) {
    assertThat(from(traceparent)).isEqualTo("mine");
  }

  @Test
  void acceptsAnIdOfUpTo64Characters() {
    assertThat(TraceId.from(Optional.empty(), Optional.of("a".repeat(64))))
        .isEqualTo("a".repeat(64));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a b",
        "a_b",
        "a\nb",
        "é",
        "<b>",
        "12345678901234567890123456789012345678901234567890123456789012345"
      })
  void makesANewOneInsteadOfABrokenId(String own) {
    String made = TraceId.from(Optional.empty(), Optional.of(own));

    assertThat(made).isNotEqualTo(own).matches("[0-9a-f]{32}");
  }

  @Test
  void makesANewOneEachTime() {
    String made = TraceId.from(Optional.empty(), Optional.empty());

    assertThat(made).matches("[0-9a-f]{32}").isNotEqualTo(TraceId.random());
  }

  private static String from(String traceparent) {
    return TraceId.from(Optional.of(traceparent), Optional.of("mine"));
  }
}
