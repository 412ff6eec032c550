package io.admitone.redis.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag(PrivateNetwork.NEEDS_ROOT)
final class PrivateNetworkIT {
  @Test
  void dropsPacketsOfOpenConnectionsAndNewOnesAndHeals() {
    try (PrivateNetwork network = PrivateNetwork.open();
        RedisServer redis = network.start(RedisConf.plain());
        RespConnection client = RespConnection.open(redis.host(), redis.port())) {
      assertThat(client.call("PING")).isEqualTo("PONG");

      network.drop();
      client.send("SET", "key", "late");
      assertThatThrownBy(client::read).hasMessageContaining("timed out");
      assertThatThrownBy(() -> RespConnection.open(redis.host(), redis.port()))
          .hasMessageContaining("timed out");

      network.heal();
      assertThat(redis.cli("PING")).isEqualTo("PONG");
    }
  }
}
