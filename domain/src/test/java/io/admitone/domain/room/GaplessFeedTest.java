package io.admitone.domain.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class GaplessFeedTest {
  private static final RoomName ROOM = new RoomName("r");
  private static final Epoch FIRST = new Epoch("first");
  private static final Epoch SECOND = new Epoch("second");

  private final List<String> heard = new ArrayList<>();
  private final List<Position> asked = new ArrayList<>();
  private final GaplessFeed feed =
      new GaplessFeed(new Position(FIRST, 0), new Writing(heard), asked::add);

  @Test
  void passesOnWhatFollows() {
    feed.offer(message(FIRST, 1));
    feed.offer(message(FIRST, 2));

    assertThat(heard).containsExactly("first@1", "first@2");
    assertThat(asked).isEmpty();
    assertThat(feed.position()).isEqualTo(new Position(FIRST, 2));
  }

  @Test
  void leavesOutWhatWasHeard() {
    feed.offer(message(FIRST, 1));
    feed.offer(message(FIRST, 1));

    assertThat(heard).containsExactly("first@1");
    assertThat(asked).isEmpty();
  }

  @Test
  void fillsAHoleFromHistory() {
    feed.offer(message(FIRST, 3));
    feed.offer(message(FIRST, 4));

    assertThat(heard).isEmpty();
    assertThat(asked).containsExactly(new Position(FIRST, 0));

    feed.answer(read(true, FIRST, 3, 1, 2, 3));

    assertThat(heard).containsExactly("first@1", "first@2", "first@3", "first@4");
    assertThat(feed.isFollowing()).isTrue();
  }

  @Test
  void asksAgainWhereALaterMessageShowsAnotherHole() {
    feed.offer(message(FIRST, 2));
    feed.offer(message(FIRST, 5));

    feed.answer(read(true, FIRST, 3, 1, 2, 3));

    assertThat(heard).containsExactly("first@1", "first@2", "first@3");
    assertThat(asked).hasSize(2).endsWith(new Position(FIRST, 3));

    feed.answer(read(true, FIRST, 5, 4, 5));

    assertThat(heard).endsWith("first@4", "first@5").hasSize(5);
    assertThat(asked).hasSize(2);
  }

  @Test
  void readsHistoryPageByPage() {
    feed.offer(message(FIRST, 4));

    feed.answer(read(true, FIRST, 4, 1, 2));
    feed.answer(read(true, FIRST, 4, 3, 4));

    assertThat(asked).containsExactly(new Position(FIRST, 0), new Position(FIRST, 2));
    assertThat(heard).containsExactly("first@1", "first@2", "first@3", "first@4");
  }

  @Test
  void saysThatHistoryDoesNotReachBack() {
    feed.offer(message(FIRST, 9));

    feed.answer(read(false, FIRST, 9));
    feed.offer(message(FIRST, 10));

    assertThat(heard).containsExactly("resync first@9", "first@10");
  }

  @Test
  void changesTheEpochByAResyncOnly() {
    feed.offer(message(FIRST, 1));
    feed.offer(message(SECOND, 1));
    feed.offer(message(SECOND, 2));

    feed.answer(read(false, SECOND, 1));

    assertThat(heard).containsExactly("first@1", "resync second@1", "second@2");
  }

  @Test
  void forgetsMessagesOfAnEpochThatIsOver() {
    feed.offer(message(SECOND, 1));
    feed.answer(read(false, SECOND, 1));
    feed.offer(message(FIRST, 1));
    feed.answer(read(true, SECOND, 1));

    assertThat(heard).containsExactly("resync second@1");
    assertThat(feed.isFollowing()).isTrue();
  }

  @Test
  void looksOnceMoreForAnEpochThatBeganWhileItLooked() {
    feed.offer(message(FIRST, 2));
    feed.offer(message(SECOND, 1));

    feed.answer(read(true, FIRST, 2, 1, 2));

    assertThat(asked).endsWith(new Position(FIRST, 2));

    feed.answer(read(false, SECOND, 1));

    assertThat(heard).containsExactly("first@1", "first@2", "resync second@1");
  }

  @Test
  void looksWhenInDoubtAndSaysNothingWhereNothingIsMissing() {
    feed.offer(message(FIRST, 1));
    feed.doubt();

    feed.answer(read(true, FIRST, 1));

    assertThat(heard).containsExactly("first@1");
  }

  @Test
  void looksAgainWhereTheDoubtIsYoungerThanTheQuestion() {
    feed.doubt();
    feed.doubt();

    feed.answer(read(true, FIRST, 0));

    assertThat(asked).hasSize(2);
  }

  @Test
  void holdsWhatComesWhileNobodyKnows() {
    feed.doubt();
    feed.answer(new HistoryOutcome.Unavailable("down"));
    feed.offer(message(FIRST, 2));

    assertThat(heard).isEmpty();
    assertThat(feed.isFollowing()).isFalse();

    feed.doubt();
    feed.answer(read(true, FIRST, 2, 1, 2));

    assertThat(heard).containsExactly("first@1", "first@2");
  }

  @Test
  void holdsNoMoreThanSoMany() {
    feed.doubt();
    LongStream.rangeClosed(1, GaplessFeed.MAX_HELD + 5)
        .forEach(offset -> feed.offer(message(FIRST, offset)));
    feed.answer(read(true, FIRST, 0));

    assertThat(heard).hasSize(GaplessFeed.MAX_HELD);
    assertThat(asked).hasSize(2).endsWith(new Position(FIRST, GaplessFeed.MAX_HELD));
  }

  @Test
  void doesNotLookForeverForWhatHistoryDoesNotKnow() {
    feed.offer(message(FIRST, 9));

    feed.answer(read(true, FIRST, 1, 1));

    assertThat(heard).containsExactly("first@1");
    assertThat(asked).hasSize(1);
    assertThat(feed.isFollowing()).isTrue();
  }

  @Test
  void takesNoAnswerToWhatItDidNotAsk() {
    assertThatIllegalStateException().isThrownBy(() -> feed.answer(read(true, FIRST, 0)));
  }

  /**
   * Whatever is lost, doubled, late or reordered on the way: the view is the log, or it is said.
   */
  @Test
  void showsTheLogOrSaysThatItCannot() {
    for (int seed = 0; seed < 3_000; seed++) {
      new Trial(new Random(seed)).run();
    }
  }

  private static RoomMessage message(Epoch epoch, long offset) {
    return new RoomMessage(ROOM, new Position(epoch, offset), RoomValuesTest.publication());
  }

  private static HistoryOutcome read(boolean recovered, Epoch epoch, long top, int... offsets) {
    return new HistoryOutcome.Read(
        IntStream.of(offsets).mapToObj(offset -> message(epoch, offset)).toList(),
        new Position(epoch, top),
        recovered);
  }

  /** Writes down what is heard, in words. */
  private record Writing(List<String> heard) implements RoomListener {
    @Override
    public void onMessage(RoomMessage message) {
      heard.add(message.position().toString());
    }

    @Override
    public void onResync(Position from) {
      heard.add("resync " + from);
    }
  }

  /** A log with a bad line to its only listener. */
  private static final class Trial implements RoomListener {
    private static final int KEPT = 4;

    private final Random random;
    private final List<RoomMessage> kept = new ArrayList<>();
    private final List<RoomMessage> onTheWay = new ArrayList<>();
    private final GaplessFeed feed;
    private int epoch;
    private Position top = new Position(new Epoch("0"), 0);
    private Position view = top;
    private Position asked;

    /** The answer is read at another time than it arrives. */
    private HistoryOutcome answer;

    private Trial(Random random) {
      this.random = random;
      this.feed = new GaplessFeed(top, this, since -> asked = since);
    }

    private void run() {
      for (int step = 0; step < 60; step++) {
        step(random.nextInt(10));
      }
      feed.doubt();
      while (!feed.isFollowing()) {
        step(5);
        step(6);
        if (!feed.isFollowing() && asked == null) {
          feed.doubt();
        }
      }
      assertThat(view).as("the end of the view").isEqualTo(top);
    }

    private void step(int choice) {
      switch (choice) {
        case 0, 1, 2 -> publish();
        case 3, 4 -> arrive();
        case 5 -> readHistory();
        case 6 -> answerComes();
        case 7 -> lose();
        case 8 -> feed.doubt();
        default -> {
          if (random.nextInt(4) == 0) {
            beginEpoch();
          }
        }
      }
    }

    private void publish() {
      top = top.next();
      RoomMessage message = new RoomMessage(ROOM, top, RoomValuesTest.publication());
      kept.add(message);
      if (kept.size() > KEPT) {
        kept.remove(0);
      }
      onTheWay.add(message);
      if (random.nextInt(5) == 0) {
        onTheWay.add(message);
      }
    }

    private void arrive() {
      if (!onTheWay.isEmpty()) {
        int which = random.nextInt(4) == 0 ? random.nextInt(onTheWay.size()) : 0;
        feed.offer(onTheWay.remove(which));
      }
    }

    private void lose() {
      if (!onTheWay.isEmpty()) {
        onTheWay.remove(0);
      }
    }

    private void beginEpoch() {
      top = new Position(new Epoch(Integer.toString(++epoch)), 0);
      kept.clear();
    }

    private void readHistory() {
      if (asked != null && answer == null) {
        answer = random.nextInt(5) == 0 ? new HistoryOutcome.Unavailable("down") : history(asked);
      }
    }

    private void answerComes() {
      if (answer != null) {
        HistoryOutcome now = answer;
        answer = null;
        asked = null;
        feed.answer(now);
      }
    }

    private HistoryOutcome history(Position since) {
      boolean recovered =
          since.isInEpochOf(top)
              && (since.equals(top) || since.offset() >= top.offset() - kept.size());
      List<RoomMessage> after =
          kept.stream().filter(m -> recovered && m.position().isAfter(since)).limit(3).toList();
      return new HistoryOutcome.Read(after, top, recovered);
    }

    @Override
    public void onMessage(RoomMessage message) {
      assertThat(message.position().isRightAfter(view)).as("%s after %s", message, view).isTrue();
      view = message.position();
    }

    @Override
    public void onResync(Position from) {
      assertThat(from).as("a resync where nothing was missing").isNotEqualTo(view);
      view = from;
    }
  }
}
