package io.admitone.domain.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.admitone.domain.identity.Identity;
import io.admitone.domain.identity.SessionId;
import io.admitone.domain.identity.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GrantTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final Identity ADA =
      new Identity(new UserId("ada"), new SessionId("sess_1"), Set.of(), List.of());

  @Test
  void keepsMillisecondsAndNothingFiner() {
    Grant grant =
        new Grant(ADA, Bindings.NONE, NOON.plusNanos(1_999_999), NOON.plusNanos(2_000_001), "t");

    assertThat(grant.createdAt()).isEqualTo(NOON.plusMillis(1));
    assertThat(grant.expiresAt()).isEqualTo(NOON.plusMillis(2));
  }

  @Test
  void equalsItselfAfterAStoreKeptItToTheMillisecond() {
    Grant issued =
        new Grant(ADA, Bindings.NONE, NOON.plusNanos(123_456), NOON.plusSeconds(60), "t");

    Grant readBack =
        new Grant(
            ADA,
            Bindings.NONE,
            Instant.ofEpochMilli(issued.createdAt().toEpochMilli()),
            Instant.ofEpochMilli(issued.expiresAt().toEpochMilli()),
            "t");

    assertThat(readBack).isEqualTo(issued);
  }

  @Test
  void endsWhenItBeginsOrLater() {
    assertThat(new Grant(ADA, Bindings.NONE, NOON, NOON, "t").expiresAt()).isEqualTo(NOON);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Grant(ADA, Bindings.NONE, NOON, NOON.minusMillis(1), "t"))
        .withMessage("a grant must not end before it begins");
  }

  @Test
  void holdsATraceIdOfAtMost64Characters() {
    String longest = "t".repeat(64);

    assertThat(new Grant(ADA, Bindings.NONE, NOON, NOON, longest).traceId()).isEqualTo(longest);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Grant(ADA, Bindings.NONE, NOON, NOON, longest + "t"))
        .withMessage("a trace id has at most 64 characters");
  }

  @Test
  void needsAnIdentityAndBindings() {
    assertThatNullPointerException()
        .isThrownBy(() -> new Grant(null, Bindings.NONE, NOON, NOON, "t"));
    assertThatNullPointerException().isThrownBy(() -> new Grant(ADA, null, NOON, NOON, "t"));
  }
}
