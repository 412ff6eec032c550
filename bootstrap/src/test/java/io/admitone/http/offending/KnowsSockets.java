package io.admitone.http.offending;

import io.admitone.ws.UpgradeRefusal;

/** Breaks a rule, so that the rule can be seen to fail. */
final class KnowsSockets {
  UpgradeRefusal full() {
    return UpgradeRefusal.SERVER_FULL;
  }
}
