package io.admitone.bootstrap.probe;

import java.io.IOException;
import java.io.PrintStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * Asks a server on this machine for one health path: what a container's health check runs, where
 * there is no curl. It costs one request and as few classes as can be, since it runs every few
 * seconds; {@link Probe} goes the whole way instead.
 */
public final class HealthCheck {
  static final String USAGE =
      "usage: java -jar admitone.jar health [<path> or <url>], by default " + HealthCheck.LIVE;

  private static final String LIVE = "/health/live";
  private static final String USUAL_PORT = "8080";
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private HealthCheck() {}

  /**
   * @param port that the server listens on, where the arguments give a path only; may be null
   * @return 0 for an answer of 200, 1 for any other or none, 64 for arguments that make no sense
   */
  public static int run(List<String> arguments, String port, PrintStream out, PrintStream err) {
    return run(arguments, port, PATIENCE, out, err);
  }

  static int run(
      List<String> arguments, String port, Duration patience, PrintStream out, PrintStream err) {
    String asked = arguments.isEmpty() ? LIVE : arguments.get(0);
    if (arguments.size() > 1 || !asked.matches("(https?://|/).*")) {
      err.println(USAGE);
      return Probe.WRONG_USAGE;
    }
    String base = "http://127.0.0.1:" + (port == null || port.isBlank() ? USUAL_PORT : port);
    return ask(asked.startsWith("/") ? base + asked : asked, patience, out);
  }

  private static int ask(String address, Duration patience, PrintStream out) {
    try {
      HttpURLConnection connection =
          (HttpURLConnection) URI.create(address).toURL().openConnection();
      connection.setConnectTimeout((int) patience.toMillis());
      connection.setReadTimeout((int) patience.toMillis());
      int status = connection.getResponseCode();
      out.println(address + " " + status);
      return status == HttpURLConnection.HTTP_OK ? 0 : 1;
    } catch (IOException | IllegalArgumentException e) {
      out.println(address + " gave no answer");
      return 1;
    }
  }
}
