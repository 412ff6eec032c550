package io.admitone.redis;

import io.admitone.domain.room.HistoryOutcome;
import io.admitone.domain.room.RoomName;
import io.admitone.redis.RoomLogs.Question;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Asks the server about the logs of many rooms, so many at a time: after a loss all rooms have a
 * question, and those who publish share the connection. Belongs to the loop of the rooms.
 */
final class RoomQuestions {
  private static final int MAX_UNDER_WAY = 256;
  private static final Duration PAUSE = Duration.ofMillis(250);

  private final RedisLink link;
  private final RoomLogs logs;
  private final LinkLoop loop;
  private final Queue<Waiting> waiting = new ArrayDeque<>();
  private int underWay;

  RoomQuestions(RedisLink link, RoomLogs logs, LinkLoop loop) {
    this.link = link;
    this.logs = logs;
    this.loop = loop;
  }

  private record Waiting(RoomName room, Question question, Consumer<HistoryOutcome> answer) {}

  /** Asks; the answer comes later, on the loop. */
  void ask(RoomName room, Question question, Consumer<HistoryOutcome> answer) {
    waiting.add(new Waiting(room, question, answer));
    askNext();
  }

  /**
   * Does something after a pause, if there is still a reason. Without a session there is none: with
   * the next one everything is asked anew.
   */
  void later(BooleanSupplier still, Runnable task) {
    loop.after(
        PAUSE,
        () -> {
          if (link.session().isPresent() && still.getAsBoolean()) {
            task.run();
          }
        });
  }

  private void askNext() {
    while (underWay < MAX_UNDER_WAY && !waiting.isEmpty()) {
      Waiting next = waiting.remove();
      underWay++;
      look(next).thenAccept(outcome -> loop.run(() -> answered(next, outcome)));
    }
  }

  private CompletionStage<HistoryOutcome> look(Waiting asked) {
    return link.use(
        session -> logs.look(session, asked.room, asked.question, no -> link.refused(session, no)),
        HistoryOutcome.Unavailable::new);
  }

  private void answered(Waiting asked, HistoryOutcome outcome) {
    underWay--;
    askNext();
    asked.answer.accept(outcome);
  }
}
