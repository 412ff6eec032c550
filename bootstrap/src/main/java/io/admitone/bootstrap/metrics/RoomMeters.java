package io.admitone.bootstrap.metrics;

import io.admitone.application.telemetry.TelemetryEvent;
import io.admitone.application.telemetry.TelemetryEvent.RoomClosed;
import io.admitone.application.telemetry.TelemetryEvent.RoomMessageDelivered;
import io.admitone.application.telemetry.TelemetryEvent.RoomMessagePublished;
import io.admitone.application.telemetry.TelemetryEvent.RoomOpened;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.atomic.AtomicInteger;

/** What happens in rooms, as meters. No room is ever a label. */
final class RoomMeters {
  private static final String MESSAGES = "ws_room_messages_total";
  private static final String WHAT =
      "Messages published through this node, and handed to its sockets";

  private final AtomicInteger active;
  private final Counter in;
  private final Counter out;
  private final Timer fanout;

  RoomMeters(Meters meters) {
    active = meters.gauge("ws_rooms_active", "Rooms that somebody on this node hears");
    in = meters.counter(MESSAGES, WHAT, "direction", "in");
    out = meters.counter(MESSAGES, WHAT, "direction", "out");
    fanout =
        meters.histogram(
            "ws_room_fanout_seconds",
            "From the broker's word to the last subscriber on this node",
            Meters.QUICK);
  }

  void record(TelemetryEvent event) {
    if (event instanceof RoomMessageDelivered delivered) {
      out.increment(delivered.subscribers());
      fanout.record(delivered.took());
    } else if (event instanceof RoomMessagePublished) {
      in.increment();
    } else if (event instanceof RoomOpened) {
      active.incrementAndGet();
    } else if (event instanceof RoomClosed) {
      active.decrementAndGet();
    }
  }
}
