package io.admitone.redis.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * What a server carries out, as {@code MONITOR} tells it, from the moment of its making.
 *
 * <p>Every question first sends a marker through the server and waits for it, so that all that was
 * carried out before the question is counted. A server that does not answer cannot be asked.
 */
public final class CommandLog implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final Pattern WORD = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*+)\"");

  private final RespConnection monitor;
  private final Consumer<String> markerSender;
  private final List<List<String>> commands = new CopyOnWriteArrayList<>();

  CommandLog(RespConnection monitor, Consumer<String> markerSender) {
    this.monitor = monitor;
    this.markerSender = markerSender;
    monitor.call("MONITOR");
    Thread reader = new Thread(this::readAll, "rig-monitor");
    reader.setDaemon(true);
    reader.start();
  }

  /** How often a command began with these words: its name in any case, then its arguments. */
  public long count(String name, String... arguments) {
    List<String> wanted = new ArrayList<>(List.of(name.toUpperCase(Locale.ROOT)));
    wanted.addAll(List.of(arguments));
    return commands().stream().filter(command -> startsWith(command, wanted)).count();
  }

  /** All commands so far, oldest first, names in upper case. */
  public List<List<String>> commands() {
    String marker = "marker-" + UUID.randomUUID();
    markerSender.accept(marker);
    Await.until(LIMIT, "seen by MONITOR", () -> commands.contains(List.of("ECHO", marker)));
    return commands.stream().filter(command -> !isMarker(command)).toList();
  }

  private static boolean isMarker(List<String> command) {
    return command.get(0).equals("ECHO") && command.get(1).startsWith("marker-");
  }

  private static boolean startsWith(List<String> command, List<String> words) {
    return command.size() >= words.size() && command.subList(0, words.size()).equals(words);
  }

  private void readAll() {
    try {
      monitor.waitForEver();
      while (true) {
        add(String.valueOf(monitor.read()));
      }
    } catch (UncheckedIOException | IOException end) {
      // The server or the test has ended the connection.
    }
  }

  private void add(String line) {
    List<String> words = WORD.matcher(line).results().map(word -> word.group(1)).toList();
    if (!words.isEmpty()) {
      commands.add(withUpperCaseName(words));
    }
  }

  private static List<String> withUpperCaseName(List<String> words) {
    List<String> command = new ArrayList<>(words);
    command.set(0, words.get(0).toUpperCase(Locale.ROOT));
    return List.copyOf(command);
  }

  @Override
  public void close() {
    monitor.close();
  }
}
