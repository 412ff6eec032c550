package io.admitone.redis;

import io.admitone.redis.rig.PrivateNetwork;
import io.admitone.redis.rig.RedisConf;
import io.admitone.redis.rig.RedisServer;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What tickets make of a network that loses every packet without a word. */
@Tag(PrivateNetwork.NEEDS_ROOT)
final class DroppedPacketsIT {
  /** A try that began before the mend may first have to come to its end. */
  private static final Duration BACK = Duration.ofSeconds(4);

  @Test
  void survivesDroppedPackets() {
    try (PrivateNetwork network = PrivateNetwork.open();
        RedisServer server = network.start(RedisConf.plain());
        Instances instances = new Instances()) {
      Redis redis = instances.connect(server.uri());

      new FaultMatrix(redis)
          .survives("packets dropped", network::drop, FaultMatrix.SILENT, "", network::heal, BACK);
    }
  }
}
