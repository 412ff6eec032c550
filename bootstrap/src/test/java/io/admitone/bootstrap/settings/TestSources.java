package io.admitone.bootstrap.settings;

import java.io.FileNotFoundException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Sources that a test fills by hand; nothing of this process shows through. */
public final class TestSources {
  public static final String SECRET = "a-secret-of-at-least-32-bytes-for-tests";

  private final List<String> arguments = new ArrayList<>();
  private final Map<String, String> properties = new LinkedHashMap<>();
  private final Map<String, String> variables = new LinkedHashMap<>();
  private final Map<String, Map<String, String>> files = new LinkedHashMap<>();

  public static TestSources empty() {
    return new TestSources();
  }

  /** With the one setting that has no default and must be there. */
  public static TestSources withSecret() {
    return empty().variable("JWT_SECRET", SECRET);
  }

  /** With all that staging and prod need beyond their defaults. */
  public static TestSources serving(String environment) {
    return withSecret()
        .variable("ADMITONE_ENVIRONMENT", environment)
        .variable("ADMITONE_STORE", "memory")
        .variable("JWT_ISSUER", "https://id.example.com")
        .variable("JWT_AUDIENCE", "admitone");
  }

  public TestSources argument(String argument) {
    arguments.add(argument);
    return this;
  }

  public TestSources property(String name, String value) {
    properties.put(name, value);
    return this;
  }

  public TestSources variable(String name, String value) {
    variables.put(name, value);
    return this;
  }

  public TestSources without(String variable) {
    variables.remove(variable);
    return this;
  }

  public TestSources file(String path, Map<String, String> content) {
    files.put(path, content);
    return this;
  }

  public Reading read() {
    return Settings.read(
        new Sources(
            arguments,
            properties,
            variables,
            path -> {
              if (!files.containsKey(path)) {
                throw new FileNotFoundException(path);
              }
              return files.get(path);
            }));
  }

  public Settings accepted() {
    return read()
        .fold(
            settings -> settings,
            refusals -> {
              throw new AssertionError("refused: " + refusals);
            });
  }

  public List<String> refused() {
    return read()
        .fold(
            settings -> {
              throw new AssertionError("accepted: " + settings);
            },
            refusals -> refusals);
  }
}
