package io.admitone.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;

/** One run of a contract, and what came of its cases. */
record Proof(Events cases) {
  static Proof of(Class<?> contract) {
    return new Proof(
        EngineTestKit.engine("junit-jupiter")
            .selectors(selectClass(contract))
            .execute()
            .testEvents());
  }

  Set<String> red() {
    return names(cases.failed());
  }

  Set<String> notVerified() {
    return names(cases.aborted());
  }

  /** Asserts which cases failed, and that each says what was seen, the rule and its reason. */
  void turnsRedExactly(String who, Set<String> expected) {
    assertThat(red()).as(who).isEqualTo(new TreeSet<>(expected)).isNotEmpty();
    cases.failed().stream()
        .map(event -> event.getRequiredPayload(TestExecutionResult.class))
        .map(result -> result.getThrowable().orElseThrow())
        .forEach(
            failure ->
                assertThat(failure)
                    .as(who)
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContainingAll("Seen: ", "Rule ", "Why it matters: ", "Seed "));
  }

  private static Set<String> names(Events events) {
    return events.stream()
        .map(Event::getTestDescriptor)
        .map(test -> test.getSource().map(MethodSource.class::cast).orElseThrow())
        .map(MethodSource::getMethodName)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
