package io.admitone.bootstrap;

import io.admitone.bootstrap.Machine.Span;
import io.admitone.redis.rig.Await;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Pages that get tickets and spend them, one after another, whatever becomes of the store, and note
 * each answer that is wrong. Beside them somebody looks all the time whether the process lives.
 */
final class Crowd implements AutoCloseable {
  private static final int PAGES = 2;
  private static final int ENOUGH = 10;
  private static final Duration LOOK_EVERY = Duration.ofMillis(10);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Visitor visitor;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicInteger admitted = new AtomicInteger();
  private final AtomicInteger toldToComeBack = new AtomicInteger();
  private final Queue<Long> admittedAt = new ConcurrentLinkedQueue<>();
  private final Queue<Span> refused = new ConcurrentLinkedQueue<>();
  private final Queue<Span> looks = new ConcurrentLinkedQueue<>();
  private final List<String> wrong = new CopyOnWriteArrayList<>();
  private volatile long forgottenUntil = System.nanoTime();
  private volatile long refusedSince;
  private volatile boolean done;

  private Crowd(Visitor visitor) throws Exception {
    this.visitor = visitor;
    for (int i = 0; i < PAGES; i++) {
      String token = visitor.token("sess_" + i);
      start("page-" + i, () -> come(token));
    }
    start("alive", this::look);
  }

  static Crowd at(Visitor visitor) throws Exception {
    return new Crowd(visitor);
  }

  private interface Step {
    void take() throws Exception;
  }

  private void start(String name, Step step) {
    Thread thread = new Thread(() -> again(step), name);
    threads.add(thread);
    thread.start();
  }

  private void again(Step step) {
    while (!done) {
      try {
        step.take();
      } catch (Exception e) {
        wrong.add(e.toString());
      }
    }
  }

  Visitor visitor() {
    return visitor;
  }

  /**
   * Another life of Redis need not know a ticket that was given before: until the next page is let
   * in after the outage, it is no wrong answer that one was never good.
   */
  void ticketsMayBeForgotten() {
    forgottenUntil = Long.MAX_VALUE;
  }

  /** What counts is the time from here on. */
  void countLooksFromNowOn() {
    looks.clear();
  }

  void awaitAdmissions() {
    int before = admitted.get();
    Await.until(PATIENCE, "pages are let in", () -> admitted.get() >= before + ENOUGH);
  }

  /** From a moment to the first page that was let in after it. */
  Span awaitAdmissionsSince(long moment) {
    Await.until(PATIENCE, "a page is let in", () -> firstAfter(moment) != 0);
    Span span = new Span(moment, firstAfter(moment));
    if (forgottenUntil == Long.MAX_VALUE) {
      forgottenUntil = System.nanoTime();
    }
    awaitAdmissions();
    return span;
  }

  private long firstAfter(long moment) {
    return admittedAt.stream().filter(at -> at - moment > 0).findFirst().orElse(0L);
  }

  /** The store is known to be away: what is answered until this returns needs no store. */
  List<Span> awaitRefusals(int count) {
    refusedSince = System.nanoTime();
    refused.clear();
    Await.until(PATIENCE, "pages are told to come back", () -> whileDown().size() >= count);
    return whileDown();
  }

  /** How long requests for tickets took, in the time of {@link #awaitRefusals}. */
  List<Span> whileDown() {
    // A request that was under way when the store was lost had to wait for it.
    return refused.stream().filter(span -> span.from() - refusedSince > 0).toList();
  }

  int admitted() {
    return admitted.get();
  }

  int toldToComeBack() {
    return toldToComeBack.get();
  }

  List<String> wrongAnswers() {
    return wrong;
  }

  /** How long it took to see that the process lives. */
  List<Span> looks() {
    return List.copyOf(looks);
  }

  private void look() throws Exception {
    long begun = System.nanoTime();
    int status = visitor.status("/health/live");
    looks.add(Span.since(begun));
    if (status != 200) {
      wrong.add("/health/live: " + status);
    }
    LockSupport.parkNanos(LOOK_EVERY.toNanos());
  }

  private void come(String token) throws Exception {
    long begun = System.nanoTime();
    HttpResponse<String> issued = visitor.askForTicket(token);
    if (issued.statusCode() == 200) {
      present(Visitor.ticketOf(issued), System.nanoTime());
    } else if (isOutage(issued)) {
      refused.add(Span.since(begun));
      toldToComeBack.incrementAndGet();
    } else {
      wrong.add(issued.statusCode() + " " + issued.body());
    }
  }

  private static boolean isOutage(HttpResponse<String> answer) throws Exception {
    return answer.statusCode() == 503
        && answer.headers().firstValue("Retry-After").filter("2"::equals).isPresent()
        && Visitor.json(answer).get("code").textValue().equals("WS_TICKET_REDIS_NOT_READY");
  }

  private void present(String ticket, long givenAt) throws Exception {
    Page page = visitor.connect(ticket);
    if (page.isAdmitted()) {
      admittedAt.add(System.nanoTime());
      admitted.incrementAndGet();
      page.leave();
      return;
    }
    String goodbye = page.goodbye();
    if (goodbye.startsWith("1013")) {
      toldToComeBack.incrementAndGet();
    } else if (isRemembered(givenAt)) {
      wrong.add(goodbye);
    }
  }

  private boolean isRemembered(long givenAt) {
    long until = forgottenUntil;
    return until != Long.MAX_VALUE && givenAt - until > 0;
  }

  @Override
  public void close() {
    done = true;
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
