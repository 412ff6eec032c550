package io.admitone.http;

import java.util.Arrays;

/**
 * What an operator is told of an exception: its kind and where it arose. Not its message, which may
 * repeat what the client sent, and that may be a secret.
 */
final class Causes {
  private static final String OURS = "io.admitone";

  private Causes() {}

  static String of(Throwable failure) {
    String kind = failure.getClass().getSimpleName();
    return Arrays.stream(failure.getStackTrace())
        .filter(frame -> frame.getClassName().startsWith(OURS))
        .findFirst()
        .map(frame -> kind + " at " + frame)
        .orElse(kind);
  }
}
