package io.admitone.application.rooms;

import io.admitone.domain.room.BrokerCapabilities;
import io.admitone.domain.room.Epoch;
import io.admitone.domain.room.HistoryOutcome;
import io.admitone.domain.room.Member;
import io.admitone.domain.room.MessageId;
import io.admitone.domain.room.Payload;
import io.admitone.domain.room.Position;
import io.admitone.domain.room.PresenceOutcome;
import io.admitone.domain.room.Publication;
import io.admitone.domain.room.PublishOutcome;
import io.admitone.domain.room.RoomBroker;
import io.admitone.domain.room.RoomListener;
import io.admitone.domain.room.RoomMessage;
import io.admitone.domain.room.RoomName;
import io.admitone.domain.room.RoomSubscription;
import io.admitone.domain.room.SubscribeOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A broker that keeps every rule of the port and does each single thing when a test says so: a
 * question takes effect in one step and is answered in a later one, and each listener hears one
 * thing a step.
 */
final class ModelBroker implements RoomBroker {
  /** Steps that could be taken now, of all rooms. */
  final List<Runnable> open = new ArrayList<>();

  final List<Line> lines = new ArrayList<>();
  final Map<RoomName, Map<String, Member>> present = new LinkedHashMap<>();
  private final Map<RoomName, Log> logs = new LinkedHashMap<>();
  private final int kept;
  boolean down;
  PublishOutcome nextPublish;
  int epochs;

  /** How often it was subscribed to. */
  int subscriptions;

  /**
   * @param kept messages that history reaches back
   */
  ModelBroker(int kept) {
    this.kept = kept;
  }

  /** A room's log; nothing of it is ever forgotten by the test. */
  final class Log {
    final List<RoomMessage> messages = new ArrayList<>();
    Position top = new Position(new Epoch("e" + epochs++), 0);

    void begin() {
      top = new Position(new Epoch("e" + epochs++), 0);
    }

    Optional<RoomMessage> after(Position position) {
      return messages.stream()
          .filter(message -> message.position().isRightAfter(position))
          .filter(message -> message.position().offset() > top.offset() - kept)
          .findAny();
    }
  }

  Log log(RoomName room) {
    return logs.computeIfAbsent(room, fresh -> new Log());
  }

  RoomMessage say(RoomName room) {
    return say(room, "1");
  }

  RoomMessage say(RoomName room, String json) {
    Log log = log(room);
    log.top = log.top.next();
    RoomMessage message =
        new RoomMessage(
            room,
            log.top,
            new Publication(MessageId.random(), Payload.of(json), Optional.empty(), Instant.EPOCH));
    log.messages.add(message);
    return message;
  }

  @Override
  public CompletionStage<PublishOutcome> publish(RoomName room, Publication publication) {
    if (nextPublish != null) {
      return CompletableFuture.completedFuture(nextPublish);
    }
    Log log = log(room);
    log.top = log.top.next();
    log.messages.add(new RoomMessage(room, log.top, publication));
    return CompletableFuture.completedFuture(new PublishOutcome.Published(log.top));
  }

  @Override
  public CompletionStage<HistoryOutcome> history(
      RoomName room, Optional<Position> since, int limit) {
    CompletableFuture<HistoryOutcome> answer = new CompletableFuture<>();
    open.add(
        () -> {
          HistoryOutcome read =
              down ? new HistoryOutcome.Unavailable("down") : read(room, since, limit);
          open.add(() -> answer.complete(read));
        });
    return answer;
  }

  private HistoryOutcome read(RoomName room, Optional<Position> since, int limit) {
    Log log = log(room);
    List<RoomMessage> now =
        log.messages.stream()
            .filter(m -> m.position().isInEpochOf(log.top))
            .filter(m -> m.position().offset() > log.top.offset() - kept)
            .toList();
    if (since.isEmpty()) {
      return new HistoryOutcome.Read(
          now.subList(Math.max(0, now.size() - limit), now.size()), log.top, true);
    }
    boolean recovered =
        since.get().isInEpochOf(log.top)
            && since.get().offset() >= log.top.offset() - now.size()
            && since.get().offset() <= log.top.offset();
    return new HistoryOutcome.Read(
        now.stream()
            .filter(m -> recovered && m.position().isAfter(since.get()))
            .limit(Math.min(limit, 3))
            .toList(),
        log.top,
        recovered);
  }

  @Override
  public RoomSubscription subscribe(RoomName room, RoomListener listener) {
    subscriptions++;
    Line line = new Line(room, listener);
    lines.add(line);
    open.add(line::begin);
    return line;
  }

  /** One listener's line to the log. */
  final class Line implements RoomSubscription {
    final RoomName room;
    private final RoomListener listener;
    private final CompletableFuture<SubscribeOutcome> outcome = new CompletableFuture<>();
    private Position heard;
    boolean cancelled;

    private Line(RoomName room, RoomListener listener) {
      this.room = room;
      this.listener = listener;
    }

    private void begin() {
      if (down) {
        cancelled = true;
        lines.remove(this);
        outcome.complete(new SubscribeOutcome.Unavailable("down"));
        return;
      }
      heard = log(room).top;
      Position from = heard;
      open.add(() -> outcome.complete(new SubscribeOutcome.Subscribed(from)));
    }

    boolean hasNews() {
      return !cancelled && !down && heard != null && !heard.equals(log(room).top);
    }

    /** The next thing is heard. */
    void step() {
      if (!hasNews()) {
        return;
      }
      Optional<RoomMessage> next =
          heard.isInEpochOf(log(room).top) ? log(room).after(heard) : Optional.empty();
      heard = next.map(RoomMessage::position).orElse(log(room).top);
      next.ifPresentOrElse(listener::onMessage, () -> listener.onResync(heard));
    }

    @Override
    public CompletionStage<SubscribeOutcome> outcome() {
      return outcome;
    }

    @Override
    public void cancel() {
      cancelled = true;
      lines.remove(this);
    }
  }

  /** Takes every step there is, until there is none. */
  void settle() {
    while (step()) {
      continue;
    }
  }

  private boolean step() {
    if (!open.isEmpty()) {
      open.remove(0).run();
      return true;
    }
    Optional<Line> line = lines.stream().filter(Line::hasNews).findFirst();
    line.ifPresent(Line::step);
    return line.isPresent();
  }

  @Override
  public void join(RoomName room, Member member) {
    present.computeIfAbsent(room, fresh -> new LinkedHashMap<>()).put(member.connection(), member);
  }

  @Override
  public void leave(RoomName room, Member member) {
    present.getOrDefault(room, new LinkedHashMap<>()).remove(member.connection());
  }

  @Override
  public CompletionStage<PresenceOutcome> members(RoomName room) {
    List<Member> members = List.copyOf(present.getOrDefault(room, Map.of()).values());
    return CompletableFuture.completedFuture(
        down
            ? new PresenceOutcome.Unavailable("down")
            : new PresenceOutcome.Present(members.size(), members));
  }

  @Override
  public BrokerCapabilities capabilities() {
    Duration none = Duration.ZERO;
    return new BrokerCapabilities(false, none, none, none, none);
  }

  @Override
  public void close() {}
}
