package io.admitone.bootstrap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A page that keeps one socket, and does what it is told when it is sent away. */
final class Guest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Visitor visitor;
  private final String token;
  private final ScheduledExecutorService timer;
  private final List<Goodbye> goodbyes = new CopyOnWriteArrayList<>();
  private final List<String> troubles = new CopyOnWriteArrayList<>();
  private volatile Page page;
  private volatile boolean away;

  /** A goodbye as it was meant to be: when the server said it, and when to come back. */
  record Goodbye(Instant at, long retryAfterMs) {
    Instant returnAt() {
      return at.plusMillis(retryAfterMs);
    }
  }

  /** Connects; the token must be good for another ticket at each return. */
  Guest(Visitor visitor, String token, ScheduledExecutorService timer) throws Exception {
    this.visitor = visitor;
    this.token = token;
    this.timer = timer;
    connect();
  }

  List<Goodbye> goodbyes() {
    return goodbyes;
  }

  /** Whatever must not happen to a page; empty if all is well. */
  List<String> troubles() {
    return troubles;
  }

  boolean isConnected() {
    return !away && page.isOpen() && page.isAdmitted();
  }

  private void connect() throws Exception {
    page = visitor.connect(visitor.ticket(token));
    if (!page.isAdmitted()) {
      troubles.add("not admitted: " + page.messages());
    }
    away = false;
    Page opened = page;
    opened.whenEnded(
        (ending, failure) -> leave(opened, failure == null ? ending : failure.toString()));
  }

  private void leave(Page left, String ending) {
    away = true;
    List<String> heard = List.copyOf(left.messages());
    String last = heard.get(heard.size() - 1);
    if (!ending.equals("1012 SERVICE_RESTART") || !last.startsWith("{\"type\":\"reconnect\"")) {
      troubles.add("ended by " + ending + " after " + last);
      return;
    }
    try {
      JsonNode advice = JSON.readTree(last);
      Goodbye goodbye =
          new Goodbye(
              Instant.parse(advice.get("timestamp").textValue()),
              advice.get("retry_after_ms").longValue());
      goodbyes.add(goodbye);
      timer.schedule(this::comeBack, goodbye.retryAfterMs(), TimeUnit.MILLISECONDS);
    } catch (Exception e) {
      troubles.add("cannot read " + last);
    }
  }

  private void comeBack() {
    try {
      connect();
    } catch (Exception e) {
      troubles.add("cannot come back: " + e);
    }
  }
}
