package io.admitone.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A closed loop: each worker does one operation after another until the time is over. Latencies are
 * those of a client that waits, not those of arrivals at a fixed rate.
 */
final class Load {
  private static final int MAX_SAMPLES = 4_000_000;

  private Load() {}

  /** Something that is done again and again on one thread; closed when the load is over. */
  interface Worker extends AutoCloseable {
    /**
     * @return when it was done, by {@link System#nanoTime()}; what a worker does after that costs
     *     the server too, and is not waited for by anybody
     */
    long once() throws IOException;

    @Override
    void close() throws IOException;
  }

  /**
   * Runs the workers twice, to warm up and to measure.
   *
   * @param each how long each of the two takes
   */
  static Result run(Server server, List<? extends Worker> workers, Duration each) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(workers.size());
    try {
      loop(threads, workers, each);
      Duration cpuBefore = server.cpu();
      long startedAt = System.nanoTime();
      long[] latencies = loop(threads, workers, each);
      Duration took = Duration.ofNanos(System.nanoTime() - startedAt);
      return new Result(latencies, took, server.cpu().minus(cpuBefore));
    } finally {
      threads.shutdownNow();
      for (Worker worker : workers) {
        worker.close();
      }
    }
  }

  /** All latencies in nanoseconds, sorted. */
  private static long[] loop(ExecutorService threads, List<? extends Worker> workers, Duration each)
      throws Exception {
    long endsAt = System.nanoTime() + each.toNanos();
    int samples = MAX_SAMPLES / workers.size();
    List<Callable<long[]>> loops = new ArrayList<>();
    workers.forEach(worker -> loops.add(() -> until(endsAt, worker, samples)));
    List<long[]> parts = new ArrayList<>();
    for (Future<long[]> part : threads.invokeAll(loops)) {
      parts.add(part.get());
    }
    long[] all = parts.stream().flatMapToLong(Arrays::stream).toArray();
    Arrays.sort(all);
    return all;
  }

  private static long[] until(long endsAt, Worker worker, int samples) throws Exception {
    long[] latencies = new long[1024];
    int n = 0;
    for (long now = System.nanoTime(); endsAt - now > 0 && n < samples; now = System.nanoTime()) {
      long done = worker.once();
      if (n == latencies.length) {
        latencies = Arrays.copyOf(latencies, 2 * n);
      }
      latencies[n++] = done - now;
    }
    return Arrays.copyOf(latencies, n);
  }

  /** What a load cost. */
  record Result(long[] sortedNanos, Duration took, Duration serverCpu) {
    double perSecond() {
      return sortedNanos.length / (took.toNanos() / 1e9);
    }

    double cpuMicrosEach() {
      return serverCpu.toNanos() / 1e3 / sortedNanos.length;
    }

    double millisAt(double quantile) {
      return at(sortedNanos, quantile) / 1e6;
    }
  }

  static long at(long[] sorted, double quantile) {
    return sorted[Math.max((int) Math.ceil(quantile * sorted.length) - 1, 0)];
  }
}
