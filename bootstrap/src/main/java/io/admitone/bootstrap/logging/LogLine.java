package io.admitone.bootstrap.logging;

import java.time.Duration;
import java.util.Optional;
import org.slf4j.spi.LoggingEventBuilder;

/** A log line while it is being filled. Used by one thread. */
public final class LogLine {
  private final LogEvent event;
  private final LoggingEventBuilder line;

  LogLine(LogEvent event, LoggingEventBuilder line) {
    this.event = event;
    this.line = line;
  }

  LogLine named(String eventName) {
    line.addKeyValue("event", eventName);
    return this;
  }

  public LogLine with(String field, String value) {
    return put(field, value);
  }

  public LogLine with(String field, long value) {
    return put(field, value);
  }

  public LogLine with(String field, boolean value) {
    return put(field, value);
  }

  /** In milliseconds, which the field's name says. */
  public LogLine with(String field, Duration value) {
    return put(field, value.toMillis());
  }

  /** Where there is a value; its text is written. */
  public LogLine with(String field, Optional<?> value) {
    value.ifPresent(present -> put(field, present.toString()));
    return this;
  }

  /** With the stack trace of what went wrong, where it was unforeseen. */
  public LogLine because(Throwable failure) {
    line.setCause(failure);
    return this;
  }

  public void write() {
    line.log(event.sentence());
  }

  private LogLine put(String field, Object value) {
    assert event.fields().contains(field) : event + " has no field " + field;
    line.addKeyValue(field, value);
    return this;
  }
}
