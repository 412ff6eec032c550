package io.admitone.domain.ticket;

import io.admitone.domain.identity.SessionId;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * Where grants wait for their redemption.
 *
 * <p><b>Rules.</b> The contract kit has at least one case for each; an adapter that passes the kit
 * keeps them.
 *
 * <ol>
 *   <li><b>Once.</b> Over all threads, processes and instances, at most one {@link #redeem} of a
 *       key that was issued once completes as {@link RedeemOutcome.Redeemed}. None at all is
 *       allowed, two never. Where {@link StoreCapabilities#atMostOnceAcrossFailover()} holds, this
 *       includes a failover or restart of the store.
 *   <li><b>Presented is spent.</b> A redemption removes the grant in the same step that reads it.
 *       After {@code Redeemed} or {@code Revoked} has completed, every later redemption of the key
 *       is {@link RedeemOutcome.NotRedeemable}.
 *   <li><b>One step.</b> Each call takes effect at one instant between its start and its
 *       completion, or not at all.
 *   <li><b>The grant comes back whole</b>: equal to what was issued, every field of it.
 *   <li><b>A key is issued once.</b> Issuing a key that is outstanding is a {@link
 *       IssueOutcome.Collision} and leaves the first grant as it was.
 *   <li><b>The store's clock ends a ticket.</b> A grant can be redeemed while less than its ttl has
 *       passed since it was issued, and not once ttl plus {@link
 *       StoreCapabilities#timeGranularity()} has. No read, failed issue or step of a caller's clock
 *       makes it longer or shorter. An expired grant holds no memory for long.
 *   <li><b>Trouble is not an answer about the ticket.</b> {@code Unavailable} says that the call
 *       certainly had no effect. {@code Indeterminate} says that it may have had one. In doubt it
 *       is {@code Indeterminate}. Neither is ever reported as {@code NotRedeemable}, and the
 *       reverse holds too.
 *   <li><b>Nothing is sent twice.</b> A redemption whose answer did not come is not tried again,
 *       and an answer that comes late is thrown away.
 *   <li><b>Nobody waits for a dead store.</b> A call returns to its caller at once and its stage
 *       completes within {@link StoreCapabilities#completionBound()}, whatever has become of the
 *       store.
 *   <li><b>Trouble is a value.</b> A stage completes normally; it never fails with an exception for
 *       trouble of the store, and cancelling it does not undo the call.
 *   <li><b>A caller's mistake is an exception</b>, thrown at once, and touches nothing: null, or a
 *       ttl that is not positive or above {@link #MAX_TTL}.
 *   <li><b>A session's tickets end together.</b> After {@link #revokeSession} has completed as
 *       {@code Revoked} or {@code NothingToRevoke}, no ticket of that session issued before the
 *       call is redeemable. Tickets issued after it has completed are not touched, and neither are
 *       other sessions.
 *   <li><b>A damaged record</b> is spent by being presented and is {@code NotRedeemable}, never an
 *       exception.
 *   <li><b>Others' data is left alone</b>: nothing but this store's own keys is read or removed.
 *   <li><b>After {@link #close()}</b> every call completes as {@code Unavailable}, threads and
 *       connections are gone, and a second close does nothing.
 * </ol>
 *
 * <p>Implementations are safe for use by many threads.
 */
public interface TicketStore extends AutoCloseable {
  /** The longest life of a ticket that a store accepts. */
  Duration MAX_TTL = Duration.ofMinutes(5);

  /**
   * Keeps a grant under a key that has never been used.
   *
   * @param ttl how long from now the grant can be redeemed; positive, at most {@link #MAX_TTL}
   */
  CompletionStage<IssueOutcome> issue(TicketKey key, Grant grant, Duration ttl);

  /** Takes the grant out, once. */
  CompletionStage<RedeemOutcome> redeem(TicketKey key);

  /** Ends one outstanding ticket. */
  CompletionStage<RevokeOutcome> revoke(TicketKey key);

  /** Ends all outstanding tickets of a session. */
  CompletionStage<RevokeOutcome> revokeSession(SessionId session);

  /** What this store can and cannot promise; constant over its life. */
  StoreCapabilities capabilities();

  /** Lets go of threads and connections (rule 15). */
  @Override
  void close();
}
