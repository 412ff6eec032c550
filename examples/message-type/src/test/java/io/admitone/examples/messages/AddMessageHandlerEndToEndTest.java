package io.admitone.examples.messages;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.bootstrap.AdmitOne;
import io.admitone.bootstrap.settings.Settings;
import io.admitone.bootstrap.settings.Sources;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The whole service, with the bean beside it on the class path and nothing else done. */
class AddMessageHandlerEndToEndTest {
  private static final int PATIENCE_SECONDS = 30;

  @Test
  void theServiceFindsTheBeanAndAnswersItsMessages() throws Exception {
    try (AdmitOne service = AdmitOne.start(settings())) {
      Client client = new Client();
      WebSocket socket = client.connect(service.port());

      socket.sendText("{\"type\":\"add\",\"a\":1,\"b\":2}", true).join();
      assertThat(client.next("sum")).contains("\"sum\":3");
      socket.sendText("{\"type\":\"add\",\"a\":\"1\"}", true).join();
      assertThat(client.next("sum")).contains("must be numbers");
      socket.sendText("{\"type\":\"subtract\"}", true).join();
      assertThat(client.next("echo")).contains("subtract");

      socket.abort();
    }
  }

  private static Settings settings() {
    Sources sources =
        new Sources(
            List.of(),
            Map.of(),
            Map.of("JWT_SECRET", "for-the-example-only-32-bytes-or-more", "PORT", "0"),
            path -> Map.of());
    return Settings.read(sources)
        .fold(
            accepted -> accepted,
            refusals -> {
              throw new AssertionError(refusals);
            });
  }

  private static final class Client implements WebSocket.Listener {
    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final StringBuilder message = new StringBuilder();

    private WebSocket connect(int port) throws Exception {
      String address = "ws://127.0.0.1:" + port + "/ws/client?client_id=example";
      return HttpClient.newHttpClient()
          .newWebSocketBuilder()
          .buildAsync(URI.create(address), this)
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** The next message of that type; others, such as a heartbeat, are passed over. */
    private String next(String type) throws InterruptedException {
      String next = messages.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      while (next != null && !next.startsWith("{\"type\":\"" + type + "\"")) {
        next = messages.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      }
      return next;
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
      message.append(text);
      if (last) {
        messages.add(message.toString());
        message.setLength(0);
      }
      socket.request(1);
      return null;
    }
  }
}
