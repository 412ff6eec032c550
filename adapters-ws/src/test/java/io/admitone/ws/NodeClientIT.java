package io.admitone.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The same server through ws on Node.js, in the version that the benchmarks are compared with. What
 * both must agree on stands in {@code benchmarks/peers/node/client.mjs}.
 */
@Tag("long")
@ExtendWith(NoLeaks.class)
class NodeClientIT {
  private static final Path SOURCE = Path.of("..", "benchmarks", "peers", "node");
  private static final Path PEER = Path.of("target", "peer-node");
  private static final List<String> FILES =
      List.of("package.json", "package-lock.json", "client.mjs");

  @Test
  void agreesWithWsOnNode() throws Exception {
    SocketPolicy policy =
        new TestPolicy().compression(true).rate(new MessageRate(100_000, 100_000, 10)).build();
    installPeer();
    try (TestServer server = TestServer.start(policy)) {
      List<String> lines =
          run("node", "client.mjs", Integer.toString(server.port()), TestServer.ORIGIN);

      assertThat(lines).hasSize(12).allMatch(line -> line.startsWith("agrees: "));
    }
  }

  private static void installPeer() throws Exception {
    Files.createDirectories(PEER);
    for (String file : FILES) {
      Files.copy(SOURCE.resolve(file), PEER.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    List<String> lines = run("npm", "ci", "--prefer-offline", "--ignore-scripts", "--no-audit");
    if (!Files.exists(PEER.resolve("node_modules/ws"))) {
      lacks("npm could not fetch ws, the peer of this test: " + lines);
    }
  }

  private static List<String> run(String... command) throws InterruptedException {
    Process process = start(command);
    List<String> lines = new ArrayList<>();
    process.inputReader(StandardCharsets.UTF_8).lines().forEach(lines::add);
    process.waitFor();
    return lines;
  }

  private static Process start(String... command) {
    try {
      return new ProcessBuilder(command).directory(PEER.toFile()).redirectErrorStream(true).start();
    } catch (IOException e) {
      return lacks(command[0] + " is not on the PATH; this test needs Node.js 20 or newer.");
    }
  }

  /** Without the peer the test is left out and says so; where everything is tried it fails. */
  private static <T> T lacks(String missing) {
    System.err.println(missing);
    return System.getenv("CI") == null ? Assumptions.abort(missing) : fail(missing);
  }
}
