package io.admitone.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.assertj.core.api.Condition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What hostile clients try, each with the server's memory before, meanwhile and afterwards, and
 * with a well-behaved client beside, judged against one of a server that is left in peace. With
 * {@code -Dadmitone.attacks=full} each goes on for longer; what was measured stands in {@code
 * target/attack-report.txt}.
 */
@Tag("long")
class AttackIT {
  private static final boolean FULL = "full".equals(System.getProperty("admitone.attacks"));
  private static final String TARGET = "/ws/client?client_id=attacker";
  private static final String OFFER = "Sec-WebSocket-Extensions: permessage-deflate";

  private static AttackRig rig;

  @BeforeAll
  static void start() {
    rig = new AttackRig();
    // Code that runs for the first time keeps an event loop busy for longer than any attack.
    rig.warmUp(() -> floodFor(Duration.ofSeconds(2)));
    rig.warmUp(() -> sendGarbage(-200, 0));
    // What a room keeps for those who come back is no attacker's doing.
    rig.warmUp(() -> rig.ask("publish"));
  }

  @AfterAll
  static void stop() {
    rig.close();
  }

  @Test
  void decompressionBombs() {
    byte[] bomb =
        RawSocket.frame(0xC1, ByteBufUtil.getBytes(DeflationTest.deflated(new byte[60_000_000])));
    rig.withstand(
        "decompression bombs",
        () -> {
          for (int i = 0; i < scale(50, 1_000); i++) {
            try (RawSocket socket = RawSocket.open(rig.port(), TARGET, OFFER)) {
              socket.send(bomb);
              assertThat(socket.closing()).isEqualTo("1009 MESSAGE_TOO_BIG");
            }
          }
        });
  }

  @Test
  void endlessFragments() {
    byte[] first = RawSocket.frame(0x01, new byte[30_000]);
    byte[] next = RawSocket.frame(0x00, new byte[30_000]);
    rig.withstand(
        "endless fragments",
        () -> {
          for (int i = 0; i < scale(8, 200); i++) {
            try (RawSocket socket = RawSocket.open(rig.port(), TARGET)) {
              socket.send(first);
              sendUntilCutOff(socket, next, 7_000);
            }
          }
        });
  }

  @Test
  void aReaderWhoNeverReadsWhat300MegabytesAreMeantFor() {
    rig.withstand(
        "a reader who never reads",
        () -> {
          for (int i = 0; i < scale(1, 10); i++) {
            try (RawSocket victim = RawSocket.open(rig.port(), "/ws/client?client_id=victim")) {
              assertThat(victim.message()).contains("hello");
              assertThat(rig.ask("push")).isEqualTo("pushed");
              victim.awaitEnd();
            }
          }
        });
  }

  @Test
  void halfOpenHandshakes() {
    rig.withstand(
        "half-open handshakes",
        () -> {
          List<SocketChannel> open = new ArrayList<>();
          for (int i = 0; i < scale(1_000, 10_000); i++) {
            open.add(connect(i % 2 == 0 ? "" : "GET /ws/client?client_id=c HTTP/1.1\r\nHost: "));
          }
          open.forEach(AttackIT::awaitEnd);
        });
  }

  @Test
  void headersThatDrip() {
    rig.withstand(
        "headers that drip",
        () -> {
          List<SocketChannel> open = new ArrayList<>();
          for (int i = 0; i < scale(200, 2_000); i++) {
            open.add(connect("GET /ws/client?client_id=c HTTP/1.1\r\nX-Slow: "));
          }
          while (!open.isEmpty()) {
            open.removeIf(channel -> !drips(channel));
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
          }
        });
  }

  @Test
  void floodsOfMessages() {
    rig.withstand("floods of messages", () -> floodFor(Duration.ofSeconds(scale(3, 60))));
  }

  @Test
  void headersOfAMegabyte() {
    String head = "GET /ws/client?client_id=c HTTP/1.1\r\nHost: localhost\r\nX-Long: ";
    byte[] longHead = (head + "x".repeat(1_000_000)).getBytes(StandardCharsets.US_ASCII);
    rig.withstand(
        "headers of a megabyte",
        () -> {
          for (int i = 0; i < scale(50, 2_000); i++) {
            try (RawSocket socket = RawSocket.to(rig.port())) {
              sendUntilCutOff(socket, longHead, 1);
            }
          }
        });
  }

  @Test
  void guessedTickets() {
    Random random = new Random(7);
    String ticket = rig.ask("ticket");
    rig.withstand(
        "guessed tickets",
        () -> {
          for (int i = 0; i < scale(300, 20_000); i++) {
            try (RawSocket socket =
                RawSocket.open(rig.port(), TARGET + "&ticket=" + guess(random, ticket))) {
              assertThat(socket.message()).contains("TICKET_INVALID");
              assertThat(socket.closing()).isEqualTo("4401 TICKET_INVALID");
            }
          }
          try (RawSocket socket = RawSocket.open(rig.port(), TARGET + "&ticket=" + ticket)) {
            assertThat(socket.message()).contains("\"hello\"");
          }
        });
  }

  @Test
  void foreignOrigins() {
    String own = TestServer.ORIGIN;
    List<String> foreign =
        List.of(
            "Origin: null",
            "Origin: " + own + ".evil.example",
            "Origin: https://evil.example",
            "Origin: " + own + ":444",
            "Origin: " + own.toUpperCase(java.util.Locale.ROOT),
            "Origin: " + own.replace("https", "http"),
            "Origin: " + own + "/",
            "Origin: " + own + ", https://evil.example",
            "Origin: " + own + " https://evil.example",
            "Origin: " + own + "\r\nOrigin: https://evil.example",
            "Origin: " + own + "\r\nOrigin: " + own,
            "Origin:",
            "Origin: " + own + "\u0000",
            "Origin: " + own.replace("app", "app@evil"),
            "Origin: " + own.replace("example.com", "example.com@evil.example"));
    rig.withstand(
        "foreign origins",
        () -> {
          for (int i = 0; i < scale(10, 500); i++) {
            for (String line : foreign) {
              try (RawSocket socket =
                  RawSocket.to(rig.port()).send(RawSocket.upgrade(TARGET, line))) {
                assertThat(socket.response().status()).as(line).isIn(400, 403);
              }
            }
          }
        });
  }

  @Test
  void garbageForUpgrades() {
    rig.withstand("garbage for upgrades", () -> sendGarbage(0, scale(2_000, 100_000)));
  }

  // The same at the door to rooms, and what only rooms make possible.

  @Test
  void floodsOfPublications() {
    byte[] many = many("{\"type\":\"publish\",\"room\":\"r\",\"data\":1}", 2_000);
    rig.withstand(
        "floods of publications",
        () -> {
          long end = System.nanoTime() + Duration.ofSeconds(scale(3, 60)).toNanos();
          while (System.nanoTime() - end < 0) {
            try (RawSocket socket = visitor()) {
              sendUntilCutOff(socket, many, 100);
            }
          }
        });
  }

  @Test
  void publicationsTooLong() {
    String json = "{\"type\":\"publish\",\"room\":\"r\",\"data\":\"" + "x".repeat(70_000);
    byte[] whole = RawSocket.frame(0x81, json.getBytes(StandardCharsets.UTF_8));
    byte[] half = RawSocket.frame(0x01, json.substring(0, 35_000).getBytes(StandardCharsets.UTF_8));
    byte[] rest = RawSocket.frame(0x80, json.substring(35_000).getBytes(StandardCharsets.UTF_8));
    rig.withstand(
        "publications too long",
        () -> {
          for (int i = 0; i < scale(50, 2_000); i++) {
            try (RawSocket socket = visitor()) {
              if (i % 2 == 0) {
                socket.send(whole);
              } else {
                socket.send(half).send(rest);
              }
              assertThat(socket.closing()).isEqualTo("1009 MESSAGE_TOO_BIG");
            }
          }
        });
  }

  @Test
  void aReaderWhoNeverReadsABusyRoom() {
    rig.withstand(
        "a busy room never read",
        () -> {
          for (int i = 0; i < scale(1, 4); i++) {
            try (RawSocket victim = visitor()) {
              assertThat(victim.text(subscribe("busy")).message()).contains("\"subscribed\"");
              assertThat(rig.ask("publish")).isEqualTo("Acknowledged");
              victim.awaitEnd();
            }
          }
        });
  }

  @Test
  void subscriptionsWithoutEnd() {
    rig.withstand(
        "subscriptions without end",
        () -> {
          for (int i = 0; i < scale(4, 90); i++) {
            try (RawSocket socket = visitor()) {
              for (int room = 0; room < 110; room++) {
                socket.text(subscribe("r-" + i + "-" + room));
              }
              assertThat(Stream.generate(socket::message).limit(110))
                  .areExactly(100, containing("\"subscribed\""))
                  .areExactly(10, containing("TOO_MANY_ROOMS"));
              sendUntilCutOff(socket, many(subscribe("another"), 2_000), 100);
            }
          }
        });
  }

  @Test
  void historyAskedForAnewAndAnew() {
    String since = ",\"since\":{\"epoch\":\"" + rig.ask("history") + "\",\"offset\":0}}";
    String again = subscribe("old").replace("}", since);
    rig.withstand(
        "history asked for anew",
        () -> {
          for (int i = 0; i < scale(4, 100); i++) {
            try (RawSocket socket = visitor()) {
              assertThat(socket.text(again).message()).contains("\"recovered\":true");
              sendUntilCutOff(socket, many(again, 2_000), 100);
            }
          }
        });
  }

  private static RawSocket visitor() {
    RawSocket socket =
        RawSocket.open(rig.port(), "/ws/v2/connect?client_id=visitor&ticket=" + rig.ask("visitor"));
    assertThat(socket.message()).contains("\"hello\"");
    return socket;
  }

  private static Condition<String> containing(String word) {
    return new Condition<>(message -> message.contains(word), word);
  }

  private static String subscribe(String room) {
    return "{\"type\":\"subscribe\",\"room\":\"" + room + "\"}";
  }

  /** Whatever it is, the answer is none, or one that says whose fault it was. */
  private static void sendGarbage(int from, int to) {
    for (int seed = from; seed < to; seed++) {
      byte[] garbage = UpgradeGarbage.of(seed);
      try (RawSocket socket = RawSocket.to(rig.port())) {
        socket.send(garbage).endOutput();
        assertThat(socket.firstLine())
            .as("seed %d: %s", seed, new String(garbage, StandardCharsets.ISO_8859_1))
            .matches("|HTTP/1\\.[01] (101|400|403|404|405|406|411|413|414|426|431|501|505) .*");
      }
    }
  }

  private static int scale(int usual, int full) {
    return FULL ? full : usual;
  }

  private static void floodFor(Duration time) {
    byte[] pings = many("{\"type\":\"ping\"}", 2_000);
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() - end < 0) {
      try (RawSocket socket = RawSocket.open(rig.port(), TARGET)) {
        sendUntilCutOff(socket, pings, 100);
      }
    }
  }

  /** The frames of one message that is sent so many times. */
  private static byte[] many(String message, int times) {
    byte[] frame = RawSocket.frame(0x81, message.getBytes(StandardCharsets.UTF_8));
    ByteBuffer frames = ByteBuffer.allocate(frame.length * times);
    while (frames.hasRemaining()) {
      frames.put(frame);
    }
    return frames.array();
  }

  /** Sends on until the server has had enough, which it must before the end. */
  private static void sendUntilCutOff(RawSocket socket, byte[] bytes, int times) {
    try {
      for (int i = 0; i < times; i++) {
        socket.send(bytes);
      }
    } catch (UncheckedIOException e) {
      return;
    }
    socket.awaitEnd();
  }

  private static SocketChannel connect(String begun) {
    try {
      SocketChannel channel =
          SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), rig.port()));
      channel.write(ByteBuffer.wrap(begun.getBytes(StandardCharsets.US_ASCII)));
      return channel;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean drips(SocketChannel channel) {
    try {
      channel.write(ByteBuffer.wrap(new byte[] {'x'}));
      return true;
    } catch (IOException e) {
      close(channel);
      return false;
    }
  }

  private static void awaitEnd(SocketChannel channel) {
    try {
      channel.socket().setSoTimeout(10_000);
      channel.socket().getInputStream().read();
    } catch (java.net.SocketTimeoutException e) {
      throw new AssertionError("never dropped", e);
    } catch (IOException e) {
      // A reset is an end too.
    } finally {
      close(channel);
    }
  }

  private static void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String guess(Random random, String like) {
    if (random.nextInt(3) == 0) {
      // One letter beside the truth.
      int at = like.length() - 2 - random.nextInt(20);
      char other = like.charAt(at) == 'x' ? 'y' : 'x';
      return like.substring(0, at) + other + like.substring(at + 1);
    }
    byte[] secret = new byte[32];
    random.nextBytes(secret);
    return "wst_" + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
  }
}
