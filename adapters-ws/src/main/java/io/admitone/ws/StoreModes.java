package io.admitone.ws;

import io.admitone.domain.readiness.ReadinessChange;
import io.admitone.domain.readiness.ReadinessProbe;
import jakarta.inject.Singleton;

/**
 * Tells every open socket when the store is lost and when it is back. The telling is paced; each
 * socket is told what holds when its turn comes, and nothing twice, so that a store that comes and
 * goes quickly cannot leave a page with the wrong word.
 */
@Singleton
final class StoreModes {
  private final Sockets sockets;
  private final ReadinessProbe readiness;

  StoreModes(Sockets sockets, ReadinessProbe readiness) {
    this.sockets = sockets;
    this.readiness = readiness;
  }

  /** From now on sockets are told. To be called once. */
  void follow() {
    readiness.subscribe(this::onChange);
  }

  private void onChange(ReadinessChange change) {
    if (change.wasLost() || change.becameReady()) {
      new PacedRound(sockets.connections().all(), AdmittedSocket::storeModeChanged, () -> {}).run();
    }
  }
}
