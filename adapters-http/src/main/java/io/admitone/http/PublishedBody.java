package io.admitone.http;

import io.admitone.application.rooms.PublishResult;
import io.micronaut.serde.annotation.Serdeable;

/** Where a message is stored. */
@Serdeable
record PublishedBody(String epoch, long offset, String messageId, String traceId) {
  static PublishedBody of(PublishResult.Acknowledged stored, String traceId) {
    return new PublishedBody(
        stored.position().epoch().value(),
        stored.position().offset(),
        stored.id().value(),
        traceId);
  }
}
