package io.admitone.redis.rig;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An executable of this machine.
 *
 * @param prefix what it is started by, such as {@code ip netns exec}; it must replace itself by the
 *     server, so that the process id is the server's
 */
record LocalRedis(List<String> prefix, Path executable, String version) implements RedisBinary {
  private static final Pattern VERSION = Pattern.compile("v=((\\d+)\\.(\\d+)\\S*)");

  /** Empty where the file is not there, does not run here, or is older than 6.2. */
  static Optional<RedisBinary> of(Path executable) {
    if (!Files.isExecutable(executable) || Files.isDirectory(executable)) {
      return Optional.empty();
    }
    return versionOf(executable).map(version -> new LocalRedis(List.of(), executable, version));
  }

  private static Optional<String> versionOf(Path executable) {
    try {
      Matcher said = VERSION.matcher(Commands.run(executable.toString(), "--version"));
      return said.find() && isNewEnough(said) ? Optional.of(said.group(1)) : Optional.empty();
    } catch (RuntimeException doesNotRun) {
      return Optional.empty();
    }
  }

  private static boolean isNewEnough(Matcher version) {
    int major = Integer.parseInt(version.group(2));
    return major > 6 || major == 6 && Integer.parseInt(version.group(3)) >= 2;
  }

  LocalRedis startedBy(String... prefix) {
    return new LocalRedis(List.of(prefix), executable, version);
  }

  @Override
  public ServerProcess run(Path dir, List<String> arguments) {
    List<String> command = new ArrayList<>(prefix);
    command.add(executable.toString());
    command.addAll(arguments);
    return LocalProcess.start(command, dir);
  }

  @Override
  public String where() {
    return executable + " (" + version + ")";
  }
}
