package io.admitone.http.offending;

import io.micrometer.core.instrument.Metrics;

/** Breaks a rule, so that the rule can be seen to fail. */
final class CountsByItself {
  void count() {
    Metrics.counter("no").increment();
  }
}
