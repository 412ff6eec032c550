package io.admitone.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** The picture of the rooms shows the arrows that the build has, and no other. */
class ArchitecturePictureTest {
  private static final Path ROOT = Path.of("..");
  private static final Path PAGE = ROOT.resolve("docs/architecture.md");
  private static final Pattern ARROW =
      Pattern.compile("(?m)^ +([\\w-]+)(?:\\[[^]]*])? --> ([\\w-]+)$");
  private static final String PREFIX = "admitone-";

  @Test
  void drawsEveryDependencyOfARoomOnAnother() throws Exception {
    Set<String> arrows = new TreeSet<>();
    for (String module : modules()) {
      arrows.addAll(arrowsOf(module));
    }

    assertThat(drawn()).isNotEmpty().isEqualTo(arrows);
  }

  private static Set<String> drawn() throws IOException {
    Set<String> arrows = new TreeSet<>();
    ARROW
        .matcher(Files.readString(PAGE))
        .results()
        .forEach(arrow -> arrows.add(arrow.group(1) + " --> " + arrow.group(2)));
    return arrows;
  }

  private static List<String> modules() throws Exception {
    return texts(ROOT.resolve("pom.xml"), "/project/modules/module");
  }

  /** Without what only tests see. */
  private static Set<String> arrowsOf(String module) throws Exception {
    Set<String> arrows = new TreeSet<>();
    for (String artifact :
        texts(
            ROOT.resolve(module).resolve("pom.xml"),
            "/project/dependencies/dependency[groupId='io.admitone' and not(scope='test')]"
                + "/artifactId")) {
      arrows.add(name(module) + " --> " + artifact.substring(PREFIX.length()));
    }
    return arrows;
  }

  private static String name(String module) {
    return module.substring(module.indexOf('/') + 1);
  }

  private static List<String> texts(Path pom, String path) throws Exception {
    Document document =
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(pom.toFile());
    XPath xpath = XPathFactory.newInstance().newXPath();
    NodeList found = (NodeList) xpath.evaluate(path, document, XPathConstants.NODESET);
    return IntStream.range(0, found.getLength())
        .mapToObj(i -> found.item(i).getTextContent().strip())
        .toList();
  }
}
