package io.admitone.bootstrap.probe;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * What the command line asks for.
 *
 * @param base of the server, without a slash at the end
 * @param token to use instead of asking the server for one
 * @param origin to claim, as a page of it would
 */
record ProbeTarget(URI base, Optional<String> token, Optional<String> origin) {
  static final String USAGE =
      "usage: java -jar admitone.jar probe <base-url> [--token <jwt>] [--origin <origin>]";

  /** Empty where the arguments make no sense. */
  static Optional<ProbeTarget> parse(List<String> arguments) {
    Optional<URI> base = Optional.empty();
    Optional<String> token = Optional.empty();
    Optional<String> origin = Optional.empty();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      boolean hasNext = i + 1 < arguments.size();
      if (argument.equals("--token") && hasNext) {
        token = Optional.of(arguments.get(++i));
      } else if (argument.equals("--origin") && hasNext) {
        origin = Optional.of(arguments.get(++i));
      } else if (base.isEmpty() && webAddress(argument).isPresent()) {
        base = webAddress(argument);
      } else {
        return Optional.empty();
      }
    }
    Optional<String> givenToken = token;
    Optional<String> givenOrigin = origin;
    return base.map(uri -> new ProbeTarget(uri, givenToken, givenOrigin));
  }

  URI http(String path) {
    return URI.create(base + path);
  }

  URI socket(String path) {
    return URI.create(base.toString().replaceFirst("^http", "ws") + path);
  }

  private static Optional<URI> webAddress(String text) {
    try {
      URI uri = URI.create(text.replaceAll("/+$", ""));
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      return Optional.of(uri).filter(u -> web && u.getHost() != null);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
