package io.admitone.redis;

import io.admitone.contract.Backstage;
import io.admitone.contract.Fault;
import io.admitone.contract.Faults;
import io.admitone.contract.RoomBackstage;
import io.admitone.domain.room.RoomBroker;
import io.admitone.domain.ticket.TicketKey;
import io.admitone.redis.rig.CommandLog;
import io.admitone.redis.rig.Fate;
import io.admitone.redis.rig.FaultProxy;
import io.admitone.redis.rig.RedisClusterServers;
import io.admitone.redis.rig.RedisServer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Servers that keep tickets or rooms, each behind a network of its own, as the contracts want to
 * break them and to look into them: one server, or the primaries of a cluster.
 */
final class FaultyServers implements Faults, Backstage, RoomBackstage, AutoCloseable {
  private final String kept;
  private final List<RedisServer> servers;
  private final List<FaultProxy> networks;
  private final Function<String, RedisServer> homeOf;
  private final List<CommandLog> logs = new ArrayList<>();
  private final Map<RoomBroker, FaultProxy> alone = new HashMap<>();

  private FaultyServers(
      String kept,
      List<RedisServer> servers,
      List<FaultProxy> networks,
      Function<String, RedisServer> homeOf) {
    this.kept = kept;
    this.servers = List.copyOf(servers);
    this.networks = List.copyOf(networks);
    this.homeOf = homeOf;
    servers.forEach(server -> logs.add(server.monitor()));
  }

  static FaultyServers ofTickets(RedisServer server, FaultProxy network) {
    return new FaultyServers("ws_ticket", List.of(server), List.of(network), key -> server);
  }

  /**
   * @param networks in the order of the servers
   */
  static FaultyServers ofTickets(RedisClusterServers cluster, List<FaultProxy> networks) {
    return new FaultyServers("ws_ticket", cluster.nodes(), networks, cluster::primaryOf);
  }

  /** One server, by one way or several. */
  static FaultyServers ofRooms(RedisServer server, List<FaultProxy> networks) {
    return new FaultyServers("ws_room", List.of(server), networks, key -> server);
  }

  /**
   * @param networks in the order of the servers
   */
  static FaultyServers ofRooms(RedisClusterServers cluster, List<FaultProxy> networks) {
    return new FaultyServers("ws_room", cluster.nodes(), networks, cluster::primaryOf);
  }

  /** A broker that is alone on its network can die alone. */
  void isAlone(RoomBroker broker, FaultProxy network) {
    alone.put(broker, network);
  }

  @Override
  public Set<Fault> possible() {
    return Set.of(Fault.values());
  }

  @Override
  public void begin(Fault fault) {
    switch (fault) {
      case UNREACHABLE -> networks.forEach(FaultProxy::goDown);
      case REFUSING -> wantReplicas("1");
      case HANGING -> servers.forEach(RedisServer::freeze);
      case LOSES_NEXT_ANSWER -> loseNextAnswer();
      case LOSES_LATEST_WRITE -> Resurrection.of(latelyWritten()).undoLatest(kept + ":");
      case LOSES_ALL -> servers.forEach(server -> server.cli("FLUSHALL"));
      case DEAFENS_SUBSCRIPTIONS -> networks.forEach(FaultProxy::deafen);
    }
  }

  @Override
  public void end() {
    servers.forEach(RedisServer::thaw);
    wantReplicas("0");
    networks.forEach(FaultProxy::pass);
  }

  private void wantReplicas(String number) {
    servers.forEach(server -> server.cli("CONFIG", "SET", "min-replicas-to-write", number));
  }

  /** Of whichever command a store sends next; only one answer is lost. */
  private void loseNextAnswer() {
    for (FaultProxy network : networks) {
      Stream.of("GETDEL", "SET", "UNLINK", "EVALSHA")
          .map(command -> network.onNext(command, kept + ":", Fate.ANSWER_IS_LOST))
          .forEach(sprung -> sprung.thenRun(() -> networks.forEach(FaultProxy::pass)));
    }
  }

  private RedisServer latelyWritten() {
    return servers.size() == 1 ? servers.get(0) : latelyWrittenOf();
  }

  private RedisServer latelyWrittenOf() {
    return IntStream.range(0, servers.size())
        .boxed()
        .filter(i -> networks.get(i).lastSeen(kept).isPresent())
        .max(Comparator.comparingLong(i -> networks.get(i).lastSeen(kept).getAsLong()))
        .map(servers::get)
        .orElseThrow();
  }

  @Override
  public OptionalLong records() {
    return keys(kept + ":*");
  }

  @Override
  public OptionalLong rooms() {
    return keys(kept + "*");
  }

  private OptionalLong keys(String pattern) {
    return sum(servers, server -> ((List<?>) server.cli("KEYS", pattern)).size());
  }

  @Override
  public boolean kill(RoomBroker broker) {
    Optional<FaultProxy> own = Optional.ofNullable(alone.get(broker));
    own.ifPresent(FaultProxy::freeze);
    return own.isPresent();
  }

  @Override
  public OptionalLong commandsSent() {
    return sum(
        logs,
        log ->
            (int) log.commands().stream().filter(words -> words.toString().contains(kept)).count());
  }

  @Override
  public OptionalLong connections() {
    return sum(servers, RedisServer::connectedClients);
  }

  private static <T> OptionalLong sum(List<T> all, Function<T, Integer> count) {
    return OptionalLong.of(all.stream().mapToLong(count::apply).sum());
  }

  @Override
  public boolean damage(TicketKey key) {
    String name = RedisKeys.ticket(key);
    homeOf.apply(name).cli("SET", name, "{\"v\":1,\"user\":");
    return true;
  }

  @Override
  public boolean plant(String name, String text) {
    homeOf.apply(name).cli("SET", name, text);
    return true;
  }

  @Override
  public Optional<String> planted(String name) {
    return Optional.ofNullable(homeOf.apply(name).cli("GET", name)).map(String::valueOf);
  }

  /** Ends the looking; servers and networks are others'. */
  @Override
  public void close() {
    logs.forEach(CommandLog::close);
  }
}
