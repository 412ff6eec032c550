package io.admitone.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.admitone.domain.readiness.StoreState;
import io.admitone.http.Http.Answer;
import io.admitone.http.token.TokenForge;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Nothing secret goes where it has no business: not on the way of success, nor of any error. */
class CanaryIT {
  private static final String TICKET = "/api/v1/auth/ws-ticket";
  private static final Recorder LOG = new Recorder();
  private static TestServer server;
  private static Http http;

  /** Every log line, with the traces of its exceptions. */
  private static final class Recorder extends AppenderBase<ILoggingEvent> {
    private final ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();

    @Override
    protected void append(ILoggingEvent event) {
      lines.add(event.getFormattedMessage() + describe(event));
    }

    private static String describe(ILoggingEvent event) {
      StringBuilder causes = new StringBuilder();
      for (var t = event.getThrowableProxy(); t != null; t = t.getCause()) {
        causes.append(' ').append(t.getClassName()).append(' ').append(t.getMessage());
      }
      return causes.toString();
    }
  }

  @BeforeAll
  static void start() {
    LOG.start();
    // Of the libraries what a production log has; of ours everything.
    ((Logger) LoggerFactory.getLogger("ROOT")).addAppender(LOG);
    ((Logger) LoggerFactory.getLogger("io.admitone")).setLevel(Level.TRACE);
    ((Logger) LoggerFactory.getLogger("io.micronaut")).setLevel(Level.INFO);
    server = new TestServer(TestServer.Options.usual().withCookie());
    http = new Http(server);
  }

  @AfterAll
  static void stop() {
    server.close();
    ((Logger) LoggerFactory.getLogger("ROOT")).detachAppender(LOG);
    ((Logger) LoggerFactory.getLogger("io.micronaut")).setLevel(null);
  }

  @Test
  void noSecretLeavesItsWay() {
    String token = server.token("sess-1");
    String ticket = http.post(TICKET, "Authorization", "Bearer " + token).json().text("ticket");
    List<String> forged = forgedTokens();
    List<Answer> answers = new ArrayList<>();

    List<String> tokens = new ArrayList<>(forged);
    tokens.add(token);
    for (String presented : tokens) {
      String bearer = "Bearer " + presented;
      answers.add(http.post(TICKET, "Authorization", bearer, "Authorization", bearer));
      answers.add(http.post(TICKET + "/" + ticket + "?ticket=" + ticket, "Authorization", bearer));
      answers.add(http.get("/nowhere?access_token=" + presented));
      answers.add(http.get("/failing/throws?access_token=" + presented, "Authorization", bearer));
      answers.add(http.get("/failing/later?ticket=" + ticket, "Authorization", bearer));
      answers.add(http.get("/failing/error?ticket=" + ticket, "Authorization", bearer));
      answers.add(
          http.postJson(TICKET, "{\"clientId\":\"" + ticket + "!\"}", "Authorization", bearer));
      answers.add(http.postJson(TICKET, "{" + presented, "Authorization", bearer));
      answers.add(http.postJson("/api/v1/auth/token", "{\"userId\":[\"" + presented + "\"]}"));
      answers.add(http.postJson(TICKET, presented.repeat(60), "Authorization", bearer));
      answers.add(
          http.send("DELETE", "/api/v1/auth/sessions/x" + ticket, none(), "Authorization", bearer));
      answers.add(
          http.get("/api/v1/auth/whoami", "Cookie", TestServer.COOKIE + "=" + presented + "x"));
      answers.add(http.post(TICKET, "Cookie", TestServer.COOKIE + "=" + presented));
      answers.add(http.post(TICKET, "Origin", "https://" + presented));
      answers.add(http.get("/" + presented, "X-Trace-Id", presented, "traceparent", presented));
      answers.add(
          http.raw(
              "GET /" + ticket + presented + " HTTP/1.1\r\nAuthorization " + bearer + "\r\n\r\n"));
      answers.add(http.raw("GET /" + presented.repeat(30) + " HTTP/1.1\r\n\r\n"));
      answers.add(http.raw("GET / HTTP/1.1\r\nCookie: " + presented.repeat(80) + "\r\n\r\n"));
      answers.add(http.raw(presented + "\r\n\r\n"));
      answers.add(http.raw("GET /%zz" + presented + " HTTP/1.1\r\nHost: x\r\n\r\n"));
    }
    for (String presented : forged) {
      answers.add(http.post(TICKET, "Authorization", "Bearer " + presented));
    }
    for (SwitchableStore.Fault fault :
        List.of(
            SwitchableStore.Fault.UNAVAILABLE,
            SwitchableStore.Fault.SILENT,
            SwitchableStore.Fault.THROWS)) {
      server.store.fault = fault;
      answers.add(http.post(TICKET, "Authorization", "Bearer " + token));
    }
    server.store.fault = SwitchableStore.Fault.NONE;
    server.rate.set(
        session -> {
          throw new IllegalStateException(token + ticket + TestServer.SECRET);
        });
    answers.add(http.post(TICKET, "Authorization", "Bearer " + token));
    server.readiness.moveTo(StoreState.FAILED, 3, Optional.of("gone"));
    answers.add(http.post(TICKET, "Authorization", "Bearer " + token));

    List<String> secrets = new ArrayList<>(tokens);
    secrets.addAll(
        List.of(ticket, ticket.substring(4), TestServer.SECRET, FailingController.CANARY));
    assertThat(answers)
        .allSatisfy(answer -> assertThat(answer.status()).isGreaterThanOrEqualTo(400));
    for (String secret : secrets) {
      assertThat(answers).noneMatch(answer -> answer.toString().contains(secret));
      assertThat(server.telemetry.all()).noneMatch(event -> event.toString().contains(secret));
      assertThat(LOG.lines).noneMatch(line -> line.contains(secret));
    }
  }

  @Test
  void theRecorderHearsWhatIsLogged() {
    LoggerFactory.getLogger("io.admitone.http").trace("a line of this test");

    assertThat(LOG.lines).contains("a line of this test");
  }

  private static List<String> forgedTokens() {
    TokenForge forge = new TokenForge(TestServer.SECRET, TestServer.START);
    return List.of(
        forge.signedWith("HmacSHA256", "another-secret-of-more-than-32-bytes"),
        new TokenForge(TestServer.SECRET, TestServer.START).claim("exp", 1).signed(),
        new TokenForge(TestServer.SECRET, TestServer.START).without("sessionId").signed(),
        new TokenForge(TestServer.SECRET, TestServer.START).header("alg", "none").unsigned(),
        new TokenForge(TestServer.SECRET, TestServer.START).claim("roles", 1).signed());
  }

  private static Optional<String> none() {
    return Optional.empty();
  }
}
