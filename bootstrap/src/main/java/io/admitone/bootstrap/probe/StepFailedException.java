package io.admitone.bootstrap.probe;

/** A step did not go as it should; the message says why in one sentence, without a secret. */
final class StepFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  StepFailedException(String sentence) {
    super(sentence, null, false, false);
  }
}
