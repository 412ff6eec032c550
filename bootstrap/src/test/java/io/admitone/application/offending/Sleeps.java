package io.admitone.application.offending;

/** Breaks a rule, so that the rule can be seen to fail. */
final class Sleeps {
  void sleep() throws InterruptedException {
    Thread.sleep(1);
  }
}
