package io.admitone.bootstrap.metrics;

import io.admitone.application.telemetry.TelemetryEvent;
import io.admitone.application.telemetry.TelemetryEvent.RoomClosed;
import io.admitone.application.telemetry.TelemetryEvent.RoomMessageDelivered;
import io.admitone.application.telemetry.TelemetryEvent.RoomMessagePublished;
import io.admitone.application.telemetry.TelemetryEvent.RoomOpened;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.atomic.AtomicInteger;

/** What happens in the rooms of this process. No room is ever a label. Thread-safe. */
final class RoomMeters {
  private static final String MESSAGES = "ws_room_messages_total";
  private static final String MEANING =
      "Messages of rooms: published through this process, and handed to its subscribers";

  private final AtomicInteger active;
  private final Counter published;
  private final Counter delivered;
  private final Timer fanout;

  RoomMeters(Meters meters) {
    active = meters.gauge("ws_rooms_active", "Rooms that a subscriber of this process hears");
    published = meters.counter(MESSAGES, MEANING, "direction", "in");
    delivered = meters.counter(MESSAGES, MEANING, "direction", "out");
    fanout =
        meters.histogram(
            "ws_room_fanout_seconds",
            "From a message's arrival at this process to its last subscriber there",
            Meters.QUICK);
  }

  /** Counts it, if it is about rooms. */
  void record(TelemetryEvent event) {
    if (event instanceof RoomMessageDelivered message) {
      delivered.increment(message.subscribers());
      fanout.record(message.took());
    } else if (event instanceof RoomMessagePublished) {
      published.increment();
    } else if (event instanceof RoomOpened) {
      active.incrementAndGet();
    } else if (event instanceof RoomClosed) {
      active.decrementAndGet();
    }
  }
}
