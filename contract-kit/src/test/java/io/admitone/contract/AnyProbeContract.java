package io.admitone.contract;

import io.admitone.domain.readiness.ReadinessProbe;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** The contract of whatever probe is under proof. Not named as a test: only the proof runs it. */
final class AnyProbeContract extends ReadinessProbeContract {
  static final AtomicReference<Supplier<RightProbe>> UNDER_PROOF = new AtomicReference<>();

  private final RightProbe probe = UNDER_PROOF.get().get();

  @Override
  protected ReadinessProbe openProbe() {
    return probe;
  }

  @Override
  protected void loseStore() {
    probe.lose();
  }

  @Override
  protected void returnStore() {
    probe.bringBack();
  }

  @Override
  protected Duration promise() {
    return Duration.ofMillis(300);
  }

  @Override
  protected OptionalLong commandsSent() {
    return OptionalLong.of(probe.commands());
  }
}
