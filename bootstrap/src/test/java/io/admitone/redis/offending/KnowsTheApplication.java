package io.admitone.redis.offending;

import io.admitone.application.lifecycle.ServiceState;

/** Breaks a rule, so that the rule can be seen to fail. */
final class KnowsTheApplication {
  private final ServiceState state = new ServiceState();

  boolean isDraining() {
    return state.isDraining();
  }
}
