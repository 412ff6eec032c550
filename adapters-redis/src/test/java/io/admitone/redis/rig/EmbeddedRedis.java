package io.admitone.redis.rig;

import java.io.IOException;
import java.util.Optional;
import redis.embedded.core.ExecutableProvider;

/** The server inside the embedded-redis artifact. It has no TLS. */
final class EmbeddedRedis {
  private EmbeddedRedis() {}

  /** Empty where the artifact has no server for this machine. */
  static Optional<RedisBinary> unpack() {
    try {
      return LocalRedis.of(ExecutableProvider.newJarResourceProvider().get().toPath());
    } catch (IOException | RuntimeException noneForThisMachine) {
      return Optional.empty();
    }
  }
}
