package io.admitone.contract;

import io.admitone.domain.room.RetentionRules;
import io.admitone.domain.room.RoomBroker;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The rules of {@link RoomBroker} as cases to run. Extend it, say how the broker is made, and run
 * it with JUnit 5; a broker that passes keeps the rules.
 *
 * <p>Only {@link #openBroker} has to be written. What a fixture does not offer beyond that is not
 * passed over in silence: a case that needs it ends as aborted, with the reason, and a summary with
 * all of them is printed at the end.
 *
 * <p>The cases need a backend that nobody else loads while they run. They use fresh rooms, so that
 * it need not be empty.
 */
@ExtendWith(RuleReport.class)
@DisplayNameGeneration(Sentences.class)
public abstract class RoomBrokerContract
    implements RoomLogRules,
        RoomIdRules,
        RoomHistoryRules,
        RoomLiveRules,
        RoomHealingRules,
        RoomPresenceRules,
        RoomTroubleRules,
        RoomClosingRules {
  private RoomBench bench;

  /**
   * Opens a broker on this test's backend, which is well. Called again in one case, it opens
   * another instance on the same backend. The kit closes what it opened.
   *
   * @param retention how much it is to keep of which rooms
   */
  protected abstract RoomBroker openBroker(RetentionRules retention);

  /** How time passes for the broker; unless overridden, it is really waited for. */
  protected StoreTime time() {
    return StoreTime.real();
  }

  /** How the backend is broken and healed; unless overridden, it cannot be. */
  protected Faults faults() {
    return Faults.NONE;
  }

  /** What can be seen behind the broker's back; unless overridden, nothing. */
  protected RoomBackstage backstage() {
    return RoomBackstage.CLOSED;
  }

  /** How long to wait for what must come and has no bound of its own; unless overridden, 5 s. */
  protected Duration patience() {
    return Duration.ofSeconds(5);
  }

  @BeforeEach
  final void prepare() {
    bench = new RoomBench(this);
  }

  @AfterEach
  final void cleanUp() {
    bench.close();
  }

  /** For the kit's own cases. */
  @Override
  public final RoomBench bench() {
    return bench;
  }
}
