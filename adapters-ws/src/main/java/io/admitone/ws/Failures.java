package io.admitone.ws;

/** Failures for the log, without their messages: those may quote what a client sent. */
final class Failures {
  private Failures() {}

  /** The kind of the failure and where it began. */
  static String describe(Throwable failure) {
    StackTraceElement[] trace = failure.getStackTrace();
    String kind = failure.getClass().getName();
    return trace.length == 0 ? kind : kind + " at " + trace[0];
  }
}
