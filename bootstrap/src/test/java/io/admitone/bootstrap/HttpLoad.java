package io.admitone.bootstrap;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Pages that ask for tickets, look who they are and open sockets for a moment, without a pause. */
final class HttpLoad implements AutoCloseable {
  /** Below what a session may ask for in a minute. */
  private static final int TICKETS_A_SESSION = 20;

  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger sessions = new AtomicInteger();
  private final List<String> failures = new CopyOnWriteArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final Visitor visitor;
  private volatile boolean over;

  HttpLoad(Visitor visitor, int pages) {
    this.visitor = visitor;
    for (int i = 0; i < pages; i++) {
      Thread page = new Thread(this::run, "load-" + i);
      threads.add(page);
      page.start();
    }
  }

  int answered() {
    return answered.get();
  }

  /** What was answered with anything but success, or not at all. */
  List<String> failures() {
    return failures;
  }

  private void run() {
    while (!over) {
      try {
        oneSession();
      } catch (Exception e) {
        failures.add(e.toString());
      }
    }
  }

  private void oneSession() throws Exception {
    String token = visitor.token("sess_load_" + sessions.incrementAndGet());
    answered.incrementAndGet();
    for (int i = 0; i < TICKETS_A_SESSION && !over; i++) {
      HttpResponse<String> ticket = check(visitor.askForTicket(token));
      check(visitor.whoAmI(token));
      if (ticket.statusCode() == 200 && i % 5 == 0) {
        openASocket(Visitor.ticketOf(ticket));
      }
    }
  }

  private void openASocket(String ticket) throws Exception {
    Page page = visitor.connect(ticket);
    if (!page.isAdmitted()) {
      failures.add("not admitted: " + page.messages());
    }
    answered.incrementAndGet();
    page.leave();
  }

  private HttpResponse<String> check(HttpResponse<String> response) {
    answered.incrementAndGet();
    if (response.statusCode() != 200) {
      failures.add(response + " " + response.body());
    }
    return response;
  }

  @Override
  public void close() {
    over = true;
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
