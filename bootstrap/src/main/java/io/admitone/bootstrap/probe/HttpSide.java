package io.admitone.bootstrap.probe;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;

/** The requests of the probe. */
final class HttpSide {
  static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final String API = "/api/v1/auth/";

  private final HttpClient client;
  private final ProbeTarget target;

  HttpSide(HttpClient client, ProbeTarget target) {
    this.client = client;
    this.target = target;
  }

  String token() throws StepFailedException {
    HttpResponse<String> answer = send(post("token", "{}"));
    if (answer.statusCode() == 404) {
      throw new StepFailedException("this server makes no tokens: give one with --token");
    }
    return field(answer, "token");
  }

  String ticket(String token, String clientId) throws StepFailedException {
    HttpRequest.Builder request = post("ws-ticket", "{\"clientId\":\"" + clientId + "\"}");
    try {
      request.header("Authorization", "Bearer " + token);
    } catch (IllegalArgumentException e) {
      throw new StepFailedException("the token of --token cannot stand in a header");
    }
    return field(send(request), "ticket");
  }

  private HttpRequest.Builder post(String path, String json) throws StepFailedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target.http(API + path))
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json));
    target.origin().ifPresent(origin -> request.header("Origin", origin));
    return request;
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws StepFailedException {
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (ConnectException e) {
      throw new StepFailedException("nothing listens at " + target.base());
    } catch (HttpTimeoutException e) {
      throw new StepFailedException("no answer from " + target.base() + " within 5 s");
    } catch (IOException e) {
      throw new StepFailedException(target.base() + " does not speak HTTP as expected");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StepFailedException("interrupted");
    }
  }

  /** What went wrong is in the error's own fields; the rest of a body may hold secrets. */
  private static String field(HttpResponse<String> answer, String name) throws StepFailedException {
    Map<String, String> fields = Fields.of(answer.body());
    if (answer.statusCode() != 200) {
      throw new StepFailedException(
          "the server answered %d %s %s"
              .formatted(
                  answer.statusCode(),
                  Printable.of(fields.getOrDefault("code", "without a code")),
                  Printable.of(fields.getOrDefault("message", "")))
              .strip());
    }
    if (!fields.containsKey(name)) {
      throw new StepFailedException("the server's answer has no " + name);
    }
    return fields.get(name);
  }
}
