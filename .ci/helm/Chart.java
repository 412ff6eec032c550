import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Lints the chart, strictly, and writes to a folder what it renders with each case of its folder
 * {@code ci}. A case that its schema does not allow fails.
 *
 * <pre>java -cp … Chart.java CHART FOLDER</pre>
 */
public final class Chart {
  private static final String RELEASE = "admitone";
  private static final String OLDEST_KUBERNETES = "1.30.0";

  private Chart() {}

  public static void main(String[] arguments) throws IOException {
    Path chart = Path.of(arguments[0]);
    Path folder = Path.of(arguments[1]);
    lint(chart);
    for (Path values : cases(chart)) {
      String name = values.getFileName().toString().replace("-values", "");
      Files.writeString(folder.resolve(name), rendered(chart, values));
    }
  }

  private static void lint(Path chart) {
    LintResult result = new Helm(chart).lint().strict().call();
    if (result.isFailed()) {
      throw new IllegalStateException(String.join("\n", result.getMessages()));
    }
  }

  private static List<Path> cases(Path chart) throws IOException {
    try (Stream<Path> files = Files.list(chart.resolve("ci"))) {
      return files.sorted().toList();
    }
  }

  private static String rendered(Path chart, Path values) {
    return new Helm(chart)
            .template()
            .withName(RELEASE)
            .withNamespace(RELEASE)
            .withKubeVersion(OLDEST_KUBERNETES)
            .withValuesFile(values)
            .call()
            .strip()
        + "\n";
  }
}
