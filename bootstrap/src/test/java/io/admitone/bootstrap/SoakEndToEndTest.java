package io.admitone.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.redis.rig.Await;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Pages come, speak, listen or do not, and go in every way, for {@code -Dadmitone.soak.seconds};
 * then everything that the process holds is where it was.
 */
@Tag("long")
class SoakEndToEndTest {
  private static final Duration LENGTH =
      Duration.ofSeconds(Integer.getInteger("admitone.soak.seconds", 10));

  /** What is measured against begins after a tenth of the time and at least so many rounds. */
  private static final int WARM_UP_ROUNDS = 5;

  private static final int TALKERS = 40;
  private static final int LISTENERS = 4;

  /** Together more than the system would take for a page that does not read: some 4 MB. */
  private static final int NEWS_A_ROUND = 90;

  private static final String NEWS = "{\"data\":\"" + "n".repeat(60_000) + "\"}";
  private static final String ROOM = "public.soak";
  private static final String PUBLISH = "/api/v1/rooms/" + ROOM + "/messages";
  private static final String ROOMS = "/ws/v2/connect?version=2";
  private static final String SUBSCRIBE = "{\"type\":\"subscribe\",\"room\":\"" + ROOM + "\"}";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final long MEGABYTE = 1024 * 1024;
  private static final long MOST_HEAP_MORE = 6 * MEGABYTE;

  /** The compilers go on for as long as there is something to compile. */
  private static final long MOST_NATIVE_MORE = 24 * MEGABYTE;

  private static final Pattern COMMITTED = Pattern.compile("Total: .*committed=(\\d+)KB");
  private static final Pattern HEAP_COMMITTED = Pattern.compile("Java Heap .*committed=(\\d+)KB");

  private int opened;
  private int slow;

  @Test
  void leavesNothingBehind() throws Exception {
    try (ServerProcess server = server();
        Throng throng = new Throng(server.port());
        Throng deaf = Throng.withoutBuffers(server.port())) {
      Visitor visitor = new Visitor(server.port());
      long begunAt = System.nanoTime();
      int rounds = 0;
      while (rounds < WARM_UP_ROUNDS || isWithin(begunAt, LENGTH.dividedBy(10))) {
        round(throng, deaf, visitor, rounds++);
      }
      Held before = calm(server, visitor);
      while (isWithin(begunAt, LENGTH)) {
        round(throng, deaf, visitor, rounds++);
      }
      Held after = calm(server, visitor);

      System.out.printf(
          "soak of %d s, %d rounds, %d sockets, %d of them too slow: %s -> %s%n",
          LENGTH.toSeconds(), rounds, opened, slow, before, after);
      assertThat(after.heap - before.heap).as("heap").isLessThan(MOST_HEAP_MORE);
      assertThat(after.nativeMemory - before.nativeMemory)
          .as("native memory")
          .isLessThan(MOST_NATIVE_MORE);
      assertThat(after.direct - before.direct).as("direct").isLessThan(MEGABYTE);
      assertThat(after.threads - before.threads).as("threads").isLessThan(5);
      assertThat(after.files - before.files).as("files").isLessThan(5);
      assertThat(visitor.metric("ws_closes_total")).isEqualTo(opened);
      assertThat(slow).isPositive();
    }
  }

  private static boolean isWithin(long since, Duration time) {
    return System.nanoTime() - since < time.toNanos();
  }

  private void round(Throng throng, Throng deaf, Visitor visitor, int number) throws Exception {
    String token = visitor.tokenOf("{\"sessionId\":\"soak-" + number + "\",\"roles\":[\"admin\"]}");
    List<Throng.Member> pages = new ArrayList<>();
    pages.addAll(throng.enter(TALKERS, "/ws/client?version=1"));
    pages.addAll(throng.enter(1, "/ws/client?ticket=" + visitor.ticket(token)));
    pages.addAll(throng.enter(1, "/ws/client?ticket=wst_guess"));
    for (int i = 0; i < TALKERS; i++) {
      talkAndGo(pages.get(i), i);
    }
    pages.get(TALKERS).leave(1000);
    List<Throng.Member> listeners = throng.enter(LISTENERS, ROOMS);
    List<Throng.Member> notListening = deaf.enter(LISTENERS, ROOMS);
    tellNews(listeners, notListening, visitor, token);
    pages.addAll(listeners);
    pages.addAll(notListening);
    Await.until(PATIENCE, "all gone", () -> pages.stream().allMatch(Throng.Member::hasEnded));
    opened += pages.size();
    slow += (int) pages.stream().filter(SoakEndToEndTest::wasSlow).count();
    throng.forget(pages);
    deaf.forget(pages);
  }

  private static boolean wasSlow(Throng.Member page) {
    return page.ending().equals("1013 SLOW_CONSUMER");
  }

  private static void talkAndGo(Throng.Member page, int number) {
    for (int i = 0; i < 5; i++) {
      page.say("{\"type\":\"note\",\"text\":\"" + "t".repeat(number * 20) + "\"}");
    }
    switch (number % 4) {
      case 0 -> page.leave(1000);
      case 1 -> page.leave(1001);
      case 2 -> page.vanish();
      default -> page.say(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(new byte[] {1})));
    }
  }

  /** Some read nothing while the room is busy, and are sent away for it. */
  private static void tellNews(
      List<Throng.Member> listeners, List<Throng.Member> deaf, Visitor visitor, String token)
      throws Exception {
    for (Throng.Member page : listeners) {
      page.say(SUBSCRIBE);
    }
    for (Throng.Member page : deaf) {
      page.say(SUBSCRIBE);
    }
    Await.until(PATIENCE, "subscribed", () -> areSubscribed(listeners) && areSubscribed(deaf));
    deaf.forEach(Throng.Member::goDeaf);
    for (int i = 0; i < NEWS_A_ROUND; i++) {
      assertThat(visitor.post(PUBLISH, token, NEWS).statusCode()).isEqualTo(202);
    }
    deaf.forEach(Throng.Member::listenAgain);
    List<Throng.Member> all = Stream.concat(listeners.stream(), deaf.stream()).toList();
    Await.until(PATIENCE, "the news", () -> all.stream().allMatch(SoakEndToEndTest::heardAll));
    // Who was sent away must not seem to have left.
    all.stream().filter(page -> page.ending().isEmpty()).forEach(page -> page.leave(1000));
  }

  private static boolean areSubscribed(List<Throng.Member> pages) {
    return pages.stream().allMatch(page -> page.heard().size() > 1);
  }

  /** Or that it must load anew, which a busy machine can make of it, or that it goes. */
  private static boolean heardAll(Throng.Member page) {
    return !page.ending().isEmpty()
        || count(page, "resync") > 0
        || count(page, "message") == NEWS_A_ROUND;
  }

  private static long count(Throng.Member page, String type) {
    String begin = "{\"type\":\"" + type + "\"";
    return page.heard().stream().filter(message -> message.startsWith(begin)).count();
  }

  /** What the process holds when nobody is there: bytes, and numbers. */
  private record Held(
      long heap, long nativeMemory, long direct, long residentKb, long threads, long files) {
    @Override
    public String toString() {
      return String.format(
          "heap %.1f MB, native %.1f MB, direct %d kB, resident %d MB, %d threads, %d files",
          (double) heap / MEGABYTE,
          (double) nativeMemory / MEGABYTE,
          direct / 1024,
          residentKb / 1024,
          threads,
          files);
    }
  }

  private static Held calm(ServerProcess server, Visitor visitor) throws Exception {
    for (String gauge : List.of("ws_connections_active", "ws_rooms_active")) {
      Await.until(PATIENCE, gauge + " is 0", () -> visitor.metric(gauge) == 0);
    }
    jcmd(server, "GC.run");
    jcmd(server, "GC.run");
    String memory = jcmd(server, "VM.native_memory", "summary");
    return new Held(
        (long) visitor.metric("jvm_memory_used_bytes{area=\"heap\""),
        1024 * (kilobytes(COMMITTED, memory) - kilobytes(HEAP_COMMITTED, memory)),
        (long) visitor.metric("jvm_buffer_memory_used_bytes{id=\"direct\""),
        server.residentKb(),
        entries(server, "task"),
        entries(server, "fd"));
  }

  private static long kilobytes(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    assertThat(matcher.find()).as(text).isTrue();
    return Long.parseLong(matcher.group(1));
  }

  private static int entries(ServerProcess server, String folder) {
    return new File("/proc/" + server.pid() + "/" + folder).list().length;
  }

  private static String jcmd(ServerProcess server, String... words)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
    command.add(Long.toString(server.pid()));
    command.addAll(List.of(words));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(out).isZero();
    return out;
  }

  private static ServerProcess server() {
    return ServerProcess.run(
        Map.of(
            "JWT_SECRET", "the-secret-of-the-process-under-test-0001",
            "ADMITONE_WS_ROOMS_AUTHENTICATION", "optional",
            "ADMITONE_WS_SEND_QUEUE_BYTES", "65536",
            "PORT", "0"),
        List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:NativeMemoryTracking=summary"));
  }
}
