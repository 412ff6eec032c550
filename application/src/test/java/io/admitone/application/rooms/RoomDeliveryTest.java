package io.admitone.application.rooms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.admitone.domain.room.Payload;
import io.admitone.domain.room.RoomMessage;
import io.admitone.domain.room.RoomName;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class RoomDeliveryTest {
  private final RoomMessage message = new ModelBroker(1).say(new RoomName("a"));
  private final AtomicInteger alive = new AtomicInteger();
  private final AtomicInteger served = new AtomicInteger(-1);
  private final RoomDelivery delivery = new RoomDelivery(message, 2, served::set);

  @Test
  void throwsTheFormAwayWithTheLastHolder() {
    SeamTest.Counted form = form();
    assertThat(form()).isSameAs(form);
    delivery.countSubscribers(3);

    delivery.release();
    assertThat(alive).hasValue(1);
    assertThat(served).hasValue(-1);
    delivery.release();

    assertThat(alive).hasValue(0);
    assertThat(served).hasValue(3);
    assertThatIllegalStateException().isThrownBy(this::form);
  }

  @Test
  void waitsForThoseWhoTookHold() {
    form();
    delivery.hold();
    delivery.release();
    delivery.release();
    assertThat(alive).hasValue(1);

    delivery.release();

    assertThat(alive).hasValue(0);
  }

  private SeamTest.Counted form() {
    return delivery.form(SeamTest.Counted.class, ignored -> new SeamTest.Counted(alive));
  }

  @Test
  void keepsAPolicyWithinItsBounds() {
    Duration second = Duration.ofSeconds(1);

    assertThat(RoomPolicy.DEFAULT)
        .isEqualTo(new RoomPolicy(100, 65_536, 524_288, second, Duration.ofSeconds(10)));
    assertThatIllegalArgumentException().isThrownBy(() -> new RoomPolicy(0, 1, 1, second, second));
    assertThatIllegalArgumentException().isThrownBy(() -> new RoomPolicy(1, 0, 1, second, second));
    assertThatIllegalArgumentException().isThrownBy(() -> new RoomPolicy(1, 1, 0, second, second));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RoomPolicy(1, Payload.MAX_BYTES + 1, 1, second, second));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RoomPolicy(1, 1, 1, Duration.ZERO, second));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RoomPolicy(1, 1, 1, second.negated(), second));
    for (RoomRefusal refusal : RoomRefusal.values()) {
      assertThat(refusal.explanation()).isNotBlank();
    }
  }
}
