package io.admitone.redis;

import java.util.Optional;
import java.util.concurrent.CompletionException;

/** There is a server, it answers, and it cannot serve. The message says why, in words. */
final class UnusableServer extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnusableServer(String words) {
    // An outcome, not a bug: nobody reads where it was made.
    super(words, null, false, false);
  }

  /** The words, if this is what was thrown; stages wrap what their steps throw. */
  static Optional<String> words(Throwable thrown) {
    Throwable inner = thrown instanceof CompletionException ? thrown.getCause() : thrown;
    return inner instanceof UnusableServer ? Optional.of(inner.getMessage()) : Optional.empty();
  }
}
