package io.admitone.domain.offending;

import org.slf4j.LoggerFactory;

/** Breaks a rule, so that the rule can be seen to fail. */
final class KnowsALibrary {
  void log() {
    LoggerFactory.getLogger("domain").info("no");
  }
}
