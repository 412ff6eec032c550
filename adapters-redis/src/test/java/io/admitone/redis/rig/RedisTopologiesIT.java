package io.admitone.redis.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class RedisTopologiesIT {
  @Test
  void replicaKnowsWhatThePrimaryDoesUnlessReplicationIsHeld() {
    try (RedisReplicas redis = RedisReplicas.start()) {
      redis.primary().cli("SET", "key", "1");
      redis.awaitInStep();
      assertThat(redis.replica().cli("GET", "key")).isEqualTo("1");

      redis.holdReplication();
      redis.primary().cli("DEL", "key");
      assertThat(redis.replica().cli("GET", "key")).isEqualTo("1");

      redis.resumeReplication();
      assertThat(redis.replica().cli("GET", "key")).isNull();
    }
  }

  @Test
  void failoverForgetsWhatWasNotReplicated() {
    try (RedisReplicas redis = RedisReplicas.start()) {
      redis.primary().cli("SET", "key", "1");
      redis.awaitInStep();
      redis.holdReplication();
      assertThat(redis.primary().cli("GETDEL", "key")).isEqualTo("1");

      redis.failOver();

      try (RespConnection client = RespConnection.open("127.0.0.1", redis.front().port())) {
        assertThat(client.call("GETDEL", "key")).isEqualTo("1");
      }
      assertThatThrownBy(() -> redis.primary().cli("PING")).hasMessageContaining("refused");
    }
  }

  @Test
  void sentinelsPutAReplicaInThePlaceOfADeadPrimary() {
    try (RedisSentinels redis = RedisSentinels.start()) {
      RedisServer before = redis.primary();
      before.cli("SET", "key", "1");
      before.cli("WAIT", "2", "2000");

      RedisServer now = redis.failOver();

      assertThat(now.port()).isNotEqualTo(before.port());
      assertThat(now.cli("GETDEL", "key")).isEqualTo("1");
    }
  }

  @Test
  void clusterSendsAKeyToItsPrimaryAndOutlivesIt() {
    try (RedisClusterServers redis = RedisClusterServers.start()) {
      RedisServer primary = redis.primaryOf("key");
      primary.cli("SET", "key", "1");
      primary.cli("WAIT", "1", "2000");
      List<RedisServer> others = redis.nodes().stream().filter(node -> node != primary).toList();
      assertThatThrownBy(() -> others.get(0).cli("GET", "key")).hasMessageStartingWith("MOVED");

      RedisServer heir = redis.failOver(primary);

      assertThat(heir.cli("GETDEL", "key")).isEqualTo("1");
    }
  }
}
