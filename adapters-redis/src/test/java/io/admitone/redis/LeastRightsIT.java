package io.admitone.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.domain.identity.SessionId;
import io.admitone.domain.ticket.IssueOutcome;
import io.admitone.domain.ticket.RedeemOutcome;
import io.admitone.domain.ticket.RevokeOutcome;
import io.admitone.domain.ticket.TicketKey;
import io.admitone.domain.time.Clock;
import io.admitone.redis.LinkEvent.RevocationsInterrupted;
import io.admitone.redis.LinkEvent.RoomsInterrupted;
import io.admitone.redis.LinkEvent.WeakerPromise;
import io.admitone.redis.rig.Await;
import io.admitone.redis.rig.RedisClusterServers;
import io.admitone.redis.rig.RedisConf;
import io.admitone.redis.rig.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Redis user that is shipped: its rights are enough, and none of them is too much. */
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

  /** A machine whose own clock nobody could mistake for the server's. */
  private static final Clock BEHIND = () -> Instant.now().minus(Duration.ofHours(1));

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

        Await.until(Instances.LIMIT, "judged", () -> isKnown(redis));
        assertThat(redis.readiness().current().isReady()).as(who).isFalse();
      }
    }
  }

  @Test
  void theRightsAreEnoughAndEachIsNeeded() throws IOException {
    try (RedisServer server = RedisServer.start(RedisConf.plain().aclFile(file))) {
      assertThat(whatIsMissed(server)).isEmpty();

      for (String right : rights()) {
        change(server, without(right));
        server.cli("SCRIPT", "FLUSH");
        assertThat(whatIsMissed(server)).as("without " + right).isNotEmpty();
        change(server, rules());
      }
    }
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

      try (Instances fresh = new Instances(BEHIND)) {
        assertThat(whatIsMissed(fresh, uris)).isEmpty();
      }
    }
  }

  /** Goes through all that the service does with Redis; in words, what did not work. */
  private static List<String> whatIsMissed(RedisServer server) {
    try (Instances fresh = new Instances(BEHIND)) {
      return whatIsMissed(fresh, uri(server));
    }
  }

  private static List<String> whatIsMissed(Instances processes, String uri) {
    List<String> missed = new ArrayList<>();
    Redis redis = processes.make(uri);
    Redis other = processes.make(uri);
    redis.start();
    other.start();
    Await.until(Instances.LIMIT, "known", () -> isKnown(redis) && isKnown(other));
    if (!redis.readiness().current().isReady() || !other.readiness().current().isReady()) {
      missed.add("no use of it: " + redis.readiness().current());
      return missed;
    }
    List<SessionId> heard = new CopyOnWriteArrayList<>();
    other.revocations().subscribe(heard::add);
    SessionId session = new SessionId("session");
    TicketKey redeemed = Instances.key();
    TicketKey revoked = Instances.key();
    TicketKey ended = Instances.key();
    for (TicketKey key : List.of(redeemed, revoked, ended)) {
      if (!(ask(redis, key) instanceof IssueOutcome.Issued)) {
        missed.add("no issue");
        return missed;
      }
    }
    if (!(Instances.join(redis.tickets().redeem(redeemed)) instanceof RedeemOutcome.Redeemed)) {
      missed.add("no redemption");
    }
    if (!(Instances.join(redis.tickets().revoke(revoked)) instanceof RevokeOutcome.Revoked)) {
      missed.add("no revocation of a ticket");
    }
    if (!(Instances.join(redis.tickets().revokeSession(session)) instanceof RevokeOutcome.Revoked)
        || Instances.join(redis.tickets().redeem(ended)) instanceof RedeemOutcome.Redeemed) {
      missed.add("no revocation of a session");
    } else {
      Await.until(
          Instances.LIMIT,
          "heard or interrupted",
          () ->
              heard.contains(session) || !processes.events(RevocationsInterrupted.class).isEmpty());
    }
    missed.addAll(RoomRights.missed(redis, other));
    if (!processes.events(RoomsInterrupted.class).isEmpty()) {
      missed.add("no channels of rooms");
    }
    if (!processes.events(RevocationsInterrupted.class).isEmpty()) {
      missed.add("no news of revocations");
    }
    if (redis.clock().now().isBefore(Instant.now().minus(Duration.ofMinutes(1)))) {
      missed.add("no time of the server");
    }
    if (!processes.events(WeakerPromise.class).isEmpty()) {
      missed.add("the server hides its life");
    }
    return missed;
  }

  private static boolean isKnown(Redis redis) {
    return redis.readiness().current().isReady()
        || redis.readiness().current().lastError().isPresent();
  }

  private static void issue(Redis redis) {
    assertThat(ask(redis, Instances.key())).isEqualTo(new IssueOutcome.Issued());
  }

  private static IssueOutcome ask(Redis redis, TicketKey key) {
    return Instances.join(redis.tickets().issue(key, Instances.grant("session"), Instances.TTL));
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
