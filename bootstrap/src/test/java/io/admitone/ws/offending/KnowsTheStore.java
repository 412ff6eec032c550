package io.admitone.ws.offending;

import io.admitone.bootstrap.settings.StoreKind;

/** Breaks a rule, so that the rule can be seen to fail. */
final class KnowsTheStore {
  StoreKind kind() {
    return StoreKind.MEMORY;
  }
}
