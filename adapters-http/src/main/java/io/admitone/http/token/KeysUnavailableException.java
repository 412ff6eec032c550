package io.admitone.http.token;

/** The keys could not be fetched. The message is for operators and holds no address. */
final class KeysUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  KeysUnavailableException(String message) {
    // Without a stack trace: in an outage every request has one.
    super(message, null, false, false);
  }
}
