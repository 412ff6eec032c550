package io.admitone.domain.room;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Puts the messages of each room in order, keeps the latest of them, and lets every process hear of
 * them.
 *
 * <p><b>Rules.</b> The contract kit has at least one case for each; an adapter that passes the kit
 * keeps them.
 *
 * <ol>
 *   <li><b>One log a room.</b> Within an epoch the messages of a room have the offsets 1, 2, 3 …
 *       without a hole and without a repeat, and the order is the same for everybody, through every
 *       instance.
 *   <li><b>Acknowledged is stored.</b> Once {@link PublishOutcome.Published} has completed, the
 *       message is in history at that position until its {@link Retention} lets it go or the epoch
 *       ends.
 *   <li><b>An id counts once.</b> A publication whose author has published its id in this room less
 *       than {@link #ID_REMEMBERED} ago, in this epoch, is a {@link PublishOutcome.Duplicate} with
 *       the first one's position; nothing is stored and nobody hears of it. Many who publish one id
 *       at once are one {@code Published} and else duplicates.
 *   <li><b>An epoch ends when its log cannot be trusted.</b> Where messages that were acknowledged
 *       or heard may be lost (the backend was emptied, restarted without them, failed over behind),
 *       the room goes on in an epoch that was never there before. No position belongs to two
 *       messages. Nothing else ends an epoch while somebody is subscribed; a room without
 *       subscribers may be forgotten once its history is over and {@link #EPOCH_KEPT} has passed
 *       since its last message.
 *   <li><b>A message comes back whole</b>: equal to what was published, every field of it.
 *   <li><b>History</b> is the latest messages that the room's {@link Retention} keeps, so many and
 *       no more, and none that is older than its life plus {@link
 *       BrokerCapabilities#timeGranularity()}. {@code recovered} is true exactly where nothing
 *       after the given position is missing. It says nothing less than what was acknowledged before
 *       it was asked.
 *   <li><b>Live.</b> After {@link SubscribeOutcome.Subscribed} each message after its position is
 *       heard once and in order, without a hole, through whichever instance it was published.
 *   <li><b>Or it is said.</b> What cannot be heard any more is replaced by one {@link
 *       RoomListener#onResync}. An epoch changes for a listener in this way only. Where nothing is
 *       missing there is none.
 *   <li><b>A loss heals by itself.</b> When the backend has returned, each listener hears what it
 *       missed, from history and before anything later, or a resync. A subscription that died and
 *       looks alive is found out within {@link BrokerCapabilities#deafnessBound()}.
 *   <li><b>Listeners do not harm each other.</b> One is called for one thing at a time; one that
 *       throws goes on hearing and keeps nothing from others. After {@link RoomSubscription#cancel}
 *       has returned and the delivery then under way has ended, a listener hears nothing. One that
 *       cancels or comes takes nothing from another, in the same room or elsewhere; several in one
 *       room are independent.
 *   <li><b>Presence.</b> Whoever joined is present within a second, until they leave, their
 *       instance closes, or {@link BrokerCapabilities#absenceBound()} after it died. A loss of the
 *       backend, with all that it kept, changes that no longer than it lasts. To join twice is to
 *       be there once.
 *   <li><b>Rooms do not mix.</b> Names are compared to the letter, and nothing but this broker's
 *       own data is read or removed.
 *   <li><b>Trouble is a value.</b> A stage completes normally; it never fails with an exception for
 *       trouble of the backend, and cancelling it does not undo the call. {@code Unavailable} says
 *       that the call certainly had no effect, {@code Indeterminate} that it may have had one. In
 *       doubt it is {@code Indeterminate}.
 *   <li><b>Nobody waits for a dead backend.</b> A call returns to its caller at once and its stage
 *       completes within {@link BrokerCapabilities#completionBound()}, whatever has become of the
 *       backend.
 *   <li><b>A caller's mistake is an exception</b>, thrown at once, and touches nothing: null, or a
 *       limit that is negative or above {@link #MAX_PAGE}.
 *   <li><b>What is over costs nothing.</b> A room that nobody is subscribed to or present in, whose
 *       messages and ids are over, takes up no memory for long.
 *   <li><b>After {@link #close()}</b> every call completes as {@code Unavailable}, listeners hear
 *       nothing, members have left, threads and connections are gone, and a second close does
 *       nothing.
 * </ol>
 *
 * <p>Implementations are safe for use by many threads. Listeners may call them.
 */
public interface RoomBroker extends AutoCloseable {
  /** How long an author's id is remembered. */
  Duration ID_REMEMBERED = Duration.ofMinutes(2);

  /** How long the epoch of a room without subscribers is kept at least. */
  Duration EPOCH_KEPT = Duration.ofMinutes(5);

  /** The most messages that one look into history brings. */
  int MAX_PAGE = 1_000;

  /** The most members that are named. */
  int MAX_MEMBERS = 100;

  /** Stores a message and lets everybody hear of it. */
  CompletionStage<PublishOutcome> publish(RoomName room, Publication publication);

  /**
   * What is kept.
   *
   * @param since the messages after this position, from the oldest on; where empty, the latest ones
   * @param limit the most messages to bring; 0 to {@link #MAX_PAGE}
   */
  CompletionStage<HistoryOutcome> history(RoomName room, Optional<Position> since, int limit);

  /** Lets a listener hear of a room from now on. */
  RoomSubscription subscribe(RoomName room, RoomListener listener);

  /**
   * Says that a connection is in a room. The broker keeps it there over losses of the backend, and
   * nobody needs to repeat it.
   */
  void join(RoomName room, Member member);

  /** Says that a connection is no longer there; does nothing if it was not. */
  void leave(RoomName room, Member member);

  /** Who is there. */
  CompletionStage<PresenceOutcome> members(RoomName room);

  /** What this broker can and cannot promise; constant over its life. */
  BrokerCapabilities capabilities();

  /** Lets go of listeners, members, threads and connections (rule 17). */
  @Override
  void close();
}
