package io.admitone.bootstrap;

import io.admitone.bootstrap.settings.ListenSettings;
import java.net.BindException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Optional;

/** The service cannot start; the message says why in one sentence. */
public final class StartFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  private StartFailedException(String sentence, Throwable cause) {
    super(sentence, cause);
  }

  /** Redis is not there, or not fit to be used. */
  static StartFailedException redis(String address, String why) {
    return new StartFailedException(
        "Redis at %s (admitone.redis.url) cannot be used: %s.".formatted(address, why), null);
  }

  static StartFailedException because(Throwable failure, ListenSettings listen) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String unforeseen = "Something unforeseen failed: " + root;
    return expected(root, listen)
        .map(sentence -> new StartFailedException(sentence, null))
        .orElseGet(() -> new StartFailedException(unforeseen, failure));
  }

  /** What nobody thought of, whose stack trace helps; empty where the sentence says all. */
  Optional<Throwable> unforeseen() {
    return Optional.ofNullable(getCause());
  }

  /** What is wrong with the machine and not with the program, and needs no stack trace. */
  private static Optional<String> expected(Throwable root, ListenSettings listen) {
    if (root instanceof UnresolvedAddressException
        || String.valueOf(root.getMessage()).contains("annot assign requested address")) {
      return Optional.of(
          "The host " + listen.host() + " (admitone.http.host) is no address of this machine.");
    }
    if (root instanceof BindException) {
      boolean taken = String.valueOf(root.getMessage()).contains("in use");
      return Optional.of(
          "The port %d of %s (admitone.http.port) %s."
              .formatted(
                  listen.port(),
                  listen.host(),
                  taken ? "is taken by another process" : "may not be opened by this process"));
    }
    return Optional.empty();
  }
}
