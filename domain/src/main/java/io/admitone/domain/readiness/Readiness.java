package io.admitone.domain.readiness;

import java.time.Instant;
import java.util.Optional;

/**
 * Whether the store can be used right now.
 *
 * @param state where its connection stands
 * @param since when that state was entered
 * @param attempts tries to connect since the last success; 0 while connected
 * @param lastError why the last try or connection ended, in words without addresses or secrets;
 *     empty where nothing has failed yet
 */
public record Readiness(StoreState state, Instant since, int attempts, Optional<String> lastError) {

  /** Whether the store can be used. */
  public boolean isReady() {
    return state == StoreState.CONNECTED;
  }
}
