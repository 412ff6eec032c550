package io.admitone.domain.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.admitone.domain.identity.ClientId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RoomValuesTest {
  private static final Epoch EPOCH = new Epoch("e1");

  @Test
  void takesANameOf1To200OfAClosedAlphabet() {
    assertThat(RoomName.parse("orders.eu")).contains(new RoomName("orders.eu"));
    assertThat(RoomName.parse("a".repeat(200))).isPresent();

    for (String wrong : List.of("", "a".repeat(201), "orders eu", "orders*", "ö", "a/b", "a\n")) {
      assertThat(RoomName.parse(wrong)).as(wrong).isEmpty();
      assertThatIllegalArgumentException().isThrownBy(() -> new RoomName(wrong));
    }
    assertThatIllegalArgumentException().isThrownBy(() -> new RoomName(null));
  }

  @Test
  void takesIdsAndEpochsOfAClosedAlphabet() {
    assertThat(MessageId.parse("m-1")).contains(new MessageId("m-1"));
    assertThat(MessageId.parse("")).isEmpty();
    assertThat(MessageId.parse("a".repeat(129))).isEmpty();
    assertThat(MessageId.random()).isNotEqualTo(MessageId.random());
    assertThat(Epoch.parse("x_Y-1.2")).contains(new Epoch("x_Y-1.2"));
    assertThat(Epoch.parse("a".repeat(65))).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> new MessageId(" "));
    assertThatIllegalArgumentException().isThrownBy(() -> new Epoch("a b"));
    assertThatIllegalArgumentException().isThrownBy(() -> new Epoch(null));
    assertThatIllegalArgumentException().isThrownBy(() -> new MessageId(null));
  }

  @Test
  void comparesPositionsWithinAnEpochOnly() {
    Position seventh = new Position(EPOCH, 7);
    Position elsewhere = new Position(new Epoch("e2"), 8);

    assertThat(seventh.next()).isEqualTo(new Position(EPOCH, 8));
    assertThat(seventh.next().isAfter(seventh)).isTrue();
    assertThat(seventh.isAfter(seventh)).isFalse();
    assertThat(elsewhere.isAfter(seventh)).isFalse();
    assertThat(elsewhere.isRightAfter(seventh)).isFalse();
    assertThat(seventh.next().isRightAfter(seventh)).isTrue();
    assertThat(seventh.next().next().isRightAfter(seventh)).isFalse();
    assertThat(seventh).hasToString("e1@7");
    assertThat(new Position(EPOCH, 0).offset()).isZero();
    assertThatIllegalArgumentException().isThrownBy(() -> new Position(EPOCH, -1));
  }

  @Test
  void carriesAPayloadByteForByteAndCannotBeChanged() {
    byte[] bytes = "{\"a\":\"ü\"}".getBytes(StandardCharsets.UTF_8);
    Payload payload = Payload.of(bytes);
    bytes[0] = 'x';

    assertThat(payload)
        .isEqualTo(Payload.of("{\"a\":\"ü\"}"))
        .hasSameHashCodeAs(Payload.of(payload.text()));
    assertThat(payload.bytes())
        .isEqualTo(ByteBuffer.wrap(payload.text().getBytes(StandardCharsets.UTF_8)));
    assertThat(payload.bytes().isReadOnly()).isTrue();
    assertThat(payload.size()).isEqualTo(10);
    assertThat(payload).hasToString("Payload[10 bytes]").isNotEqualTo(Payload.of("1"));
    assertThat(payload.equals("1")).isFalse();
  }

  @Test
  void boundsAPayload() {
    assertThat(Payload.of("1".repeat(Payload.MAX_BYTES)).size()).isEqualTo(Payload.MAX_BYTES);
    assertThatIllegalArgumentException().isThrownBy(() -> Payload.of(""));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Payload.of("1".repeat(Payload.MAX_BYTES + 1)));
  }

  @Test
  void keepsTimeToTheMillisecond() {
    Publication publication =
        new Publication(
            new MessageId("m"),
            Payload.of("1"),
            Optional.empty(),
            Instant.ofEpochSecond(1, 1_999_999));

    assertThat(publication.timestamp()).isEqualTo(Instant.ofEpochMilli(1_001));
  }

  @Test
  void namesAMembersConnectionInAClosedAlphabet() {
    ClientId client = new ClientId("c");

    assertThat(new Member("0b0c", Optional.empty(), client).connection()).isEqualTo("0b0c");
    assertThatIllegalArgumentException().isThrownBy(() -> new Member("", Optional.empty(), client));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Member(null, Optional.empty(), client));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Member("a".repeat(129), Optional.empty(), client));
  }

  @Test
  void endsWhereTheLastMessageOfAPageIs() {
    Position top = new Position(EPOCH, 9);
    RoomMessage message = new RoomMessage(new RoomName("r"), new Position(EPOCH, 3), publication());

    assertThat(new HistoryOutcome.Read(List.of(), top, true).end()).isEqualTo(top);
    assertThat(new HistoryOutcome.Read(List.of(message), top, true).end())
        .isEqualTo(message.position());
  }

  @Test
  void letsTheFirstRuleThatFitsDecideWhatIsKept() {
    Retention few = new Retention(1, Duration.ofSeconds(1));
    Retention many = new Retention(Retention.MAX_MESSAGES, Retention.MAX_LIFE);
    RetentionRules rules =
        new RetentionRules(
            List.of(
                new RetentionRules.Rule(new RoomPattern("a.*"), few),
                new RetentionRules.Rule(new RoomPattern("*"), many)),
            Retention.DEFAULT);

    assertThat(rules.of(new RoomName("a.b"))).isEqualTo(few);
    assertThat(rules.of(new RoomName("b.a"))).isEqualTo(many);
    assertThat(RetentionRules.DEFAULT.of(new RoomName("a.b")))
        .isEqualTo(new Retention(100, Duration.ofMinutes(5)));
  }

  @Test
  void refusesToKeepNothingOrTooMuch() {
    Duration second = Duration.ofSeconds(1);

    assertThatIllegalArgumentException().isThrownBy(() -> new Retention(0, second));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Retention(Retention.MAX_MESSAGES + 1, second));
    assertThatIllegalArgumentException().isThrownBy(() -> new Retention(1, second.minusNanos(1)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Retention(1, Retention.MAX_LIFE.plusNanos(1)));
  }

  @Test
  void asksForAnAnswerToEachOutcome() {
    Position at = new Position(EPOCH, 1);
    PublishOutcome published = new PublishOutcome.Published(at);
    PublishOutcome duplicate = new PublishOutcome.Duplicate(at);

    assertThat(word(published)).isEqualTo("published e1@1");
    assertThat(word(duplicate)).isEqualTo("duplicate e1@1");
    assertThat(word(new PublishOutcome.Unavailable("x"))).isEqualTo("unavailable x");
    assertThat(word(new PublishOutcome.Indeterminate("x"))).isEqualTo("indeterminate x");
    SubscribeOutcome subscribed = new SubscribeOutcome.Subscribed(at);
    assertThat(subscribed.<String>fold(s -> "s" + s.from(), u -> u.cause())).isEqualTo("se1@1");
    SubscribeOutcome not = new SubscribeOutcome.Unavailable("x");
    assertThat(not.<String>fold(s -> "s", u -> u.cause())).isEqualTo("x");
    HistoryOutcome unread = new HistoryOutcome.Unavailable("x");
    assertThat(unread.<String>fold(r -> "r", u -> u.cause())).isEqualTo("x");
    HistoryOutcome read = new HistoryOutcome.Read(List.of(), at, true);
    assertThat(read.<String>fold(r -> "r", u -> u.cause())).isEqualTo("r");
    PresenceOutcome present = new PresenceOutcome.Present(1, List.of());
    assertThat(present.<Integer>fold(p -> p.count(), u -> -1)).isEqualTo(1);
    PresenceOutcome unknown = new PresenceOutcome.Unavailable("x");
    assertThat(unknown.<Integer>fold(p -> p.count(), u -> -1)).isEqualTo(-1);
  }

  private static String word(PublishOutcome outcome) {
    return outcome.fold(
        p -> "published " + p.position(),
        d -> "duplicate " + d.position(),
        u -> "unavailable " + u.cause(),
        i -> "indeterminate " + i.cause());
  }

  static Publication publication() {
    return new Publication(MessageId.random(), Payload.of("1"), Optional.empty(), Instant.EPOCH);
  }
}
