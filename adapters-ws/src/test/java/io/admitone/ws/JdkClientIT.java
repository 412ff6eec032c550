package io.admitone.ws;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The same server through somebody else's client. */
@ExtendWith(NoLeaks.class)
class JdkClientIT {
  @Test
  void talksToTheClientOfTheJdk() throws Exception {
    try (TestServer server = TestServer.start()) {
      Listener listener = new Listener();
      WebSocket socket = connect(server, server.ticket(), listener);

      assertThat(socket.getSubprotocol()).isEqualTo("admitone.v1");
      assertThat(listener.next()).startsWith("{\"type\":\"hello\"");
      socket.sendText("{\"type\":", false).join();
      socket.sendText("\"x\"}", true).join();
      assertThat(listener.next()).contains("\"original_message\":{\"type\":\"x\"}");
      socket.sendClose(1000, "done").join();
      assertThat(listener.closed.get(10, TimeUnit.SECONDS)).isEqualTo("1000 ");
    }
  }

  @Test
  void refusesTheClientOfTheJdkInAWayItCanRead() throws Exception {
    try (TestServer server = TestServer.start()) {
      String ticket = server.ticket();
      Listener first = new Listener();
      connect(server, ticket, first);
      assertThat(first.next()).startsWith("{\"type\":\"hello\"");

      Listener second = new Listener();
      connect(server, ticket, second);

      assertThat(second.next()).contains("\"error_code\":\"TICKET_INVALID\"");
      assertThat(second.closed.get(10, TimeUnit.SECONDS)).isEqualTo("4401 TICKET_INVALID");
    }
  }

  @Test
  void talksOverTls(@TempDir Path directory) throws Exception {
    Path keyStore = directory.resolve("key.p12");
    String password = "not-a-secret";
    makeKey(keyStore, password);
    try (TestServer server = TestServer.startWithTls(keyStore, password)) {
      Listener listener = new Listener();
      HttpClient client = HttpClient.newBuilder().sslContext(trusting(keyStore, password)).build();
      WebSocket socket = connect(client, "wss", server, server.ticket(), listener);

      assertThat(listener.next()).startsWith("{\"type\":\"hello\"");
      socket.sendText("{\"type\":\"" + "x".repeat(70_000) + "\"}", true).join();
      assertThat(listener.closed.get(10, TimeUnit.SECONDS)).isEqualTo("1009 MESSAGE_TOO_BIG");
    }
  }

  private static void makeKey(Path keyStore, String password) throws Exception {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keystore",
                keyStore.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                password,
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=ip:127.0.0.1",
                "-validity",
                "2")
            .inheritIO()
            .start();
    assertThat(keytool.waitFor()).isZero();
  }

  private static SSLContext trusting(Path keyStore, String password) throws Exception {
    KeyStore keys = KeyStore.getInstance(keyStore.toFile(), password.toCharArray());
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", keys.getCertificate("server"));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private static WebSocket connect(TestServer server, String ticket, Listener listener) {
    return connect(HttpClient.newHttpClient(), "ws", server, ticket, listener);
  }

  private static WebSocket connect(
      HttpClient client, String scheme, TestServer server, String ticket, Listener listener) {
    URI uri = URI.create(scheme + "://127.0.0.1:" + server.port() + "/ws/client?client_id=jdk");
    return client
        .newWebSocketBuilder()
        .subprotocols("admitone.v1", "admitone.ticket." + ticket)
        .buildAsync(uri, listener)
        .join();
  }

  private static final class Listener implements WebSocket.Listener {
    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<String> closed = new CompletableFuture<>();

    String next() throws InterruptedException {
      return messages.poll(10, TimeUnit.SECONDS);
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      messages.add(data.toString());
      socket.request(1);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      closed.complete(code + " " + reason);
      return CompletableFuture.completedFuture(null);
    }
  }
}
