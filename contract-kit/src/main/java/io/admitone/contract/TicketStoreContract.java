package io.admitone.contract;

import io.admitone.domain.ticket.TicketStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The rules of {@link TicketStore} as cases to run. Extend it, say how the store is made, and run
 * it with JUnit 5; a store that passes keeps the rules.
 *
 * <p>Only {@link #openStore()} has to be written. What a fixture does not offer beyond that is not
 * passed over in silence: a case that needs it ends as aborted, with the reason, and a summary with
 * all of them is printed at the end.
 *
 * <p>The cases need a backend that nobody else loads while they run. They use fresh keys and
 * sessions, so that it need not be empty. Chance comes from a seed that is printed and can be given
 * as the system property {@code admitone.contract.seed}.
 */
@ExtendWith(RuleReport.class)
@DisplayNameGeneration(Sentences.class)
public abstract class TicketStoreContract
    implements OnceRules,
        OneStepRules,
        GrantRules,
        TimeRules,
        TroubleRules,
        MistakeRules,
        RevocationRules,
        ClosingRules {
  private Bench bench;

  /**
   * Opens a store on this test's backend, which is well. Called again in one case, it opens another
   * instance on the same backend. The kit closes what it opened.
   */
  protected abstract TicketStore openStore();

  /** How time passes for the store; unless overridden, it is really waited for. */
  protected StoreTime time() {
    return StoreTime.real();
  }

  /** How the backend is broken and healed; unless overridden, it cannot be. */
  protected Faults faults() {
    return Faults.NONE;
  }

  /** What can be seen behind the store's back; unless overridden, nothing. */
  protected Backstage backstage() {
    return Backstage.CLOSED;
  }

  @BeforeEach
  final void prepare(TestInfo test) {
    bench = new Bench(this, test.getTestMethod().orElseThrow().getName());
  }

  @AfterEach
  final void cleanUp() {
    bench.close();
  }

  /** For the kit's own cases. */
  @Override
  public final Bench bench() {
    return bench;
  }
}
