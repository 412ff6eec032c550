package io.admitone.memory;

import io.admitone.domain.identity.Identity;
import io.admitone.domain.identity.SessionId;
import io.admitone.domain.identity.UserId;
import io.admitone.domain.ticket.Bindings;
import io.admitone.domain.ticket.Grant;
import io.admitone.domain.ticket.RedeemOutcome;
import io.admitone.domain.ticket.Ticket;
import io.admitone.domain.ticket.TicketKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every interleaving that a model checker finds of a few calls on two keys of one session fits some
 * order of the calls, one by one.
 */
@Tag("long")
@Param(name = "key", gen = IntGen.class, conf = "0:1")
public class OutstandingTicketsLinearizabilityTest {
  private static final SessionId SESSION = new SessionId("s");
  private static final List<TicketKey> KEYS = List.of(key(0), key(1));
  private static final Grant GRANT =
      new Grant(
          new Identity(new UserId("u"), SESSION, Set.of(), List.of()),
          Bindings.NONE,
          Instant.EPOCH,
          Instant.EPOCH,
          "");

  private final OutstandingTickets tickets = new OutstandingTickets(10, () -> 0L);

  @Operation
  public String issue(@Param(name = "key") int key) {
    return tickets.issue(KEYS.get(key), GRANT, Duration.ofSeconds(1)).getClass().getSimpleName();
  }

  @Operation
  public boolean redeem(@Param(name = "key") int key) {
    return tickets.redeem(KEYS.get(key)) instanceof RedeemOutcome.Redeemed;
  }

  @Operation
  public void endSession() {
    tickets.endSession(SESSION);
  }

  @Operation
  public void sweep() {
    tickets.sweep();
  }

  @Test
  void answersAsIfCalledOneByOneUnderEveryInterleaving() {
    new ModelCheckingOptions()
        .iterations(12)
        .invocationsPerIteration(100)
        .threads(2)
        .actorsPerThread(3)
        .actorsBefore(2)
        .actorsAfter(1)
        .sequentialSpecification(OneByOne.class)
        .check(OutstandingTicketsLinearizabilityTest.class);
  }

  private static TicketKey key(int number) {
    byte[] secret = new byte[Ticket.SECRET_BYTES];
    secret[0] = (byte) number;
    return Ticket.of(secret).key();
  }

  /** The store as it would be if nobody ever called at the same time. */
  public static final class OneByOne {
    private final Map<Integer, String> outstanding = new HashMap<>();

    public String issue(int key) {
      return Optional.ofNullable(outstanding.putIfAbsent(key, "ticket")).isEmpty()
          ? "Issued"
          : "Collision";
    }

    public boolean redeem(int key) {
      return outstanding.remove(key) != null;
    }

    public void endSession() {
      outstanding.clear();
    }

    public void sweep() {}
  }
}
