package io.admitone.bootstrap.metrics;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a scraper reads: families with their type and labels, and samples with their value. */
final class Scrape {
  private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");
  private static final Pattern SAMPLE = Pattern.compile("([a-z_]+)(\\{.*})? (\\S+)");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"");

  private final Map<String, Double> samples = new LinkedHashMap<>();
  private final Map<String, String> types = new TreeMap<>();
  private final Map<String, TreeSet<String>> labels = new TreeMap<>();

  Scrape(String text) {
    text.lines().forEach(this::read);
  }

  double value(String sample) {
    if (!samples.containsKey(sample)) {
      throw new AssertionError("no " + sample + " in " + samples.keySet());
    }
    return samples.get(sample);
  }

  Map<String, Double> samples() {
    return samples;
  }

  /** The families of the service, each as {@code type [labels]}. */
  Map<String, String> families() {
    Map<String, String> families = new TreeMap<>();
    types.forEach(
        (name, type) -> {
          if (!name.endsWith("_max") && name.matches("(ws|http|redis)_.*")) {
            families.put(name, type + " " + labels.getOrDefault(name, new TreeSet<>()));
          }
        });
    return families;
  }

  private void read(String line) {
    Matcher type = TYPE.matcher(line);
    if (type.matches()) {
      types.put(type.group(1), type.group(2));
    }
    Matcher sample = SAMPLE.matcher(line);
    if (sample.matches()) {
      String given = sample.group(2) == null ? "" : sample.group(2);
      samples.put(sample.group(1) + given, Double.valueOf(sample.group(3)));
      String family = sample.group(1).replaceAll("_(bucket|count|sum)$", "");
      LABEL
          .matcher(given)
          .results()
          .map(label -> label.group(1))
          .filter(label -> !label.equals("le"))
          .forEach(label -> labels.computeIfAbsent(family, name -> new TreeSet<>()).add(label));
    }
  }
}
