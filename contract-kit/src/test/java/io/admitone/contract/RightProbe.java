package io.admitone.contract;

import io.admitone.domain.readiness.Readiness;
import io.admitone.domain.readiness.ReadinessChange;
import io.admitone.domain.readiness.ReadinessProbe;
import io.admitone.domain.readiness.ReadinessSource;
import io.admitone.domain.readiness.StoreState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** A probe that keeps every rule; each broken probe differs from it in one thing. */
class RightProbe implements ReadinessProbe {
  private final AtomicLong commands = new AtomicLong();
  private final ReadinessSource source =
      new ReadinessSource("toy", StoreState.CONNECTED, Instant::now, failure -> {});

  void lose() {
    moveTo(StoreState.DISCONNECTED);
  }

  void bringBack() {
    moveTo(StoreState.CONNECTING);
    moveTo(StoreState.CONNECTED);
  }

  protected void moveTo(StoreState state) {
    source.moveTo(state, state == StoreState.CONNECTED ? 0 : 1, Optional.empty());
  }

  protected void askStore() {
    commands.incrementAndGet();
  }

  long commands() {
    return commands.get();
  }

  @Override
  public String dependency() {
    return source.dependency();
  }

  @Override
  public Readiness current() {
    return source.current();
  }

  @Override
  public List<ReadinessChange> history() {
    return source.history();
  }

  @Override
  public Subscription subscribe(Consumer<ReadinessChange> listener) {
    return source.subscribe(listener);
  }
}
