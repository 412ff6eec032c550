package io.admitone.memory;

import io.admitone.contract.ReadinessProbeContract;
import io.admitone.domain.readiness.ReadinessProbe;
import io.admitone.domain.readiness.ReadinessSource;
import io.admitone.domain.readiness.StoreState;
import java.time.Duration;
import java.util.Optional;

/** The probe that adapters feed, fed by hand. */
final class ReadinessSourceContractTest extends ReadinessProbeContract {
  private final ReadinessSource source =
      new ReadinessSource("memory", StoreState.CONNECTED, new SystemClock(), failure -> {});

  @Override
  protected ReadinessProbe openProbe() {
    return source;
  }

  @Override
  protected void loseStore() {
    source.moveTo(StoreState.DISCONNECTED, 0, Optional.of("lost"));
  }

  @Override
  protected void returnStore() {
    source.moveTo(StoreState.CONNECTING, 1, Optional.of("lost"));
    source.moveTo(StoreState.CONNECTED, 0, Optional.empty());
  }

  @Override
  protected Duration promise() {
    return Duration.ofSeconds(1);
  }
}
