package io.admitone.bootstrap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Somebody who uses a server in {@code dev} from outside. Thread-safe. */
final class Visitor {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final HttpClient http = HttpClient.newHttpClient();
  private final int port;

  Visitor(int port) {
    this.port = port;
  }

  HttpResponse<String> get(String path) throws Exception {
    return send(request(path));
  }

  int status(String path) throws Exception {
    return get(path).statusCode();
  }

  String token(String session) throws Exception {
    return tokenOf("{\"sessionId\":\"" + session + "\"}");
  }

  /** With whatever identity somebody wants to have. */
  String tokenOf(String identity) throws Exception {
    HttpRequest.Builder request =
        request("/api/v1/auth/token")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(identity));
    return json(send(request)).get("token").textValue();
  }

  HttpResponse<String> get(String path, String token) throws Exception {
    return send(request(path).header("Authorization", "Bearer " + token));
  }

  HttpResponse<String> post(String path, String token, String body) throws Exception {
    return send(
        request(path)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  HttpResponse<String> delete(String path, String token) throws Exception {
    return send(request(path).header("Authorization", "Bearer " + token).DELETE());
  }

  HttpResponse<String> askForTicket(String token) throws Exception {
    return send(
        request("/api/v1/auth/ws-ticket")
            .header("Authorization", "Bearer " + token)
            .POST(BodyPublishers.noBody()));
  }

  HttpResponse<String> askForTicket(String token, String traceparent) throws Exception {
    return send(
        request("/api/v1/auth/ws-ticket")
            .header("Authorization", "Bearer " + token)
            .header("traceparent", traceparent)
            .POST(BodyPublishers.noBody()));
  }

  /** On a connection of its own where all others are busy. */
  CompletableFuture<HttpResponse<String>> askForTicketAsync(String token) {
    return http.sendAsync(
        request("/api/v1/auth/ws-ticket")
            .version(HttpClient.Version.HTTP_1_1)
            .header("Authorization", "Bearer " + token)
            .timeout(PATIENCE)
            .POST(BodyPublishers.noBody())
            .build(),
        BodyHandlers.ofString());
  }

  String ticket(String token) throws Exception {
    return ticketOf(askForTicket(token));
  }

  /** The sum of all samples that begin so; not a number where nobody answers. */
  double metric(String begin) {
    try {
      return get("/metrics")
          .body()
          .lines()
          .filter(line -> line.startsWith(begin))
          .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
          .sum();
    } catch (Exception e) {
      return Double.NaN;
    }
  }

  HttpResponse<String> whoAmI(String token) throws Exception {
    return get("/api/v1/auth/whoami", token);
  }

  static String ticketOf(HttpResponse<String> issued) throws Exception {
    return json(issued).get("ticket").textValue();
  }

  HttpResponse<String> revoke(String session, String token) throws Exception {
    return delete("/api/v1/auth/sessions/" + session, token);
  }

  Page connect(String ticket) throws Exception {
    return connect("/ws/client", ticket);
  }

  Page connect(String path, String ticket) throws Exception {
    String address = "ws://127.0.0.1:" + port + path + "?client_id=page";
    return Page.open(http, address, "admitone.ticket." + ticket);
  }

  static JsonNode json(HttpResponse<String> response) throws Exception {
    return JSON.readTree(response.body());
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.timeout(PATIENCE).build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
  }
}
