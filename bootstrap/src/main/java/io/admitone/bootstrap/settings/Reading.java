package io.admitone.bootstrap.settings;

import java.util.List;
import java.util.function.Function;

/** What came of reading the settings. */
public sealed interface Reading {
  <T> T fold(Function<Settings, T> accepted, Function<List<String>, T> refused);

  /** They make sense, and the process may start. */
  record Accepted(Settings settings) implements Reading {
    @Override
    public <T> T fold(Function<Settings, T> accepted, Function<List<String>, T> refused) {
      return accepted.apply(settings);
    }
  }

  /**
   * The process must not start.
   *
   * @param refusals every reason that was found, each one sentence for the operator
   */
  record Refused(List<String> refusals) implements Reading {
    @Override
    public <T> T fold(Function<Settings, T> accepted, Function<List<String>, T> refused) {
      return refused.apply(refusals);
    }
  }
}
