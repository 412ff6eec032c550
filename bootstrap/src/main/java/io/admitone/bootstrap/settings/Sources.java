package io.admitone.bootstrap.settings;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * Where settings are looked for, the strongest first.
 *
 * @param arguments of the command line, such as {@code --admitone.store=memory}
 * @param systemProperties of the virtual machine
 * @param environment variables of the process
 * @param files reads the file that {@code admitone.config-file} names
 */
public record Sources(
    List<String> arguments,
    Map<String, String> systemProperties,
    Map<String, String> environment,
    PropertiesFile files) {

  /** The sources of this process. */
  public static Sources ofProcess(List<String> arguments) {
    Map<String, String> properties = new LinkedHashMap<>();
    Properties system = System.getProperties();
    system.stringPropertyNames().forEach(name -> properties.put(name, system.getProperty(name)));
    return new Sources(arguments, properties, System.getenv(), Sources::read);
  }

  private static Map<String, String> read(String path) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of(path), StandardCharsets.UTF_8)) {
      properties.load(reader);
    }
    Map<String, String> read = new LinkedHashMap<>();
    properties.stringPropertyNames().forEach(name -> read.put(name, properties.getProperty(name)));
    return read;
  }

  /** Reads a file of properties. */
  @FunctionalInterface
  public interface PropertiesFile {
    Map<String, String> read(String path) throws IOException;
  }
}
