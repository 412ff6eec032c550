package io.admitone.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.domain.identity.SessionId;
import io.admitone.domain.room.Position;
import io.admitone.domain.room.RoomListener;
import io.admitone.domain.room.RoomMessage;
import io.admitone.domain.room.RoomName;
import io.admitone.domain.room.RoomSubscription;
import io.admitone.domain.room.SubscribeOutcome.Subscribed;
import io.admitone.domain.ticket.IssueOutcome;
import io.admitone.redis.LinkEvent.RoomsInterrupted;
import io.admitone.redis.LinkEvent.RoomsResumed;
import io.admitone.redis.rig.Await;
import io.admitone.redis.rig.RedisClusterServers;
import io.admitone.redis.rig.RedisConf;
import io.admitone.redis.rig.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Redis user that is shipped: its rights are enough, and none of them is too much. */
@Tag("long")
final class LeastRightsIT {
  private static final Path SHIPPED = Path.of("..", "deploy", "redis", "users.acl");

  /** Missed by a cluster alone. */
  private static final String FOR_CLUSTERS = "+cluster|slots";

  /** For cleaning up, which is missed only in the long run. */
  private static final Set<String> QUIET = Set.of("zrem", "zremrangebyscore");

  /**
   * Missed where a room has messages that are too old; and for a leaving, which has another way.
   */
  private static final Set<String> RARE = Set.of("+xdel", "+hdel");

  private final Instances instances = new Instances();
  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void setAPassword() throws IOException {
    file =
        Files.writeString(
            folder.resolve("users.acl"),
            Files.readString(SHIPPED).replace(" on resetpass ", " on resetpass >secret "));
  }

  @AfterEach
  void close() {
    instances.close();
  }

  @Test
  void nobodyGetsInBeforeAPasswordIsSet() {
    try (RedisServer server = RedisServer.start(RedisConf.plain().aclFile(SHIPPED))) {
      for (String who : List.of("", "admitone@", "admitone:@", "admitone:admitone@")) {
        Redis redis = instances.make(server.uri().replace("://", "://" + who));
        redis.start();

        Await.until(Instances.LIMIT, "judged", () -> EveryUse.isJudged(redis));
        assertThat(redis.readiness().current().isReady()).as(who).isFalse();
      }
    }
  }

  @Test
  void theRightsAreEnoughAndEachIsNeeded() throws IOException {
    try (RedisServer server = RedisServer.start(RedisConf.plain().aclFile(file))) {
      assertThat(EveryUse.missing(uri(server))).isEmpty();

      for (String right : rights()) {
        change(server, without(right));
        server.cli("SCRIPT", "FLUSH");
        assertThat(EveryUse.missing(uri(server))).as("without " + right).isNotEmpty();
        change(server, rules());
      }
    }
  }

  /** Else a process would say that it is ready, and answer every page that it is not. */
  @Test
  void isNotReadyWhereTicketsCannotBeWritten() throws IOException {
    try (RedisServer server = RedisServer.start(RedisConf.plain().aclFile(file))) {
      for (String right : List.of("~ws_ticket:*", "~ws_session:*")) {
        Redis redis = instances.connect(uri(server));
        change(server, without(right));

        Await.until(
            Instances.LIMIT,
            "not ready without " + right,
            () -> !redis.readiness().current().isReady());
        assertThat(redis.readiness().current().lastError()).contains(ServerError.NOPERM.words());
        change(server, rules());
      }
    }
  }

  /** The interruption of a room that nobody wants any more is over, whatever the server allows. */
  @Test
  void tellsHowLongARoomIsNotHeardThatItMayNotHear() throws IOException {
    try (RedisServer server = RedisServer.start(RedisConf.plain().aclFile(file))) {
      Redis redis = instances.connect(uri(server));
      RoomSubscription forbidden = listen(redis, "forbidden");
      RoomSubscription other = listen(redis, "other");

      change(server, without("&ws_room:*"));
      Await.until(Instances.LIMIT, "interrupted", () -> has(RoomsInterrupted.class));
      other.cancel();
      assertThat(has(RoomsResumed.class)).isFalse();
      forbidden.cancel();

      Await.until(Instances.LIMIT, "over", () -> has(RoomsResumed.class));
      assertThat(instances.events(RoomsInterrupted.class)).hasSize(1);
      assertThat(instances.events(RoomsResumed.class)).hasSize(1);
    }
  }

  private boolean has(Class<? extends LinkEvent> event) {
    return !instances.events(event).isEmpty();
  }

  private static RoomSubscription listen(Redis redis, String room) {
    RoomListener deaf =
        new RoomListener() {
          @Override
          public void onMessage(RoomMessage message) {}

          @Override
          public void onResync(Position from) {}
        };
    RoomSubscription subscription = redis.rooms().subscribe(new RoomName(room), deaf);
    assertThat(Instances.join(subscription.outcome())).isInstanceOf(Subscribed.class);
    return subscription;
  }

  @Test
  void cleaningUpIsAllowedAndDone() {
    try (RedisServer server = RedisServer.start(RedisConf.plain().aclFile(file))) {
      Redis redis = instances.connect(uri(server));
      issue(redis);
      Instances.join(redis.tickets().revokeSession(new SessionId("session")));

      for (String command : QUIET) {
        Await.until(
            Instances.LIMIT,
            "done: " + command,
            () -> {
              issue(redis);
              return wasDone(server, command);
            });
      }
    }
  }

  private static boolean wasDone(RedisServer server, String command) {
    return String.valueOf(server.cli("INFO", "commandstats"))
        .lines()
        .anyMatch(
            line ->
                line.matches("cmdstat_" + command + ":calls=[1-9].*")
                    && line.contains("rejected_calls=0"));
  }

  @Test
  void theRightsAreEnoughForACluster() {
    try (RedisClusterServers cluster = RedisClusterServers.start(file)) {
      String uris = String.join(",", cluster.uris()).replace("://", "://admitone:secret@");

      assertThat(EveryUse.missing(uris)).isEmpty();
    }
  }

  private static void issue(Redis redis) {
    assertThat(EveryUse.issue(redis, Instances.key())).isEqualTo(new IssueOutcome.Issued());
  }

  private static String uri(RedisServer server) {
    return server.uri().replace("://", "://admitone:secret@");
  }

  private static void change(RedisServer server, List<String> rules) {
    List<String> command = new ArrayList<>(List.of("ACL", "SETUSER", "admitone", "reset"));
    command.addAll(rules);
    server.cli(command.toArray(String[]::new));
  }

  private List<String> rights() throws IOException {
    return rules().stream()
        .filter(rule -> "+~&".indexOf(rule.charAt(0)) >= 0)
        .filter(rule -> !rule.equals(FOR_CLUSTERS) && !RARE.contains(rule))
        .filter(rule -> !QUIET.contains(rule.substring(1)))
        .toList();
  }

  private List<String> without(String right) throws IOException {
    return rules().stream().filter(rule -> !rule.equals(right)).toList();
  }

  /** Of the user, what follows its name. */
  private List<String> rules() throws IOException {
    String line =
        Files.readAllLines(file).stream()
            .filter(user -> user.startsWith("user admitone "))
            .findFirst()
            .orElseThrow();
    return Arrays.stream(line.split(" ")).skip(2).toList();
  }
}
