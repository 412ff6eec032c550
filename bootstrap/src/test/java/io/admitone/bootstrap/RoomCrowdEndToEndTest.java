package io.admitone.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.admitone.bootstrap.RoomTruth.Place;
import io.admitone.redis.rig.Await;
import io.admitone.redis.rig.FaultProxy;
import io.admitone.redis.rig.RedisConf;
import io.admitone.redis.rig.RedisReplicas;
import io.admitone.redis.rig.RedisServer;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * 200 pages in 8 rooms who come and go at random, on three processes with one Redis, while three
 * authors write; and what becomes of them when it fails. Everybody's view is held against the log.
 *
 * <p>For so many seconds as {@code admitone.rooms.seconds} says, 6 unless it is set; the seed is in
 * {@code admitone.rooms.seed}. The figures are printed.
 */
@Tag("long")
final class RoomCrowdEndToEndTest {
  private static final int GUESTS = 200;
  private static final int PROCESSES = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration SPAN =
      Duration.ofSeconds(Long.getLong("admitone.rooms.seconds", 6));
  private static final long SEED = Long.getLong("admitone.rooms.seed", System.nanoTime());

  /** Between two guests who come or go: so each stays, and stays away, for about six seconds. */
  private static final Duration BETWEEN_TURNS = Duration.ofMillis(30);

  /** Guests who come or go at one time. */
  private static final int AT_ONCE = 8;

  private final Random random = new Random(SEED);
  private final RoomTruth truth = new RoomTruth();
  private final List<FaultProxy> networks = new ArrayList<>();
  private final List<ServerProcess> servers = new ArrayList<>();
  private final List<Visitor> processes = new CopyOnWriteArrayList<>();
  private final List<String> rooms = IntStream.range(0, 8).mapToObj(i -> "crowd." + i).toList();
  private final List<RoomGuest> guests = new ArrayList<>();
  private final List<RoomAuthor> authors = new ArrayList<>();
  private final ExecutorService turns = Executors.newFixedThreadPool(AT_ONCE);
  private final Semaphore free = new Semaphore(AT_ONCE);
  private String token;

  @AfterEach
  void close() {
    turns.shutdownNow();
    authors.forEach(RoomAuthor::close);
    servers.forEach(ServerProcess::close);
    networks.forEach(FaultProxy::close);
  }

  @Test
  void everyViewIsTheLogOrSaysThatItIsNot() throws Exception {
    try (RedisReplicas redis = RedisReplicas.start()) {
      open(redis.front().port());
      long begun = System.nanoTime();

      comeAndGo(SPAN.dividedBy(4));
      redis.primary().freeze();
      comeAndGo(Duration.ofSeconds(2));
      redis.primary().thaw();
      comeAndGo(SPAN.dividedBy(4));
      kill(PROCESSES - 1);
      comeAndGo(SPAN.dividedBy(4));
      guests.forEach(RoomGuest::listen);
      assertThat(losses()).as("losses although nothing was lost, seed %d", SEED).isZero();

      redis.holdReplication();
      comeAndGo(Duration.ofSeconds(1));
      redis.failOver();
      comeAndGo(SPAN.dividedBy(4));

      judge(begun);
      assertThat(losses()).as("a failover that lost messages is told, seed %d", SEED).isPositive();
    }
  }

  @Test
  void whatIsAcknowledgedIsStoredOrTheEpochHasEnded() throws Exception {
    try (RedisServer redis = RedisServer.start(RedisConf.plain().appendOnly())) {
      open(redis.port());
      long begun = System.nanoTime();
      long end = begun + SPAN.toNanos();

      for (int round = 0; round < 3 || System.nanoTime() - end < 0; round++) {
        comeAndGo(Duration.ofMillis(300 + random.nextInt(700)));
        // In the same epoch: answers are lost, but no life of the server ends.
        networks.get(random.nextInt(PROCESSES)).cut();
        comeAndGo(Duration.ofMillis(200 + random.nextInt(500)));
        redis.kill();
        if (random.nextBoolean()) {
          redis.restart();
        } else {
          redis.restartEmpty();
        }
      }
      comeAndGo(Duration.ofSeconds(1));

      judge(begun);
    }
  }

  private void open(int redisPort) throws Exception {
    for (int i = 0; i < PROCESSES; i++) {
      networks.add(FaultProxy.to(redisPort));
      servers.add(server(networks.get(i).uri()));
    }
    for (ServerProcess server : servers) {
      processes.add(new Visitor(server.port()));
    }
    for (int i = 0; i < GUESTS; i++) {
      guests.add(new RoomGuest(rooms.get(i % rooms.size()), tokenFor("guest-" + i), truth));
    }
    token = tokenFor("judge");
    for (int i = 0; i < PROCESSES; i++) {
      int number = i;
      authors.add(
          new RoomAuthor(
              "author-" + i,
              tokenFor("author-" + i),
              rooms,
              () -> process(number),
              truth,
              SEED + i));
    }
  }

  private static ServerProcess server(String redis) {
    return ServerProcess.run(
        Map.of(
            "ADMITONE_STORE", "redis",
            "ADMITONE_STARTUP_POLICY", "wait",
            "REDIS_URL", redis,
            "JWT_SECRET", "the-secret-of-the-process-under-test-0001",
            "ADMITONE_TICKETS_PER_MINUTE", "100000",
            // Generous, so that only a new epoch may cost anybody anything.
            "ADMITONE_ROOMS_HISTORY", "10000/1h",
            // These pages do not answer a ping.
            "WS_HEARTBEAT_INTERVAL_MS", "600000",
            "PORT", "0"),
        List.of("-Xmx192m"));
  }

  private String tokenFor(String user) throws Exception {
    return processes
        .get(0)
        .tokenOf(
            "{\"userId\":\"%s\",\"sessionId\":\"sess_%s\",\"rooms\":[\"crowd.*:rw\"]}"
                .formatted(user, user));
  }

  private Visitor process(int number) {
    List<Visitor> alive = List.copyOf(processes);
    return alive.get(number % alive.size());
  }

  /** SIGKILL, or its like elsewhere. */
  private void kill(int number) {
    processes.remove(number);
    servers.get(number).close();
  }

  private void comeAndGo(Duration span) throws InterruptedException {
    long end = System.nanoTime() + span.toNanos();
    while (System.nanoTime() - end < 0) {
      RoomGuest guest = guests.get(random.nextInt(GUESTS));
      Visitor process = process(random.nextInt(PROCESSES));
      if (free.tryAcquire(BETWEEN_TURNS.toMillis(), TimeUnit.MILLISECONDS)) {
        turns.execute(() -> turn(guest, process));
      }
      LockSupport.parkNanos(BETWEEN_TURNS.toNanos());
    }
  }

  private void turn(RoomGuest guest, Visitor process) {
    try {
      if (guest.isThere()) {
        guest.go();
      } else {
        guest.come(process);
      }
    } finally {
      free.release();
    }
  }

  private int losses() {
    return guests.stream().mapToInt(RoomGuest::losses).sum();
  }

  /** Lets everybody come to the end, and holds what they know against the log. */
  private void judge(long begun) throws Exception {
    authors.forEach(RoomAuthor::close);
    free.acquire(AT_ONCE);
    Map<String, Place> tops = new HashMap<>();
    Map<Place, String> log = new HashMap<>();
    for (String room : rooms) {
      tops.put(room, readAll(room, log));
    }
    for (RoomGuest guest : guests) {
      Place top = tops.get(guest.room());
      Await.until(
          PATIENCE,
          "at %s, but at %s; seed %d".formatted(top, guest.view(), SEED),
          () -> isAt(guest, top));
    }
    log.forEach(truth::says);
    long ofOtherEpochs = 0;
    for (RoomAuthor author : authors) {
      assertThat(author.acknowledged()).isNotEmpty();
      for (Map.Entry<Place, String> ack : author.acknowledged().entrySet()) {
        if (ack.getKey().isInEpochOf(tops.get(ack.getKey().room()))) {
          assertThat(log).as("acknowledged, seed %d", SEED).contains(ack);
        } else {
          ofOtherEpochs++;
        }
      }
    }
    print(begun, ofOtherEpochs);
    assertThat(truth.wrong()).as("seed %d", SEED).isEmpty();
  }

  /** Comes once more, wherever it was; what it hears at last is the end of the log. */
  private boolean isAt(RoomGuest guest, Place top) {
    if (!guest.isThere()) {
      guest.come(process(random.nextInt(PROCESSES)));
    }
    return guest.view().filter(top::equals).isPresent();
  }

  /** All that the room's epoch has, page by page; where it stands. */
  private Place readAll(String room, Map<Place, String> log) {
    JsonNode now = read(room, "?limit=0");
    Place at = new Place(room, now.get("epoch").textValue(), 0);
    long top = now.get("offset").longValue();
    while (at.offset() < top) {
      JsonNode page =
          read(room, "?limit=1000&wait=0&epoch=%s&offset=%d".formatted(at.epoch(), at.offset()));
      assertThat(page.get("recovered").booleanValue()).as("all is kept of %s", at).isTrue();
      for (JsonNode message : page.get("messages")) {
        Place next = new Place(room, at.epoch(), message.get("offset").longValue());
        assertThat(next.isRightAfter(at)).as("%s after %s", next, at).isTrue();
        log.put(next, message.get("message_id").textValue());
        at = next;
      }
    }
    return at;
  }

  private JsonNode read(String room, String query) {
    List<JsonNode> found = new ArrayList<>();
    Await.until(PATIENCE, "well again", () -> found.addAll(tryToRead(room, query)));
    return found.get(0);
  }

  private List<JsonNode> tryToRead(String room, String query) {
    try {
      HttpResponse<String> answer =
          processes.get(0).get("/api/v1/rooms/" + room + "/messages" + query, token);
      return answer.statusCode() == 200 ? List.of(Visitor.json(answer)) : List.of();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private void print(long begun, long ofOtherEpochs) {
    System.out.printf(
        "%d s, seed %d: %,d messages acknowledged (%,d in epochs that have ended), %,d sent again;"
            + " %,d visits heard %,d messages and were told %,d times that some are lost%n",
        Duration.ofNanos(System.nanoTime() - begun).toSeconds(),
        SEED,
        authors.stream().mapToLong(author -> author.acknowledged().size()).sum(),
        ofOtherEpochs,
        authors.stream().mapToLong(RoomAuthor::repeats).sum(),
        guests.stream().mapToInt(RoomGuest::visits).sum(),
        guests.stream().mapToLong(RoomGuest::heard).sum(),
        losses());
  }
}
