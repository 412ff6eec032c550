package io.admitone.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Sockets that all hear one room, and one that publishes to it. A closed loop: so many messages are
 * published at once, and the next ones when every subscriber has heard these. Each message has a
 * number, and each subscriber must hear every number once and in order.
 */
final class RoomCrowd extends Crowd<RoomCrowd.Guest> {
  private static final byte[] MARK = "\"n\":".getBytes(StandardCharsets.US_ASCII);
  private static final int PUBLISHER = 0;
  private static final int MAX_SAMPLES = 1_000_000;

  private final Dialect dialect;
  private final String ticket;
  private final Guest[] guests;
  private int reserved;
  private Run run;
  private long nextNumber;

  /**
   * @param subscribers beside the one that publishes
   * @param ticket of the one that publishes; empty where none is needed
   */
  RoomCrowd(int port, int subscribers, Dialect dialect, String ticket) throws IOException {
    super("room-crowd", port, subscribers + 1);
    this.dialect = dialect;
    this.ticket = ticket;
    this.guests = new Guest[subscribers + 1];
    begin();
  }

  // From any thread.

  /** Takes the first few out of the count, whether they read or not. */
  void reserve(int sockets) throws Exception {
    call(() -> reserved = sockets);
  }

  /** Has those that were taken out of the count stop or begin to read. */
  void setReservedReading(boolean reads) throws Exception {
    call(
        () -> {
          for (int i = 1; i <= reserved; i++) {
            guests[i].setReading(reads);
          }
        });
  }

  private void call(Runnable task) throws Exception {
    CompletableFuture.runAsync(task, this::execute).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /**
   * Publishes until the time is over, and waits until all of it has been heard.
   *
   * @param inFlight messages that are published at once
   * @param bytes of each message's data
   */
  Heard publish(int inFlight, int bytes, Duration time) throws Exception {
    Run mine = new Run(inFlight, bytes, time);
    long threadCpuBefore = threadCpu();
    long begunAt = System.nanoTime();
    execute(() -> start(mine));
    await(mine, begunAt + time.toNanos() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS));
    long took = System.nanoTime() - begunAt;
    return new Heard(
        mine.latencies(),
        subscribersThatCount(),
        Duration.ofNanos(took),
        Duration.ofNanos(threadCpu() - threadCpuBefore));
  }

  private void await(Run mine, long patienceEnds) throws Exception {
    while (!mine.done.isDone()) {
      if (broken() != null || lost() > 0 || System.nanoTime() - patienceEnds > 0) {
        throw new IllegalStateException("not everybody heard everything; lost " + lost(), broken());
      }
      mine.done.copy().completeOnTimeout(null, 100, TimeUnit.MILLISECONDS).get();
    }
  }

  private long threadCpu() {
    return ManagementFactory.getThreadMXBean().getThreadCpuTime(threadId());
  }

  private int subscribersThatCount() {
    return sockets() - 1 - reserved;
  }

  // On the crowd's thread.

  @Override
  Guest member(int number) {
    guests[number] = new Guest(number);
    return guests[number];
  }

  @Override
  String target(Guest guest) {
    return dialect.target(guest.number, guest.number == PUBLISHER ? ticket : "");
  }

  @Override
  void onText(Guest guest, ByteBuffer payload) throws IOException {
    long number = guest.number == PUBLISHER ? -1 : numberIn(payload);
    if (number >= 0) {
      hear(guest, number);
    } else {
      onOther(guest, text(payload));
    }
  }

  private void onOther(Guest guest, String text) throws IOException {
    if (dialect.isSubscribed(text) || guest.number == PUBLISHER && dialect.isGreeting(text)) {
      setReady(guest);
    } else if (dialect.isGreeting(text)) {
      say(guest, dialect.subscribe());
    } else if (dialect.answerTo(text).isPresent()) {
      say(guest, dialect.answerTo(text).get());
    }
  }

  /** The number of a message of ours; negative for any other. */
  private static long numberIn(ByteBuffer payload) {
    int last = payload.limit() - MARK.length;
    for (int at = payload.position(); at < last; at++) {
      if (payload.get(at) == '"' && isMark(payload, at)) {
        return digits(payload, at + MARK.length);
      }
    }
    return -1;
  }

  private static boolean isMark(ByteBuffer payload, int at) {
    return payload.get(at + 1) == MARK[1]
        && payload.get(at + 2) == MARK[2]
        && payload.get(at + 3) == MARK[3];
  }

  private static long digits(ByteBuffer payload, int from) {
    long number = 0;
    for (int at = from; payload.get(at) >= '0' && payload.get(at) <= '9'; at++) {
      number = 10 * number + payload.get(at) - '0';
    }
    return number;
  }

  private void hear(Guest guest, long number) throws IOException {
    if (guest.number <= reserved) {
      return;
    }
    if (number != guest.next) {
      throw new IllegalStateException(
          "socket %d heard %d in place of %d".formatted(guest.number, number, guest.next));
    }
    guest.next++;
    run.onHeard(number);
  }

  @Override
  void onEnd(Guest guest) {
    countLost();
  }

  private void start(Run mine) {
    run = mine;
    run.endsAt = System.nanoTime() + mine.time.toNanos();
    run.publish();
  }

  /** Messages that were published, and all that have been heard of them. */
  private final class Run {
    private final Duration time;
    private final int inFlight;
    private final String filling;
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    /** Those that have yet to hear it, of each message under way. */
    private final int[] missing;

    private long[] latencies = new long[1024];
    private int samples;
    private long sentAt;
    private int underWay;
    private long endsAt;

    private Run(int inFlight, int bytes, Duration time) {
      this.time = time;
      this.inFlight = inFlight;
      this.filling = "x".repeat(bytes);
      this.missing = new int[inFlight];
    }

    private void publish() {
      ByteArrayOutputStream frames = new ByteArrayOutputStream();
      for (int i = 0; i < inFlight; i++) {
        String data = "{\"n\":" + nextNumber++ + ",\"text\":\"" + filling + "\"}";
        byte[] payload = dialect.publish(data).getBytes(StandardCharsets.UTF_8);
        frames.writeBytes(ClientFrame.of(ClientFrame.TEXT, payload));
      }
      Arrays.fill(missing, subscribersThatCount());
      underWay = inFlight;
      sentAt = System.nanoTime();
      try {
        write(guests[PUBLISHER], frames.toByteArray());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void onHeard(long number) {
      int at = (int) (number % inFlight);
      if (--missing[at] > 0) {
        return;
      }
      long now = System.nanoTime();
      keep(now - sentAt);
      if (--underWay == 0) {
        if (now - endsAt < 0 && samples < MAX_SAMPLES) {
          publish();
        } else {
          done.complete(null);
        }
      }
    }

    private void keep(long latency) {
      if (samples == latencies.length) {
        latencies = Arrays.copyOf(latencies, 2 * samples);
      }
      latencies[samples++] = latency;
    }

    private long[] latencies() {
      long[] sorted = Arrays.copyOf(latencies, samples);
      Arrays.sort(sorted);
      return sorted;
    }
  }

  /**
   * What was heard.
   *
   * @param lastSortedNanos of each message: from publishing it to its last delivery
   * @param loadCpu what the crowd's one thread took for it
   */
  record Heard(long[] lastSortedNanos, int subscribers, Duration took, Duration loadCpu) {
    long deliveries() {
      return (long) lastSortedNanos.length * subscribers;
    }

    /** Until the last had heard it, of so many of the messages. */
    double millisAt(double quantile) {
      return Load.at(lastSortedNanos, quantile) / 1e6;
    }
  }

  static final class Guest extends Crowd.Member {
    private long next;

    private Guest(int number) {
      super(number);
    }
  }
}
