package io.admitone.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.admitone.redis.rig.Await;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Many pages without a socket that wait for one room, each on a connection of its own, at a process
 * of its own. {@code -Dadmitone.polls=5000} makes them more.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "counts the threads of another process in /proc")
class LongPollsEndToEndTest {
  private static final int POLLS = Integer.getInteger("admitone.polls", 300);

  /** Shorter than the polls' own patience, so that none ends before the message comes. */
  private static final Duration PATIENCE = Duration.ofSeconds(25);

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ROOM = "public.news";
  private static final String MESSAGES = "/api/v1/rooms/" + ROOM + "/messages";

  /** Those that compile come and go. */
  private static final int COMPILERS = 4;

  private static ServerProcess server;
  private String token;
  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeAll
  static void start() {
    server =
        ServerProcess.run(
            Map.of("JWT_SECRET", "the-secret-of-the-process-under-test-0001", "PORT", "0"),
            List.of("-XX:+UseSerialGC"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void waitWithoutAThreadAndAreAnsweredByOneMessage() throws Exception {
    JsonNode first = publish(1);
    String query = "?wait=30&epoch=" + first.get("epoch").textValue() + "&offset=";
    // Whatever is made with the first of its kind is there before anything is counted.
    try (Poll warmUp = new Poll(query + 0)) {
      assertThat(warmUp.answer().get("offset").intValue()).isEqualTo(1);
    }
    int threadsBefore = server.threads();
    long residentBefore = server.residentKb();
    List<Poll> polls = new ArrayList<>();
    try {
      for (int i = 0; i < POLLS; i++) {
        polls.add(new Poll(query + 1));
      }
      Await.until(PATIENCE, "all of them wait", () -> waiting() == POLLS);
      int threadsDuring = server.threads();
      report(server.residentKb() - residentBefore, threadsBefore, threadsDuring);
      assertThat(threadsDuring).isBetween(threadsBefore - COMPILERS, threadsBefore + COMPILERS);

      publish(2);

      for (Poll poll : polls) {
        JsonNode answer = poll.answer();
        assertThat(answer.get("messages")).hasSize(1);
        assertThat(answer.get("messages").get(0).get("data").intValue()).isEqualTo(2);
        assertThat(answer.get("offset").intValue()).isEqualTo(2);
      }
      assertThat(waiting()).isZero();
    } finally {
      for (Poll poll : polls) {
        poll.close();
      }
    }
  }

  private static void report(long grownKb, int threadsBefore, int threadsDuring)
      throws IOException {
    String line =
        "%,d long-polls waiting: %.1f kB resident each, %d threads before and %d meanwhile%n"
            .formatted(POLLS, (double) grownKb / POLLS, threadsBefore, threadsDuring);
    Files.writeString(Path.of("target", "long-polls.txt"), line);
    System.out.print(line);
  }

  /** How many hear the room, all of whom are pages that wait. */
  private int waiting() {
    try {
      JsonNode rooms =
          send(request("/ws/v2/rooms").header("Authorization", "Bearer " + token())).get("rooms");
      return rooms.isEmpty() ? 0 : rooms.get(0).get("subscribers").intValue();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private JsonNode publish(int data) throws Exception {
    return send(
        request(MESSAGES)
            .header("Authorization", "Bearer " + token())
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{\"data\":" + data + "}")));
  }

  private String token() throws Exception {
    if (token == null) {
      String wanted = "{\"userId\":\"ada\",\"roles\":[\"admin\"]}";
      token =
          send(request("/api/v1/auth/token")
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.ofString(wanted)))
              .get("token")
              .textValue();
    }
    return token;
  }

  private JsonNode send(HttpRequest.Builder request) throws Exception {
    return JSON.readTree(http.send(request.build(), BodyHandlers.ofString()).body());
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
        .timeout(PATIENCE);
  }

  /** A request that may be answered later, without a thread on this side either. */
  private final class Poll implements Closeable {
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)");

    private final Socket socket;

    private Poll(String query) throws Exception {
      socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
      socket.setSoTimeout((int) PATIENCE.toMillis());
      String request =
          "GET %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n\r\n"
              .formatted(MESSAGES + query, token());
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    }

    private JsonNode answer() throws IOException {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        int next = in.read();
        assertThat(next).isNotNegative();
        head.append((char) next);
      }
      assertThat(head.toString()).startsWith("HTTP/1.1 200 ");
      Matcher length = LENGTH.matcher(head);
      assertThat(length.find()).isTrue();
      return JSON.readTree(in.readNBytes(Integer.parseInt(length.group(1))));
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
