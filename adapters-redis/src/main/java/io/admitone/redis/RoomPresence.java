package io.admitone.redis;

import io.admitone.domain.room.Member;
import io.admitone.domain.room.PresenceOutcome;
import io.admitone.domain.room.RoomBroker;
import io.admitone.domain.room.RoomName;
import io.admitone.domain.time.Clock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Who is in which room. Each process keeps its own members of a room under a key of its own, and
 * says every now and then that it is alive, once for all its members; those of a process that has
 * been silent for long ({@link RoomPace}) are not there, and their keys end by themselves.
 *
 * <p>Belongs to the loop of the rooms, except for {@link #members}.
 */
final class RoomPresence {
  private static final Script HERE = Script.of("room-members");
  private static final Script ALIVE = Script.of("room-beat");
  private static final Duration KEPT = Duration.ofMinutes(10);
  private static final Duration ROUND = Duration.ofMinutes(4);
  private static final Duration PAUSE = Duration.ofMillis(250);
  private static final int MAX_UNDER_WAY = 256;

  private final RedisLink link;
  private final LinkLoop loop;
  private final Clock clock;
  private final String process;
  private final RoomPace pace;
  private final Map<RoomName, RoomMembers> rooms = new HashMap<>();
  private final Set<RoomMembers> torn = new LinkedHashSet<>();
  private final Rounds<RoomMembers> rounds;
  private Runnable nextBeat = () -> {};
  private boolean hasBeaten;
  private boolean pausing;
  private boolean closed;
  private int underWay;

  /**
   * @param clock the server's time
   */
  RoomPresence(RedisLink link, LinkLoop loop, Clock clock, String process, RoomPace pace) {
    this.link = link;
    this.loop = loop;
    this.clock = clock;
    this.process = process;
    this.pace = pace;
    this.rounds = new Rounds<>(loop, ROUND, rooms::values, this::refresh);
  }

  void join(RoomName room, Member member) {
    if (closed) {
      return;
    }
    if (!hasBeaten) {
      rounds.start();
      beat();
    }
    RoomMembers here = rooms.computeIfAbsent(room, name -> new RoomMembers(name, process));
    boolean isFirst = here.isEmpty();
    here.add(member);
    if (isFirst || here.isTorn()) {
      tear(here);
    } else {
      byte[] description = RoomMembers.describe(member);
      note(here, Request.hset(here.key(), member.connection(), description));
    }
  }

  void leave(RoomName room, Member member) {
    RoomMembers here = rooms.get(room);
    if (here == null || !here.remove(member)) {
      return;
    }
    if (here.isTorn()) {
      tear(here);
    } else {
      note(here, Request.hdel(here.key(), member.connection()));
    }
  }

  /** Writes a change; where that is not certain to have worked, everything is written anew. */
  private void note(RoomMembers here, Request<Long> change) {
    link.use(
            session -> session.nodeOf(here.key()).send(change).thenApply(Reply::isAnswered),
            why -> false)
        .thenAccept(
            isNoted ->
                loop.run(
                    () -> {
                      if (isNoted) {
                        forgetIfEmpty(here);
                      } else {
                        tear(here);
                      }
                    }));
  }

  private void forgetIfEmpty(RoomMembers here) {
    if (here.isEmpty() && !here.isTorn()) {
      rooms.remove(here.room(), here);
    }
  }

  private void tear(RoomMembers here) {
    here.tear();
    if (!here.isBeingWritten()) {
      torn.add(here);
      mend();
    }
  }

  /** Writes anew what is not certain, so many at a time and each once at a time. */
  private void mend() {
    while (!pausing && underWay < MAX_UNDER_WAY && !torn.isEmpty()) {
      RoomMembers here = torn.iterator().next();
      torn.remove(here);
      underWay++;
      here.beginWriting();
      write(here).thenAccept(life -> loop.run(() -> written(here, life)));
    }
  }

  private void written(RoomMembers here, Optional<Incarnation> life) {
    underWay--;
    if (here.endWriting(life)) {
      forgetIfEmpty(here);
    } else {
      torn.add(here);
      pauseIf(life.isEmpty());
    }
    mend();
  }

  private void pauseIf(boolean failed) {
    if (failed && !pausing) {
      pausing = true;
      loop.after(
          PAUSE,
          () -> {
            pausing = false;
            mend();
          });
    }
  }

  /** The life of the server that has them now; empty where none may have. */
  private CompletionStage<Optional<Incarnation>> write(RoomMembers here) {
    List<byte[]> values = new ArrayList<>();
    values.add(String.valueOf(KEPT.toMillis()).getBytes(StandardCharsets.US_ASCII));
    values.addAll(here.describeAll());
    return link.use(
        session -> {
          Node node = session.nodeOf(here.key());
          return node.run(HERE, List.of(here.key()), values)
              .thenApply(
                  reply -> reply.isAnswered() ? Optional.of(node.incarnation()) : Optional.empty());
        },
        why -> Optional.empty());
  }

  /** A session begins: its server may be another, or have lost what it had. */
  void begin(Session session) {
    if (hasBeaten) {
      beat();
    }
    for (RoomMembers here : List.copyOf(rooms.values())) {
      if (!here.isIn(session.nodeOf(here.key()).incarnation())) {
        tear(here);
      }
    }
  }

  private void beat() {
    nextBeat.run();
    if (closed) {
      return;
    }
    nextBeat = loop.after(pace.beat(), this::beat);
    boolean isFirst = !hasBeaten;
    hasBeaten = true;
    List<byte[]> values =
        List.of(
            process.getBytes(StandardCharsets.US_ASCII),
            String.valueOf(pace.silence().toMillis()).getBytes(StandardCharsets.US_ASCII));
    link.session()
        .ifPresent(
            session ->
                session
                    .nodeOf(RedisKeys.ROOM_PROCESSES)
                    .run(ALIVE, List.of(RedisKeys.ROOM_PROCESSES), values)
                    .thenAccept(reply -> loop.run(() -> beaten(reply, isFirst))));
  }

  /** A server that has forgotten this process has perhaps forgotten its members. */
  private void beaten(Reply<List<Object>> reply, boolean isFirst) {
    boolean wasForgotten = !isFirst && reply.orElse(List.of(0L)).get(0).equals(1L);
    if (wasForgotten) {
      List.copyOf(rooms.values()).forEach(this::tear);
    }
  }

  /** Keeps a key that ends by itself, and finds one that has, or is not as it should be. */
  private void refresh(RoomMembers here) {
    if (here.isTorn()) {
      return;
    }
    Request<Long> count = Request.hlen(here.key());
    link.session()
        .ifPresent(
            session ->
                session
                    .nodeOf(here.key())
                    .sendAll(List.of(Request.pexpire(here.key(), KEPT), count)));
    int expected = here.size();
    count.reply().thenAccept(reply -> loop.run(() -> compare(here, expected, reply)));
  }

  private void compare(RoomMembers here, int expected, Reply<Long> count) {
    boolean isUnchanged = !here.isTorn() && here.size() == expected;
    if (isUnchanged && count.orElse((long) expected) != expected) {
      tear(here);
    }
  }

  /** Who is in a room, by way of which process ever. Any thread. */
  CompletionStage<PresenceOutcome> members(Session session, RoomName room) {
    long since = clock.now().minus(pace.silence()).toEpochMilli();
    return session
        .nodeOf(RedisKeys.ROOM_PROCESSES)
        .send(Request.zrangeFrom(RedisKeys.ROOM_PROCESSES, since))
        .thenCompose(
            reply ->
                reply.fold(
                    alive -> membersOf(session, room, alive.orElse(List.of())),
                    noEffect -> unavailable(link.refused(session, noEffect)),
                    inDoubt -> unavailable(inDoubt.cause())));
  }

  private static CompletionStage<PresenceOutcome> unavailable(String why) {
    return CompletableFuture.completedFuture(new PresenceOutcome.Unavailable(why));
  }

  private CompletionStage<PresenceOutcome> membersOf(
      Session session, RoomName room, List<String> processes) {
    List<Part> parts =
        processes.stream().map(process -> new Part(RedisKeys.roomMembers(room, process))).toList();
    List<Request<?>> all = new ArrayList<>();
    parts.forEach(part -> part.addTo(all));
    if (!all.isEmpty()) {
      session.nodeOf(RedisKeys.room(room)).sendAll(all);
    }
    CompletionStage<Reply<Found>> sum =
        CompletableFuture.completedFuture(Reply.answered(Found.NOTHING));
    for (Part part : parts) {
      sum = sum.thenCombine(part.found(), RoomPresence::plus);
    }
    return sum.thenApply(found -> present(session, found));
  }

  private PresenceOutcome present(Session session, Reply<Found> found) {
    return found.fold(
        answer -> answer.orElseThrow().present(),
        noEffect -> new PresenceOutcome.Unavailable(link.refused(session, noEffect)),
        inDoubt -> new PresenceOutcome.Unavailable(inDoubt.cause()));
  }

  private static Reply<Found> plus(Reply<Found> first, Reply<Found> second) {
    return first.isAnswered()
        ? second.map(found -> found.plus(first.orElse(Found.NOTHING)))
        : first;
  }

  /**
   * Ends the presence of all members at once; their keys end by themselves.
   *
   * @return whether the server knows of it
   */
  CompletionStage<Boolean> close() {
    closed = true;
    nextBeat.run();
    rooms.clear();
    torn.clear();
    return hasBeaten
        ? link.use(
            session ->
                session
                    .nodeOf(RedisKeys.ROOM_PROCESSES)
                    .send(Request.zrem(RedisKeys.ROOM_PROCESSES, List.of(process)))
                    .thenApply(Reply::isAnswered),
            why -> false)
        : CompletableFuture.completedFuture(false);
  }

  /** The question about one process's members. */
  static final class Part {
    private final Request<List<Object>> some;
    private final Request<Long> count;

    Part(String key) {
      this.some = Request.hrandfield(key, RoomBroker.MAX_MEMBERS);
      this.count = Request.hlen(key);
    }

    void addTo(List<Request<?>> requests) {
      requests.add(some);
      requests.add(count);
    }

    CompletionStage<Reply<Found>> found() {
      return some.reply().thenCombine(count.reply(), Part::both);
    }

    private static Reply<Found> both(Reply<List<Object>> some, Reply<Long> count) {
      return count.isAnswered()
          ? some.map(found -> Found.of(found, count.orElse(0L)))
          : count.map(none -> Found.NOTHING);
    }
  }

  /** What was found. */
  record Found(int count, List<Member> some) {
    static final Found NOTHING = new Found(0, List.of());

    static Found of(List<Object> connectionsAndDescriptions, long count) {
      List<Member> some = new ArrayList<>();
      for (int i = 0; i < connectionsAndDescriptions.size(); i += 2) {
        RoomMembers.read(
                (byte[]) connectionsAndDescriptions.get(i),
                (byte[]) connectionsAndDescriptions.get(i + 1))
            .ifPresent(some::add);
      }
      boolean isAll = connectionsAndDescriptions.size() / 2 < RoomBroker.MAX_MEMBERS;
      return new Found(isAll ? some.size() : Math.toIntExact(count), some);
    }

    Found plus(Found other) {
      List<Member> both = new ArrayList<>(some);
      both.addAll(other.some);
      int most = Math.min(both.size(), RoomBroker.MAX_MEMBERS);
      return new Found(count + other.count, both.subList(0, most));
    }

    PresenceOutcome present() {
      return new PresenceOutcome.Present(count, some);
    }
  }
}
