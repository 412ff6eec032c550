package io.admitone.redis;

import io.admitone.domain.room.BrokerCapabilities;
import io.admitone.domain.room.HistoryOutcome;
import io.admitone.domain.room.Member;
import io.admitone.domain.room.Position;
import io.admitone.domain.room.PresenceOutcome;
import io.admitone.domain.room.Publication;
import io.admitone.domain.room.PublishOutcome;
import io.admitone.domain.room.RoomBroker;
import io.admitone.domain.room.RoomListener;
import io.admitone.domain.room.RoomName;
import io.admitone.domain.room.RoomSubscription;
import io.admitone.domain.room.SubscribeOutcome;
import io.admitone.redis.RoomLogs.Question;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Rooms in Redis: a stream keeps each room's order and latest messages, a channel tells of them at
 * once, and one script does both in one step. What a channel fails to bring is read from the
 * stream.
 *
 * <p>Nothing is sent twice, and a room whose server may have lost something begins anew. Stages
 * complete on the driver's threads, listeners are called on one thread of the rooms' own; neither
 * may be blocked.
 */
final class RedisRoomBroker implements RoomBroker {
  private static final Duration GRANULARITY = Duration.ofMillis(20);
  private static final Duration SLACK = Duration.ofMillis(100);

  private final RedisLink link;
  private final LinkLoop loop;
  private final RoomLogs logs;
  private final RoomSubscriptions subscriptions;
  private final RoomPresence presence;
  private final RedisSettings settings;
  private final RoomPace pace;

  /**
   * @param loop of the rooms' own, closed with the link
   */
  RedisRoomBroker(
      RedisLink link,
      LinkLoop loop,
      RoomLogs logs,
      RoomSubscriptions subscriptions,
      RoomPresence presence,
      RedisSettings settings,
      RoomPace pace) {
    this.link = link;
    this.loop = loop;
    this.logs = logs;
    this.subscriptions = subscriptions;
    this.presence = presence;
    this.settings = settings;
    this.pace = pace;
    link.onSession(session -> loop.run(() -> begin(session)));
    link.beforeClose(this::leave);
  }

  private void begin(Session session) {
    subscriptions.begin(session);
    presence.begin(session);
  }

  @Override
  public CompletionStage<PublishOutcome> publish(RoomName room, Publication publication) {
    Objects.requireNonNull(room);
    Objects.requireNonNull(publication);
    return link.use(
        session -> logs.publish(session, room, publication, no -> link.refused(session, no)),
        PublishOutcome.Unavailable::new);
  }

  @Override
  public CompletionStage<HistoryOutcome> history(
      RoomName room, Optional<Position> since, int limit) {
    Objects.requireNonNull(room);
    if (limit < 0 || limit > MAX_PAGE) {
      throw new IllegalArgumentException("a limit is 0 to " + MAX_PAGE + ", not " + limit);
    }
    Question question = new Question(Objects.requireNonNull(since), limit, false);
    return link.use(
        session -> logs.look(session, room, question, no -> link.refused(session, no)),
        HistoryOutcome.Unavailable::new);
  }

  @Override
  public RoomSubscription subscribe(RoomName room, RoomListener listener) {
    Objects.requireNonNull(room);
    Objects.requireNonNull(listener);
    CompletionStage<Optional<String>> trouble =
        link.use(session -> CompletableFuture.completedFuture(Optional.empty()), Optional::of);
    return trouble
        .toCompletableFuture()
        .join()
        .<RoomSubscription>map(Refused::new)
        .orElseGet(() -> subscriptions.subscribe(room, listener));
  }

  @Override
  public void join(RoomName room, Member member) {
    Objects.requireNonNull(room);
    Objects.requireNonNull(member);
    loop.run(() -> presence.join(room, member));
  }

  @Override
  public void leave(RoomName room, Member member) {
    Objects.requireNonNull(room);
    Objects.requireNonNull(member);
    loop.run(() -> presence.leave(room, member));
  }

  @Override
  public CompletionStage<PresenceOutcome> members(RoomName room) {
    Objects.requireNonNull(room);
    return link.use(session -> presence.members(session, room), PresenceOutcome.Unavailable::new);
  }

  @Override
  public BrokerCapabilities capabilities() {
    return new BrokerCapabilities(
        true, GRANULARITY, limit(settings).plus(SLACK), pace.deafness(), pace.absence());
  }

  /** For a connection that is made first, and a question with its script sent twice. */
  static Duration limit(RedisSettings settings) {
    return settings.connectTimeout().plus(settings.commandTimeout().multipliedBy(2));
  }

  /** Ends the link as well, and everything else that lives on it. */
  @Override
  public void close() {
    link.close();
  }

  private void leave() {
    CompletableFuture<Void> left = new CompletableFuture<>();
    loop.run(
        () ->
            subscriptions
                .close()
                .thenCombine(presence.close(), (closed, told) -> told)
                .whenComplete((done, thrown) -> left.complete(null)));
    // The server may not answer, and the loop may have ended.
    left.completeOnTimeout(null, settings.commandTimeout().toNanos(), TimeUnit.NANOSECONDS).join();
    loop.close();
  }

  /** What never began. */
  private record Refused(String why) implements RoomSubscription {
    @Override
    public CompletionStage<SubscribeOutcome> outcome() {
      return CompletableFuture.completedFuture(new SubscribeOutcome.Unavailable(why));
    }

    @Override
    public void cancel() {
      // It is over already.
    }
  }
}
