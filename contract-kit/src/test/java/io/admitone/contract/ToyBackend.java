package io.admitone.contract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * A database in miniature: it carries out one command at a time, ends records by its own clock, and
 * can be made to fail in every way that the kit knows.
 */
final class ToyBackend implements Faults {
  private final Map<String, Entry> entries = new HashMap<>();
  private final List<Runnable> hanging = new ArrayList<>();
  private Map<String, Entry> beforeLastCommand = Map.of();
  private Optional<Fault> fault = Optional.empty();
  private final LongSupplier ticking;
  private long movedNanos;
  private long commands;
  private int connections;
  private int incarnation;

  /** Its time is moved by hand. */
  ToyBackend() {
    this(() -> 0);
  }

  /**
   * @param ticking nanoseconds that pass by themselves
   */
  ToyBackend(LongSupplier ticking) {
    this.ticking = ticking;
  }

  /** A value with its end, by this backend's clock. */
  record Entry(Object value, long endsAtNanos) {}

  /** The command was not carried out. */
  static final class NotDone extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotDone(String cause) {
      super(cause);
    }
  }

  /** The command may have been carried out. */
  static final class AnswerLost extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** Sends a command; never blocks. */
  synchronized <T> CompletionStage<T> send(Function<ToyBackend, T> command) {
    commands++;
    Fault now = fault.orElse(null);
    if (now == Fault.UNREACHABLE || now == Fault.REFUSING) {
      return CompletableFuture.failedFuture(new NotDone(now.words()));
    }
    CompletableFuture<T> answer = new CompletableFuture<>();
    if (now == Fault.HANGING) {
      hanging.add(() -> answer.complete(carryOut(command)));
    } else if (now == Fault.LOSES_NEXT_ANSWER) {
      fault = Optional.empty();
      carryOut(command);
      answer.completeExceptionally(new AnswerLost());
    } else {
      answer.complete(carryOut(command));
    }
    return answer;
  }

  private synchronized <T> T carryOut(Function<ToyBackend, T> command) {
    beforeLastCommand = Map.copyOf(entries);
    return command.apply(this);
  }

  synchronized Optional<Object> get(String name) {
    endWhatIsOver();
    return Optional.ofNullable(entries.get(name)).map(Entry::value);
  }

  synchronized void put(String name, Object value, Duration life) {
    entries.put(name, new Entry(value, now() + life.toNanos()));
  }

  synchronized Optional<Object> remove(String name) {
    endWhatIsOver();
    return Optional.ofNullable(entries.remove(name)).map(Entry::value);
  }

  synchronized Set<String> names() {
    endWhatIsOver();
    return Set.copyOf(entries.keySet());
  }

  /** Whether commands are carried out, as far as can be seen. */
  synchronized boolean isWell() {
    return fault.isEmpty();
  }

  synchronized int incarnation() {
    return incarnation;
  }

  synchronized void connect() {
    connections++;
  }

  synchronized void disconnect() {
    connections--;
  }

  synchronized int connections() {
    return connections;
  }

  synchronized long commands() {
    return commands;
  }

  synchronized void pass(Duration time) {
    movedNanos += time.toNanos();
  }

  synchronized long now() {
    return movedNanos + ticking.getAsLong();
  }

  private void endWhatIsOver() {
    long now = now();
    entries.values().removeIf(entry -> entry.endsAtNanos() - now <= 0);
  }

  @Override
  public Duration recovery() {
    return Duration.ofMillis(200);
  }

  @Override
  public Set<Fault> possible() {
    return Set.of(Fault.values());
  }

  @Override
  public synchronized void begin(Fault begun) {
    if (begun == Fault.LOSES_LATEST_WRITE) {
      entries.clear();
      entries.putAll(beforeLastCommand);
      incarnation++;
    } else if (begun == Fault.LOSES_ALL) {
      entries.clear();
      incarnation++;
    } else {
      fault = Optional.of(begun);
    }
  }

  @Override
  public void end() {
    List<Runnable> waiting;
    synchronized (this) {
      fault = Optional.empty();
      waiting = List.copyOf(hanging);
      hanging.clear();
    }
    waiting.forEach(Runnable::run);
  }
}
