package io.admitone.contract;

import io.admitone.domain.room.BrokerCapabilities;
import io.admitone.domain.room.HistoryOutcome;
import io.admitone.domain.room.Member;
import io.admitone.domain.room.Position;
import io.admitone.domain.room.PresenceOutcome;
import io.admitone.domain.room.Publication;
import io.admitone.domain.room.PublishOutcome;
import io.admitone.domain.room.Retention;
import io.admitone.domain.room.RetentionRules;
import io.admitone.domain.room.RoomBroker;
import io.admitone.domain.room.RoomListener;
import io.admitone.domain.room.RoomMessage;
import io.admitone.domain.room.RoomName;
import io.admitone.domain.room.RoomSubscription;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;

/** A broker that keeps every rule; each broken broker differs from it in one thing. */
class RightBroker implements RoomBroker {
  static final Duration BOUND = Duration.ofMillis(80);
  static final Duration ABSENCE = Duration.ofSeconds(20);
  private static final AtomicLong EPOCHS = new AtomicLong();

  protected final ToyRooms rooms;
  protected final RetentionRules retention;
  protected final List<ToyLine> lines = new CopyOnWriteArrayList<>();
  protected final Map<String, Member> mine = new ConcurrentHashMap<>();
  private final Set<String> left = ConcurrentHashMap.newKeySet();
  private final Runnable regular = this::lookAfterAll;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Completes when the broker is closed, and ends what is in flight. */
  private final CompletableFuture<Void> end = new CompletableFuture<>();

  RightBroker(ToyRooms rooms, RetentionRules retention) {
    this.rooms = rooms;
    this.retention = retention;
    rooms.data().connect();
    rooms.regularly(regular);
  }

  @Override
  public CompletionStage<PublishOutcome> publish(RoomName room, Publication publication) {
    Objects.requireNonNull(room);
    Objects.requireNonNull(publication);
    return ask(
        db -> store(db, room, publication),
        PublishOutcome.Unavailable::new,
        PublishOutcome.Indeterminate::new,
        outcome -> told(room, publication, outcome));
  }

  /** Listeners are told by whoever carried the command out. */
  protected void told(RoomName room, Publication publication, PublishOutcome outcome) {
    if (outcome instanceof PublishOutcome.Published published) {
      rooms.tell(new RoomMessage(room, published.position(), publication));
    }
  }

  @Override
  public CompletionStage<HistoryOutcome> history(
      RoomName room, Optional<Position> since, int limit) {
    Objects.requireNonNull(room);
    Objects.requireNonNull(since);
    requireLegal(limit);
    return ask(
        db -> read(db, room, since, limit),
        HistoryOutcome.Unavailable::new,
        HistoryOutcome.Unavailable::new,
        ignored -> {});
  }

  protected void requireLegal(int limit) {
    if (limit < 0 || limit > MAX_PAGE) {
      throw new IllegalArgumentException("an illegal limit: " + limit);
    }
  }

  @Override
  public RoomSubscription subscribe(RoomName room, RoomListener listener) {
    Objects.requireNonNull(room);
    Objects.requireNonNull(listener);
    ToyLine line = line(room, listener);
    lines.add(line);
    line.begin();
    return line;
  }

  protected ToyLine line(RoomName room, RoomListener listener) {
    return new ToyLine(this, room, listener);
  }

  @Override
  public void join(RoomName room, Member member) {
    Objects.requireNonNull(room);
    mine.put(place(room, member), member);
    lookAfterMembers();
  }

  @Override
  public void leave(RoomName room, Member member) {
    String place = place(room, member);
    if (mine.remove(place) != null) {
      left.add(place);
      lookAfterMembers();
    }
  }

  @Override
  public CompletionStage<PresenceOutcome> members(RoomName room) {
    Objects.requireNonNull(room);
    return ask(
        db -> present(db, room),
        PresenceOutcome.Unavailable::new,
        PresenceOutcome.Unavailable::new,
        ignored -> {});
  }

  // The commands; the backend carries out one at a time.

  protected PublishOutcome store(ToyBackend db, RoomName room, Publication publication) {
    ToyLog log = log(db, room);
    Optional<PublishOutcome> before = log.before(idOf(publication));
    if (before.isPresent()) {
      return before.get();
    }
    ToyLog next = log.with(room, kept(publication), idOf(publication), db.now());
    put(db, room, trim(db, room, next));
    return new PublishOutcome.Published(next.top());
  }

  protected Publication kept(Publication publication) {
    return publication;
  }

  protected String idOf(Publication publication) {
    return publication.author() + " " + publication.id();
  }

  protected HistoryOutcome.Read read(
      ToyBackend db, RoomName room, Optional<Position> since, int limit) {
    ToyLog log = log(db, room);
    put(db, room, log);
    return log.read(since, limit);
  }

  protected PresenceOutcome present(ToyBackend db, RoomName room) {
    List<Member> all = all(db, room);
    return new PresenceOutcome.Present(all.size(), all.stream().limit(MAX_MEMBERS).toList());
  }

  protected List<Member> all(ToyBackend db, RoomName room) {
    return db.names().stream()
        .filter(name -> name.startsWith("presence:" + room + " "))
        .flatMap(name -> db.get(name).stream())
        .map(Member.class::cast)
        .toList();
  }

  protected ToyLog log(ToyBackend db, RoomName room) {
    ToyLog log =
        db.get(name(room))
            .map(ToyLog.class::cast)
            .filter(kept -> kept.incarnation() == db.incarnation())
            .orElseGet(() -> ToyLog.begin(db.incarnation(), "e" + EPOCHS.incrementAndGet()));
    return trim(db, room, log);
  }

  protected ToyLog trim(ToyBackend db, RoomName room, ToyLog log) {
    return log.at(db.now(), retention.of(room), ID_REMEMBERED.toNanos());
  }

  protected void put(ToyBackend db, RoomName room, ToyLog log) {
    db.put(name(room), log, life(retention.of(room)));
  }

  protected Duration life(Retention kept) {
    return ToyLog.life(kept);
  }

  protected String name(RoomName room) {
    return "room:" + room;
  }

  protected String place(RoomName room, Member member) {
    return "presence:" + room + " " + member.connection();
  }

  // What is done now and then.

  private void lookAfterAll() {
    lookAfterMembers();
    lines.forEach(ToyLine::lookAfter);
  }

  protected void lookAfterMembers() {
    rooms
        .data()
        .send(
            db -> {
              left.forEach(db::remove);
              mine.forEach((place, member) -> db.put(place, member, ABSENCE));
              return true;
            })
        .thenAccept(done -> left.clear())
        .exceptionally(notNow -> null);
  }

  // How a command travels, and what becomes of trouble on the way.

  protected <T> CompletionStage<T> ask(
      Function<ToyBackend, T> command,
      Function<String, T> unavailable,
      Function<String, T> indeterminate,
      Consumer<T> carriedOut) {
    if (isClosed()) {
      return CompletableFuture.completedFuture(unavailable.apply("closed"));
    }
    CompletableFuture<T> answer =
        rooms
            .data()
            .send(command)
            .thenApply(
                outcome -> {
                  carriedOut.accept(outcome);
                  return outcome;
                })
            .exceptionally(failure -> ofFailure(failure, unavailable, indeterminate))
            .toCompletableFuture()
            .copy();
    if (!answer.isDone()) {
      end.thenRun(() -> answer.complete(indeterminate.apply("closed")));
    }
    return bounded(answer, indeterminate.apply("no answer in time"));
  }

  protected boolean isClosed() {
    return closed.get();
  }

  protected <T> CompletionStage<T> bounded(CompletableFuture<T> answer, T otherwise) {
    return answer.completeOnTimeout(otherwise, BOUND.toMillis(), TimeUnit.MILLISECONDS);
  }

  protected <T> T ofFailure(
      Throwable failure, Function<String, T> unavailable, Function<String, T> indeterminate) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    return cause instanceof ToyBackend.NotDone
        ? unavailable.apply("not done")
        : indeterminate.apply("answer lost");
  }

  @Override
  public BrokerCapabilities capabilities() {
    return new BrokerCapabilities(
        true, Duration.ofMillis(1), BOUND, Duration.ofSeconds(5), ABSENCE);
  }

  /** As if its process had been killed. */
  void die() {
    rooms.noLonger(regular);
    lines.forEach(ToyLine::cancel);
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      end.complete(null);
      left.addAll(mine.keySet());
      mine.clear();
      lookAfterMembers();
      die();
      rooms.data().disconnect();
    }
  }
}
