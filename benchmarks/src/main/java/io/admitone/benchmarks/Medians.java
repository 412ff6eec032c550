package io.admitone.benchmarks;

import java.util.Collection;
import java.util.function.ToDoubleFunction;

/** What is told of several rounds. */
final class Medians {
  private Medians() {}

  static <T> double of(Collection<T> rounds, ToDoubleFunction<T> figure) {
    double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
    return sorted[sorted.length / 2];
  }
}
