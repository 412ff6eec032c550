package io.admitone.contract;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Says at the end of a contract what it proved and what it did not: one line with the counts, and
 * one for each case that was not verified.
 */
final class RuleReport implements TestWatcher, AfterAllCallback {
  private static final ExtensionContext.Namespace HERE =
      ExtensionContext.Namespace.create(RuleReport.class);

  @Override
  public void testSuccessful(ExtensionContext test) {
    tallyOf(test).kept.incrementAndGet();
  }

  @Override
  public void testFailed(ExtensionContext test, Throwable cause) {
    tallyOf(test).broken.incrementAndGet();
  }

  @Override
  public void testAborted(ExtensionContext test, Throwable cause) {
    tallyOf(test).notVerified.add(test.getDisplayName() + ": " + cause.getMessage());
  }

  @Override
  public void testDisabled(ExtensionContext test, Optional<String> reason) {
    tallyOf(test).notVerified.add(test.getDisplayName() + ": not verified: switched off");
  }

  @Override
  public void afterAll(ExtensionContext contract) {
    Tally tally = of(contract);
    contract.publishReportEntry("not verified", String.valueOf(tally.notVerified.size()));
    System.out.println(tally.words(contract.getRequiredTestClass().getSimpleName()));
  }

  private static Tally tallyOf(ExtensionContext test) {
    return of(test.getParent().orElse(test));
  }

  private static Tally of(ExtensionContext contract) {
    return contract.getStore(HERE).getOrComputeIfAbsent(Tally.class);
  }

  /** Made by JUnit, one a contract. */
  static final class Tally {
    private final AtomicInteger kept = new AtomicInteger();
    private final AtomicInteger broken = new AtomicInteger();
    private final List<String> notVerified = Collections.synchronizedList(new ArrayList<>());

    private String words(String contract) {
      List<String> lines = new ArrayList<>();
      lines.add(
          "%s: %d cases kept, %d broken, %d not verified. %s"
              .formatted(contract, kept.get(), broken.get(), notVerified.size(), Seed.words()));
      notVerified.forEach(one -> lines.add("  " + one));
      return String.join(System.lineSeparator(), lines);
    }
  }
}
