package io.admitone.redis;

import io.admitone.domain.room.Epoch;
import io.admitone.domain.room.HistoryOutcome;
import io.admitone.domain.room.Position;
import io.admitone.domain.room.Publication;
import io.admitone.domain.room.PublishOutcome;
import io.admitone.domain.room.Retention;
import io.admitone.domain.room.RetentionRules;
import io.admitone.domain.room.RoomBroker;
import io.admitone.domain.room.RoomMessage;
import io.admitone.domain.room.RoomName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * The logs of rooms in Redis. A room is a hash with its epoch and its latest offset, a stream whose
 * entries have the offsets for ids (and the server's time beside them), and one key for each id
 * that an author used lately; all in one slot, and changed by scripts in one step.
 *
 * <p>A room's epoch names the life of the server in which it began, as a ticket's record does: in
 * another life messages may be missing that somebody has heard, so the room begins anew.
 */
final class RoomLogs {
  private static final Script PUBLISH = Script.of("room-publish");
  private static final Script LOOK = Script.of("room-look");

  private static final String DAMAGED = "the room holds something that is no room";

  /** Longer than what is in it, so that a room that is looked after now and then stays. */
  private static final Duration KEPT_LONGER = Duration.ofMinutes(10);

  /** So many hexadecimal digits of a random number name the process whose epoch it is. */
  private static final int EPOCH_PREFIX = 16;

  private final RetentionRules rules;
  private final int database;
  private final String unique;
  private final AtomicLong epochs = new AtomicLong();

  /**
   * @param database in which the logs are
   * @param process a random UUID; part of it is in each epoch that begins here, so that the epoch
   *     is nobody else's
   */
  RoomLogs(RetentionRules rules, int database, String process) {
    this.rules = rules;
    this.database = database;
    this.unique = process.replace("-", "").substring(0, EPOCH_PREFIX);
  }

  /** The channel on which what is appended is told. */
  String channelOf(RoomName room) {
    return RedisKeys.roomChannel(room, database);
  }

  /**
   * What somebody wants to know of a log.
   *
   * @param since read what comes after it; where empty, the latest
   * @param limit the most messages to read
   * @param wasHeard whether the position came from this log and from nobody's imagination
   */
  record Question(Optional<Position> since, int limit, boolean wasHeard) {
    /** Where the log stands. */
    static final Question POSITION = new Question(Optional.empty(), 0, false);
  }

  /**
   * Appends a message.
   *
   * @param refused called with what a server refused; returns its words
   */
  CompletionStage<PublishOutcome> publish(
      Session session,
      RoomName room,
      Publication publication,
      Function<Reply.NoEffect<?>, String> refused) {
    Retention retention = rules.of(room);
    String key = RedisKeys.room(room);
    Node node = session.nodeOf(key);
    List<byte[]> args =
        List.of(
            ascii(node.incarnation().value()),
            ascii(neverUsed()),
            RoomRecord.write(publication),
            number(retention.messages()),
            number(retention.life().toMillis()),
            number(RoomBroker.ID_REMEMBERED.toMillis()),
            number(kept(retention).toMillis()),
            ascii(session.publishes().name()),
            ascii(channelOf(room)));
    List<String> keys = List.of(key, RedisKeys.roomLog(room), RedisKeys.roomId(room, publication));
    return node.run(PUBLISH, keys, args)
        .thenApply(reply -> published(reply, refused))
        .exceptionally(damaged -> new PublishOutcome.Indeterminate(DAMAGED));
  }

  private static PublishOutcome published(
      Reply<List<Object>> reply, Function<Reply.NoEffect<?>, String> refused) {
    return reply.fold(
        answer -> published(answer.orElseThrow()),
        noEffect -> new PublishOutcome.Unavailable(refused.apply(noEffect)),
        inDoubt -> new PublishOutcome.Indeterminate(inDoubt.cause()));
  }

  private static PublishOutcome published(List<Object> answer) {
    Position position = position(answer.get(1), answer.get(2));
    return answer.get(0).equals(1L)
        ? new PublishOutcome.Published(position)
        : new PublishOutcome.Duplicate(position);
  }

  /**
   * Reads.
   *
   * @param refused called with what a server refused; returns its words
   */
  CompletionStage<HistoryOutcome> look(
      Session session,
      RoomName room,
      Question question,
      Function<Reply.NoEffect<?>, String> refused) {
    Retention retention = rules.of(room);
    String key = RedisKeys.room(room);
    Node node = session.nodeOf(key);
    List<byte[]> args =
        List.of(
            ascii(node.incarnation().value()),
            ascii(neverUsed()),
            number(retention.messages()),
            number(retention.life().toMillis()),
            number(kept(retention).toMillis()),
            number(question.limit),
            ascii(question.since.map(since -> since.epoch().value()).orElse("")),
            ascii(question.since.map(since -> String.valueOf(since.offset())).orElse("")),
            ascii(question.wasHeard ? "1" : "0"));
    return node.run(LOOK, List.of(key, RedisKeys.roomLog(room)), args)
        .thenApply(reply -> seen(room, reply, refused))
        .exceptionally(damaged -> new HistoryOutcome.Unavailable(DAMAGED));
  }

  private static HistoryOutcome seen(
      RoomName room, Reply<List<Object>> reply, Function<Reply.NoEffect<?>, String> refused) {
    return reply.fold(
        answer -> seen(room, answer.orElseThrow()),
        noEffect -> new HistoryOutcome.Unavailable(refused.apply(noEffect)),
        inDoubt -> new HistoryOutcome.Unavailable(inDoubt.cause()));
  }

  private static HistoryOutcome seen(RoomName room, List<Object> answer) {
    Position top = position(answer.get(0), answer.get(1));
    List<RoomMessage> messages = new ArrayList<>();
    for (int i = 3; i < answer.size(); i += 2) {
      Position position = new Position(top.epoch(), Long.parseLong(text(answer.get(i))));
      Optional<Publication> read = RoomRecord.read((byte[]) answer.get(i + 1));
      if (read.isEmpty()) {
        // Damaged, and so as good as lost.
        return new HistoryOutcome.Read(List.of(), top, false);
      }
      messages.add(new RoomMessage(room, position, read.get()));
    }
    return new HistoryOutcome.Read(messages, top, answer.get(2).equals(1L));
  }

  /** How long a room is remembered that nobody publishes to and nobody asks for. */
  private static Duration kept(Retention retention) {
    Duration longer =
        retention.life().compareTo(RoomBroker.EPOCH_KEPT) > 0
            ? retention.life()
            : RoomBroker.EPOCH_KEPT;
    return longer.plus(KEPT_LONGER);
  }

  private String neverUsed() {
    return unique + '.' + Long.toString(epochs.incrementAndGet(), Character.MAX_RADIX);
  }

  private static Position position(Object epoch, Object offset) {
    return new Position(new Epoch(text(epoch)), Long.parseLong(text(offset)));
  }

  private static String text(Object bytes) {
    return new String((byte[]) bytes, StandardCharsets.US_ASCII);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] number(long number) {
    return ascii(String.valueOf(number));
  }
}
