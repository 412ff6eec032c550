package io.admitone.application.telemetry;

import java.util.concurrent.CompletionException;

/**
 * Words for operators about something unforeseen. Only the exception's type is told: nobody can
 * know what its message holds, and a secret must reach no log.
 */
public final class Cause {
  private Cause() {}

  /** The simple name of what went wrong, without the wrapper that a stage puts around it. */
  public static String of(Throwable failure) {
    boolean wrapped = failure instanceof CompletionException && failure.getCause() != null;
    return (wrapped ? failure.getCause() : failure).getClass().getSimpleName();
  }
}
