package io.admitone.contract;

import org.junit.jupiter.api.Assumptions;

/** The end of a case that could not be tried: neither passed nor failed, and always shown. */
final class NotVerified {
  private NotVerified() {}

  /** Ends the case as not verified. */
  static void because(String reason) {
    Assumptions.abort("not verified: " + reason);
  }

  static void unless(boolean possible, String reason) {
    if (!possible) {
      because(reason);
    }
  }
}
