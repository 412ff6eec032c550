package io.admitone.ws;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Upgrade requests as nobody should send them; the same one for the same seed. */
final class UpgradeGarbage {
  private static final List<String> LINES =
      List.of(
          "Upgrade: h2c",
          "Upgrade: websocket, websocket",
          "Connection: close",
          "Connection: Upgrade, Upgrade",
          "Sec-WebSocket-Key: AAAA",
          "Sec-WebSocket-Key: " + RawSocket.KEY,
          "Sec-WebSocket-Version: 8",
          "Sec-WebSocket-Version: 13, 13",
          "Sec-WebSocket-Protocol: ,,,admitone.v1,,",
          "Sec-WebSocket-Protocol: admitone.ticket.",
          "Sec-WebSocket-Extensions: ;;;=,;",
          "Content-Length: 5",
          "Content-Length: -1",
          "Transfer-Encoding: chunked",
          "Transfer-Encoding: chunked, identity",
          "Host: ",
          "Origin: \u0001",
          "Cookie: " + "c".repeat(3_000),
          ": no name",
          " folded",
          "no colon");

  private static final List<String> TARGETS =
      List.of(
          "/ws/client?client_id=%00",
          "/ws/client?client_id=%ZZ",
          "/ws/client?client_id=c&client_id=d",
          "/ws/client?ticket=wst_",
          "/ws/client?version=2&client_id=c",
          "/ws/../ws/client",
          "//ws/client",
          "/ws/%2e%2e",
          "*",
          "http://localhost/ws/client?client_id=c",
          "/ws/" + "x".repeat(300));

  private UpgradeGarbage() {}

  static byte[] of(int seed) {
    Random random = new Random(seed);
    byte[] request =
        switch (random.nextInt(4)) {
          case 0 -> noise(random);
          case 1 -> otherLines(random).getBytes(StandardCharsets.ISO_8859_1);
          default ->
              RawSocket.upgrade("/ws/client?client_id=c").getBytes(StandardCharsets.ISO_8859_1);
        };
    int changes = random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      request = changed(request, random);
    }
    return request;
  }

  private static byte[] noise(Random random) {
    byte[] noise = new byte[1 + random.nextInt(400)];
    random.nextBytes(noise);
    return noise;
  }

  private static String otherLines(Random random) {
    String target =
        random.nextBoolean()
            ? "/ws/client?client_id=c"
            : TARGETS.get(random.nextInt(TARGETS.size()));
    List<String> lines = new ArrayList<>(List.of(RawSocket.upgrade(target).strip().split("\r\n")));
    String first = lines.remove(0);
    for (int i = random.nextInt(4); i >= 0; i--) {
      lines.add(LINES.get(random.nextInt(LINES.size())));
    }
    Collections.shuffle(lines, random);
    return first + "\r\n" + String.join("\r\n", lines) + "\r\n\r\n";
  }

  private static byte[] changed(byte[] request, Random random) {
    int at = random.nextInt(request.length);
    int length = random.nextInt(Math.min(20, request.length - at) + 1);
    ByteArrayOutputStream changed = new ByteArrayOutputStream();
    changed.write(request, 0, at);
    switch (random.nextInt(4)) {
      case 0 -> changed.write(random.nextInt(256));
      case 1 -> {
        changed.write(request, at, length);
        changed.write(request, at, length);
      }
      case 2 -> {}
      default -> changed.writeBytes(noise(random));
    }
    changed.write(request, at + length, request.length - at - length);
    byte[] result = changed.toByteArray();
    return result.length == 0 ? new byte[] {0} : result;
  }
}
