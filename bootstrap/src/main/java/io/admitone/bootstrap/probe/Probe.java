package io.admitone.bootstrap.probe;

import java.io.PrintStream;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Goes the whole way of a page: token, ticket, upgrade, hello, ping, status, and the same ticket a
 * second time, which must be refused. Prints a line and a time for each step, and neither the token
 * nor the ticket.
 */
public final class Probe {
  /** Wrong arguments, as BSD's {@code sysexits.h} has it; above the number of every step. */
  static final int WRONG_USAGE = 64;

  private static final String SPENT = "4401 TICKET_INVALID";

  private final ProbeTarget target;
  private final PrintStream out;
  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(HttpSide.PATIENCE).build();
  private final HttpSide http;
  private final String clientId = "probe-" + UUID.randomUUID();
  private int step;

  private Probe(ProbeTarget target, PrintStream out) {
    this.target = target;
    this.out = out;
    this.http = new HttpSide(client, target);
  }

  /**
   * @return 0, or the number of the step that failed, or 64 for arguments that make no sense
   */
  public static int run(List<String> arguments, PrintStream out, PrintStream err) {
    Optional<ProbeTarget> target = ProbeTarget.parse(arguments);
    if (target.isEmpty()) {
      err.println(ProbeTarget.USAGE);
      return WRONG_USAGE;
    }
    return new Probe(target.get(), out).run();
  }

  private int run() {
    long startedAt = System.nanoTime();
    try {
      wholeWay();
    } catch (StepFailedException e) {
      return step;
    }
    out.printf("all %d steps passed in %d ms%n", step, millisSince(startedAt));
    return 0;
  }

  private void wholeWay() throws StepFailedException {
    String token = step("token", () -> target.token().isPresent() ? given() : made());
    String ticket =
        step("ticket", () -> new Result<>(http.ticket(token, clientId), "bound to " + clientId));
    ProbeSocket socket = step("upgrade", () -> upgraded(ticket));
    step("hello", () -> greeted(socket));
    step("ping", () -> answered(socket, "{\"type\":\"ping\"}", "pong", "pong"));
    step("status", () -> answered(socket, "{\"type\":\"status\"}", "status", "answered"));
    step("replay", () -> refused(ticket));
    socket.leave();
  }

  private Result<String> given() {
    return new Result<>(target.token().orElseThrow(), "given by --token");
  }

  private Result<String> made() throws StepFailedException {
    return new Result<>(http.token(), "made by the server");
  }

  private Result<ProbeSocket> upgraded(String ticket) throws StepFailedException {
    ProbeSocket socket = ProbeSocket.open(client, target, clientId, ticket);
    return new Result<>(socket, socket.protocol());
  }

  private static Result<Void> greeted(ProbeSocket socket) throws StepFailedException {
    Map<String, String> hello = socket.expect("hello");
    return new Result<>(
        null, "protocol version " + Printable.of(hello.getOrDefault("accepted_version", "?")));
  }

  private static Result<Void> answered(
      ProbeSocket socket, String question, String type, String remark) throws StepFailedException {
    socket.send(question);
    Map<String, String> answer = socket.expect(type);
    return new Result<>(
        null, answer.containsKey("mode") ? "mode " + Printable.of(answer.get("mode")) : remark);
  }

  private Result<Void> refused(String ticket) throws StepFailedException {
    String close = ProbeSocket.open(client, target, clientId, ticket).expectClose();
    if (!close.startsWith(SPENT)) {
      throw new StepFailedException("the server closed with " + close + ", not " + SPENT);
    }
    return new Result<>(null, "refused with " + SPENT);
  }

  private <T> T step(String name, Step<T> work) throws StepFailedException {
    step++;
    long startedAt = System.nanoTime();
    try {
      Result<T> result = work.go();
      out.printf("%d %-8s %5d ms  %s%n", step, name, millisSince(startedAt), result.remark);
      return result.value;
    } catch (StepFailedException e) {
      out.printf(
          "%d %-8s %5d ms  FAILED: %s%n", step, name, millisSince(startedAt), e.getMessage());
      throw e;
    }
  }

  private static long millisSince(long startedAt) {
    return (System.nanoTime() - startedAt) / 1_000_000;
  }

  private interface Step<T> {
    Result<T> go() throws StepFailedException;
  }

  private record Result<T>(T value, String remark) {}
}
