package io.admitone.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** No library comes in, or stays, without a sentence that says why. */
class DependencyListTest {
  private static final Path ROOT = Path.of("..");
  private static final Path DECISION = ROOT.resolve("docs/decisions/010-dependencies.md");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([\\w.-]+:[\\w.-]+)` \\|");

  @Test
  void givesAReasonForEachDependencyAndForNoOther() throws Exception {
    assertThat(explained()).isEqualTo(used());
  }

  private static Set<String> explained() throws IOException {
    Set<String> names = new TreeSet<>();
    ROW.matcher(Files.readString(DECISION))
        .results()
        .map(DependencyListTest::name)
        .forEach(names::add);
    return names;
  }

  private static String name(MatchResult row) {
    return row.group(1);
  }

  private static Set<String> used() throws Exception {
    Set<String> names = new TreeSet<>();
    for (Path pom : poms()) {
      addDependencies(pom, names);
    }
    return names;
  }

  /** Those of the rooms, and of what lies in the examples' folder. */
  private static List<Path> poms() throws IOException {
    try (Stream<Path> rooms = Files.list(ROOT);
        Stream<Path> examples = Files.list(ROOT.resolve("examples"))) {
      return Stream.concat(rooms, examples)
          .map(room -> room.resolve("pom.xml"))
          .filter(Files::exists)
          .toList();
    }
  }

  private static void addDependencies(Path pom, Set<String> names) throws Exception {
    Document document =
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(pom.toFile());
    XPath xpath = XPathFactory.newInstance().newXPath();
    NodeList found =
        (NodeList)
            xpath.evaluate("/project/dependencies/dependency", document, XPathConstants.NODESET);
    for (int i = 0; i < found.getLength(); i++) {
      String group = xpath.evaluate("groupId", found.item(i));
      if (!group.equals("io.admitone")) {
        names.add(group + ":" + xpath.evaluate("artifactId", found.item(i)));
      }
    }
  }
}
