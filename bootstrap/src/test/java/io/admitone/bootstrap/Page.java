package io.admitone.bootstrap;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** A page's socket. */
final class Page implements WebSocket.Listener {
  private static final int PATIENCE_SECONDS = 60;

  private final Queue<String> messages = new ConcurrentLinkedQueue<>();
  private final CompletableFuture<String> closed = new CompletableFuture<>();
  private final CompletableFuture<String> greeted = new CompletableFuture<>();

  /** A message comes in as many parts as it arrived in. */
  private final StringBuilder begun = new StringBuilder();

  private WebSocket socket;

  private Page() {}

  /** Returns after the first message, a greeting or a refusal. */
  static Page open(HttpClient http, String address, String... protocols) throws Exception {
    Page page = new Page();
    WebSocket.Builder builder = http.newWebSocketBuilder();
    if (protocols.length > 0) {
      builder.subprotocols("admitone.v1", protocols);
    }
    page.socket =
        builder.buildAsync(URI.create(address), page).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    page.greeted.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    return page;
  }

  /** Whether it was let in. */
  boolean isAdmitted() {
    return greeted.join().startsWith("{\"type\":\"hello\"");
  }

  /** One message, sent before this returns. */
  void say(String text) throws Exception {
    socket.sendText(text, true).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** Goes, without waiting for an answer. */
  void leave() {
    socket.sendClose(WebSocket.NORMAL_CLOSURE, "");
  }

  boolean isOpen() {
    return !closed.isDone();
  }

  /** Waits for the goodbye: its code and its reason. */
  String goodbye() throws Exception {
    return closed.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** Tells its end, or what broke it, once it is there. */
  void whenEnded(BiConsumer<String, Throwable> then) {
    closed.whenComplete(then);
  }

  Queue<String> messages() {
    return messages;
  }

  @Override
  public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
    begun.append(text);
    if (last) {
      String message = begun.toString();
      begun.setLength(0);
      messages.add(message);
      greeted.complete(message);
    }
    socket.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
    closed.complete(code + " " + reason);
    return null;
  }

  @Override
  public void onError(WebSocket socket, Throwable error) {
    greeted.completeExceptionally(error);
    closed.completeExceptionally(error);
  }
}
