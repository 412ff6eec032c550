import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Opens sockets without tickets, runs a command, and fails unless each of them was then told to
 * come back: 1012.
 *
 * <pre>java Sockets.java URL COUNT COMMAND…</pre>
 */
public final class Sockets implements WebSocket.Listener {
  private static final int PATIENCE_SECONDS = 60;

  private final CompletableFuture<Void> greeted = new CompletableFuture<>();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();

  public static void main(String[] arguments) throws Exception {
    String base = arguments[0].replaceFirst("^http", "ws") + "/ws/client?client_id=socket-";
    int count = Integer.parseInt(arguments[1]);
    HttpClient client = HttpClient.newHttpClient();
    List<Sockets> sockets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Sockets socket = new Sockets();
      client.newWebSocketBuilder().buildAsync(URI.create(base + i), socket).join();
      socket.greeted.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      sockets.add(socket);
    }
    new ProcessBuilder(Arrays.asList(arguments).subList(2, arguments.length))
        .inheritIO()
        .start()
        .waitFor();
    int told = 0;
    for (Sockets socket : sockets) {
      told += socket.closed.get(PATIENCE_SECONDS, TimeUnit.SECONDS) == 1012 ? 1 : 0;
    }
    System.out.println(told + " of " + count + " sockets were told 1012");
    System.exit(told == count ? 0 : 1);
  }

  @Override
  public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
    greeted.complete(null);
    socket.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
    closed.complete(code);
    return null;
  }

  @Override
  public void onError(WebSocket socket, Throwable error) {
    greeted.completeExceptionally(error);
    closed.complete(1006);
  }
}
