package io.admitone.contract;

import static io.admitone.contract.RoomRule.HISTORY;
import static io.admitone.contract.RoomRule.WHOLE;

import io.admitone.contract.RoomBench.Following;
import io.admitone.domain.identity.UserId;
import io.admitone.domain.room.Epoch;
import io.admitone.domain.room.HistoryOutcome;
import io.admitone.domain.room.MessageId;
import io.admitone.domain.room.Payload;
import io.admitone.domain.room.Position;
import io.admitone.domain.room.Publication;
import io.admitone.domain.room.RoomBroker;
import io.admitone.domain.room.RoomMessage;
import io.admitone.domain.room.RoomName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Rules 5 and 6: messages come back whole, and what history holds and says of itself. */
interface RoomHistoryRules {
  RoomBench bench();

  @Test
  default void givesAMessageBackWhole() {
    RoomName room = RoomSamples.room();
    Following listener = bench().mustListen(room);
    List<Publication> odd =
        List.of(
            of("plain", "{\"a\":1}", "user-7", 0),
            of(
                "text",
                "\"\\u0000\\n\u00e4\u20ac\ud83d\ude00 \\\"quoted\\\"\"",
                "Zo\u00eb \ud83d\ude00 | a:b@c",
                1),
            of("number", "-1.5e300", "a b", 1_767_225_600_123L),
            of("nothing", "null", "x".repeat(UserId.MAX_LENGTH), 253_402_300_799_999L),
            of("spaces", " [ 1 ,\t2 ]\r\n", "\u0000\n", 5),
            of("large", "\"" + "\u00fc".repeat((Payload.MAX_BYTES - 2) / 2) + "\"", "u", 6),
            of("a.b_c:d-" + "x".repeat(120), "[]", "0", 7),
            new Publication(
                new MessageId("nameless"), Payload.of("0"), Optional.empty(), Instant.EPOCH));

    odd.forEach(publication -> bench().mustPublish(bench().broker(), room, publication));

    List<RoomMessage> kept = bench().mustRead(room, Optional.empty(), 100).messages();
    bench().mustHear(listener, bench().top(room), RoomRule.LIVE);
    WHOLE.require(
        kept.size() == odd.size() && listener.ear().messages().size() == odd.size(),
        "of %d messages %d were kept and %d heard."
            .formatted(odd.size(), kept.size(), listener.ear().messages().size()));
    for (int i = 0; i < odd.size(); i++) {
      requireSame(odd.get(i), kept.get(i), "in history");
      requireSame(odd.get(i), listener.ear().messages().get(i), "by a listener");
    }
  }

  private static Publication of(String id, String json, String author, long atMs) {
    return new Publication(
        new MessageId(id),
        Payload.of(json),
        Optional.of(new UserId(author)),
        Instant.ofEpochMilli(atMs));
  }

  private static void requireSame(Publication published, RoomMessage found, String where) {
    WHOLE.require(
        found.publication().equals(published),
        "%s was found %s as %s, with a payload that is %s."
            .formatted(
                published,
                where,
                found.publication(),
                found.publication().data().equals(published.data()) ? "right" : "another"));
  }

  @Test
  default void readsWhatCameAfterAPosition() {
    RoomName room = RoomSamples.room();
    Position first = bench().mustPublish(room);
    bench().mustPublish(room, 4);

    requireRead(bench().mustRead(room, Optional.of(first), 100), true, 2, 3, 4, 5);
  }

  @Test
  default void readsFromTheVeryBeginning() {
    RoomName room = RoomSamples.room();
    Position empty = bench().top(room);
    bench().mustPublish(room, 2);

    requireRead(bench().mustRead(room, Optional.of(empty), 100), true, 1, 2);
  }

  @Test
  default void readsTheLatestMessagesWhereNoPositionIsGiven() {
    RoomName room = RoomSamples.room();
    bench().mustPublish(room, 5);

    requireRead(bench().mustRead(room, Optional.empty(), 100), true, 1, 2, 3, 4, 5);
    requireRead(bench().mustRead(room, Optional.empty(), 2), true, 4, 5);
  }

  @Test
  default void readsTheOldestFirstUpToTheLimit() {
    RoomName room = RoomSamples.room();
    Position first = bench().mustPublish(room);
    Position last = bench().mustPublish(room, 4);

    HistoryOutcome.Read page = bench().mustRead(room, Optional.of(first), 2);
    requireRead(page, true, 2, 3);
    HISTORY.require(
        page.top().equals(last), "a short page said that the log stands at " + page.top() + ".");
    requireRead(bench().mustRead(room, Optional.of(first), 0), true);
    requireRead(bench().mustRead(room, Optional.of(page.end()), RoomBroker.MAX_PAGE), true, 4, 5);
  }

  @Test
  default void saysThatNothingIsMissingAtTheTop() {
    RoomName room = RoomSamples.room();
    Position empty = bench().top(room);

    requireRead(bench().mustRead(room, Optional.of(empty), 100), true);
    requireRead(bench().mustRead(room, Optional.of(bench().mustPublish(room, 3)), 100), true);
  }

  @Test
  default void keepsAsManyMessagesAsItIsToldTo() {
    RoomName room = RoomSamples.smallRoom();
    Position empty = bench().top(room);
    bench().mustPublish(room, RoomSamples.FEW);
    requireRead(bench().mustRead(room, Optional.of(empty), 100), true, 1, 2, 3, 4, 5);

    bench().mustPublish(room, 3);

    requireRead(bench().mustRead(room, Optional.empty(), 100), true, 4, 5, 6, 7, 8);
    requireRead(bench().mustRead(room, Optional.of(at(empty, 3)), 100), true, 4, 5, 6, 7, 8);
    requireRead(bench().mustRead(room, Optional.of(at(empty, 2)), 100), false);
    requireRead(bench().mustRead(room, Optional.of(empty), 100), false);
  }

  @Test
  default void keepsAHundredMessagesWhereNoRuleSaysOtherwise() {
    RoomName room = RoomSamples.room();
    Position empty = bench().top(room);
    bench().mustPublish(room, 101);

    List<RoomMessage> kept = bench().mustRead(room, Optional.empty(), 1_000).messages();

    HISTORY.require(
        kept.size() == 100 && kept.get(0).position().equals(at(empty, 2)),
        "of 101 messages %d were kept.".formatted(kept.size()));
  }

  @Test
  default void keepsMessagesThroughoutTheirLife() {
    bench().needsMovedTime();
    RoomName room = RoomSamples.room();
    Position empty = bench().top(room);
    bench().mustPublish(room, 2);

    bench().time().pass(RoomSamples.retention().of(room).life().minusSeconds(1));

    requireRead(bench().mustRead(room, Optional.of(empty), 100), true, 1, 2);
  }

  @Test
  default void forgetsMessagesAfterTheirLife() {
    RoomName room = RoomSamples.briefRoom();
    Following listener = bench().mustListen(room);
    Position last = bench().mustPublish(room, 2);

    bench().time().pass(RoomSamples.BRIEFLY.plus(bench().capabilities().timeGranularity()));

    requireRead(bench().mustRead(room, Optional.empty(), 100), true);
    requireRead(bench().mustRead(room, Optional.of(last), 100), true);
    requireRead(bench().mustRead(room, Optional.of(at(last, 1)), 100), false);
    requireRead(bench().mustRead(room, Optional.of(listener.from()), 100), false);
  }

  @Test
  default void goesOnCountingAfterItsMessagesAreForgotten() {
    RoomName room = RoomSamples.briefRoom();
    bench().mustListen(room);
    Position last = bench().mustPublish(room, 2);

    bench().time().pass(RoomSamples.BRIEFLY.plus(bench().capabilities().timeGranularity()));
    Position next = bench().mustPublish(room);

    RoomRule.EPOCH.require(
        next.isRightAfter(last), "after %s, whose life was over, came %s.".formatted(last, next));
    requireRead(bench().mustRead(room, Optional.of(last), 100), true, 3);
  }

  @Test
  default void doesNotRecoverAPositionOfAnotherEpoch() {
    RoomName room = RoomSamples.room();
    bench().mustPublish(room, 3);
    Epoch another = new Epoch("never-" + RoomSamples.fresh());

    requireRead(bench().mustRead(room, Optional.of(new Position(another, 3)), 100), false);
    requireRead(bench().mustRead(room, Optional.of(new Position(another, 0)), 100), false);
  }

  @Test
  default void doesNotRecoverAPositionThatNeverWas() {
    RoomName room = RoomSamples.room();
    Position last = bench().mustPublish(room, 3);

    requireRead(bench().mustRead(room, Optional.of(at(last, 4)), 100), false);
    requireRead(bench().mustRead(room, Optional.of(at(last, Long.MAX_VALUE)), 100), false);
  }

  private static Position at(Position inEpochOf, long offset) {
    return new Position(inEpochOf.epoch(), offset);
  }

  private static void requireRead(HistoryOutcome.Read read, boolean recovered, long... offsets) {
    List<Long> found =
        read.messages().stream().map(message -> message.position().offset()).toList();
    List<Long> expected = LongStream.of(offsets).boxed().toList();
    HISTORY.require(
        read.recovered() == recovered && found.equals(expected),
        "history was to bring %s, recovered %s, and brought %s, recovered %s."
            .formatted(expected, recovered, found, read.recovered()));
  }
}
