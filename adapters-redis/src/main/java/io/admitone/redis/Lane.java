package io.admitone.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.protocol.CommandType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The rooms of one server that are heard, over one connection and for as long as that lives. What
 * rooms want is gathered and asked for together.
 *
 * <p>A connection can look alive and bring nothing any more. So this one hears a channel of its own
 * as well, to which the process sends a word now and then ({@link RoomPace}); where that does not
 * come back the connection is deaf, and lost.
 *
 * <p>Belongs to the loop of the rooms.
 */
final class Lane implements Subscriber.Ear {
  /** Channels named in one command. */
  private static final int BATCH = 256;

  /** Channels whose answer is awaited at one time; fewer than commands may wait. */
  private static final int MAX_UNCONFIRMED = 1_024;

  private final Node node;
  private final CommandType publishes;
  private final boolean sharded;
  private final LinkLoop loop;
  private final RoomPace pace;
  private final Keeper keeper;
  private final Set<RoomChannel> changed = new LinkedHashSet<>();
  private Optional<Subscriber> subscriber = Optional.empty();
  private boolean over;
  private boolean sending;
  private int unconfirmed;
  private long probed;
  private long probeHeard;

  /** Whoever has the rooms. Called on the loop, but for messages. */
  interface Keeper {
    /** Called on the driver's threads. */
    void heard(String channel, byte[] message);

    void confirmed(String channel, boolean on);

    /** The server refused to send these. */
    void refused(List<RoomChannel> rooms, String why);

    void lost(Lane lane, String why);
  }

  /**
   * @param publishes how messages get to the channels
   */
  Lane(Node node, CommandType publishes, LinkLoop loop, RoomPace pace, Keeper keeper) {
    this.node = node;
    this.publishes = publishes;
    this.sharded = publishes == CommandType.SPUBLISH;
    this.loop = loop;
    this.pace = pace;
    this.keeper = keeper;
  }

  Node node() {
    return node;
  }

  /** Connects. */
  void open() {
    node.openSubscriber(sharded, this)
        .whenComplete((opened, thrown) -> loop.run(() -> opened(opened, thrown)));
  }

  private void opened(Subscriber opened, Throwable thrown) {
    if (thrown != null) {
      lose(Failure.inWords(thrown));
    } else if (over) {
      opened.close();
    } else {
      subscriber = Optional.of(opened);
      opened
          .subscribe(List.of(node.probeChannel()))
          .whenComplete((done, refused) -> tried(refused));
      send();
      loop.after(pace.probePeriod(), this::probe);
    }
  }

  /** A connection that cannot hear its own channel could be deaf and nobody would know. */
  private void tried(Throwable refused) {
    if (refused != null) {
      loop.run(() -> lose(Failure.inWords(refused)));
    }
  }

  /** Lets go of the connection; nothing is heard of it from now on. */
  CompletionStage<Void> close() {
    over = true;
    changed.clear();
    return subscriber.map(Subscriber::close).orElse(CompletableFuture.completedFuture(null));
  }

  private void lose(String why) {
    if (!over) {
      close();
      keeper.lost(this, why);
    }
  }

  /** A room is wanted, or no longer. */
  void look(RoomChannel room) {
    changed.add(room);
    if (!sending) {
      sending = true;
      loop.run(this::send);
    }
  }

  private void send() {
    sending = false;
    if (over || subscriber.isEmpty()) {
      return;
    }
    List<RoomChannel> on = new ArrayList<>();
    List<RoomChannel> off = new ArrayList<>();
    Iterator<RoomChannel> next = changed.iterator();
    while (next.hasNext() && unconfirmed < MAX_UNCONFIRMED) {
      sort(next.next(), on, off);
      next.remove();
    }
    sendAll(on, subscriber.get()::subscribe);
    sendAll(off, subscriber.get()::unsubscribe);
    subscriber.get().flush();
  }

  private void sort(RoomChannel room, List<RoomChannel> on, List<RoomChannel> off) {
    if (room.begin()) {
      on.add(room);
      unconfirmed++;
    } else if (room.end()) {
      off.add(room);
      unconfirmed++;
    }
  }

  private void sendAll(
      List<RoomChannel> rooms, Function<List<String>, CompletionStage<Void>> command) {
    for (List<RoomChannel> batch : batches(rooms)) {
      command
          .apply(batch.stream().map(RoomChannel::name).toList())
          .whenComplete((done, thrown) -> loop.run(() -> sent(batch, thrown)));
    }
  }

  /** Shard channels of different slots must not be named together. */
  private Collection<List<RoomChannel>> batches(List<RoomChannel> rooms) {
    if (sharded) {
      return rooms.stream()
          .collect(Collectors.groupingBy(room -> SlotHash.getSlot(room.name())))
          .values();
    }
    List<List<RoomChannel>> batches = new ArrayList<>();
    for (int from = 0; from < rooms.size(); from += BATCH) {
      batches.add(rooms.subList(from, Math.min(rooms.size(), from + BATCH)));
    }
    return batches;
  }

  private void sent(List<RoomChannel> batch, Throwable thrown) {
    if (thrown == null || over) {
      return;
    }
    if (Failure.serverError(thrown).isPresent()) {
      unconfirmed -= batch.size();
      keeper.refused(batch, Failure.inWords(thrown));
    } else {
      lose(Failure.inWords(thrown));
    }
  }

  private void probe() {
    if (over) {
      return;
    }
    long word = ++probed;
    node.sendUnmeasured(Request.publish(publishes, node.probeChannel(), String.valueOf(word)))
        .thenAccept(
            reply -> {
              // Without an answer the link has trouble of its own, and sees to it.
              if (reply.isAnswered()) {
                loop.after(pace.probeLimit(), () -> judge(word));
              }
            });
    loop.after(pace.probePeriod(), this::probe);
  }

  private void judge(long word) {
    if (probeHeard < word) {
      lose("the subscription is deaf");
    }
  }

  @Override
  public void heard(String channel, byte[] message) {
    if (channel.equals(node.probeChannel())) {
      loop.run(() -> probeHeard = Long.parseLong(new String(message, US_ASCII)));
    } else {
      keeper.heard(channel, message);
    }
  }

  @Override
  public void subscribed(String channel) {
    loop.run(() -> confirmed(channel, true));
  }

  @Override
  public void unsubscribed(String channel) {
    loop.run(() -> confirmed(channel, false));
  }

  private void confirmed(String channel, boolean on) {
    if (over || channel.equals(node.probeChannel())) {
      return;
    }
    // A channel that moved away was not asked for.
    unconfirmed = Math.max(0, unconfirmed - 1);
    keeper.confirmed(channel, on);
    if (!changed.isEmpty() && unconfirmed <= MAX_UNCONFIRMED / 2 && !sending) {
      sending = true;
      loop.run(this::send);
    }
  }

  @Override
  public void lost() {
    loop.run(() -> lose("the connection was lost"));
  }
}
