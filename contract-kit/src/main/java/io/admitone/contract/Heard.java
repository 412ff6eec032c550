package io.admitone.contract;

import io.admitone.domain.readiness.ReadinessChange;
import io.admitone.domain.readiness.StoreState;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** A subscriber that remembers what it was told. */
final class Heard implements Consumer<ReadinessChange> {
  private final List<ReadinessChange> changes = new CopyOnWriteArrayList<>();

  @Override
  public void accept(ReadinessChange change) {
    changes.add(change);
  }

  List<ReadinessChange> changes() {
    return List.copyOf(changes);
  }

  int count() {
    return changes.size();
  }

  /** Whether the last word was that the store is in this state. */
  boolean endsWith(StoreState state) {
    List<ReadinessChange> now = changes();
    return !now.isEmpty() && now.get(now.size() - 1).to().state() == state;
  }

  /** Whether each change begins where the one before it ended, and goes somewhere else. */
  boolean isAChainFrom(StoreState first) {
    StoreState here = first;
    for (ReadinessChange change : changes()) {
      if (change.from().state() != here || change.to().state() == here) {
        return false;
      }
      here = change.to().state();
    }
    return true;
  }

  static String words(List<ReadinessChange> changes) {
    return changes.stream()
        .map(change -> change.from().state() + " to " + change.to().state())
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
