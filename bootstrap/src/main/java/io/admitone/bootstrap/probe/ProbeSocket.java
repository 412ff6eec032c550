package io.admitone.bootstrap.probe;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One socket of the probe: messages and the goodbye are taken from it in their order. */
final class ProbeSocket {
  private static final String PROTOCOL = "admitone.v1";

  private final WebSocket socket;
  private final BlockingQueue<Event> events;

  private ProbeSocket(WebSocket socket, BlockingQueue<Event> events) {
    this.socket = socket;
    this.events = events;
  }

  /** Opens a socket; the ticket goes as a subprotocol, so that no access log sees it. */
  static ProbeSocket open(HttpClient client, ProbeTarget target, String clientId, String ticket)
      throws StepFailedException {
    BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    WebSocket.Builder builder =
        client
            .newWebSocketBuilder()
            .connectTimeout(HttpSide.PATIENCE)
            .subprotocols(PROTOCOL, "admitone.ticket." + ticket);
    target.origin().ifPresent(origin -> builder.header("Origin", origin));
    try {
      WebSocket socket =
          builder
              .buildAsync(
                  target.socket("/ws/client?version=1&client_id=" + clientId), new Listener(events))
              .join();
      return new ProbeSocket(socket, events);
    } catch (CompletionException e) {
      throw new StepFailedException(upgradeFailure(e.getCause()));
    }
  }

  String protocol() {
    return socket.getSubprotocol().isEmpty() ? "no subprotocol" : socket.getSubprotocol();
  }

  void send(String json) {
    socket.sendText(json, true).join();
  }

  /** The next message of a type; heartbeats in between are passed over. */
  Map<String, String> expect(String type) throws StepFailedException {
    while (true) {
      Event event = next(type);
      if (event.closed) {
        throw new StepFailedException(
            "the server closed with " + event.text + " where " + type + " was due");
      }
      Map<String, String> fields = Fields.of(event.text);
      String got = fields.getOrDefault("type", "something without a type");
      if (got.equals(type)) {
        return fields;
      }
      if (!got.equals("ping")) {
        throw new StepFailedException(
            "the server sent " + Printable.of(got) + " where " + type + " was due");
      }
    }
  }

  /** The code and the reason with which the server closes. */
  String expectClose() throws StepFailedException {
    while (true) {
      Event event = next("a close");
      if (event.closed) {
        return event.text;
      }
      if ("hello".equals(Fields.of(event.text).get("type"))) {
        throw new StepFailedException("the server let the same ticket in a second time");
      }
    }
  }

  void leave() {
    socket.sendClose(WebSocket.NORMAL_CLOSURE, "");
  }

  private Event next(String due) throws StepFailedException {
    try {
      Event event = events.poll(HttpSide.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      if (event == null) {
        throw new StepFailedException("the server sent nothing for 5 s where " + due + " was due");
      }
      return event;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StepFailedException("interrupted");
    }
  }

  private static String upgradeFailure(Throwable cause) {
    if (cause instanceof WebSocketHandshakeException refused) {
      return "the server refused the upgrade with HTTP " + refused.getResponse().statusCode();
    }
    return cause instanceof IOException
        ? "the connection broke during the upgrade"
        : "the upgrade failed: " + cause.getClass().getSimpleName();
  }

  /** A message, or the end. */
  private record Event(boolean closed, String text) {}

  private static final class Listener implements WebSocket.Listener {
    private final BlockingQueue<Event> events;
    private final StringBuilder message = new StringBuilder();

    private Listener(BlockingQueue<Event> events) {
      this.events = events;
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
      message.append(part);
      if (last) {
        events.add(new Event(false, message.toString()));
        message.setLength(0);
      }
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      events.add(new Event(true, code + " " + Printable.of(reason)));
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      events.add(new Event(true, "1006 (the connection broke)"));
    }
  }
}
