package io.admitone.bootstrap;

import java.util.Arrays;
import java.util.Collection;
import java.util.function.DoubleUnaryOperator;

/**
 * How far samples are from a distribution: the largest distance between the two cumulative curves
 * (Kolmogorov 1933). 0 is a perfect fit; all at one moment is 0.5 or more.
 */
final class Spread {
  private Spread() {}

  /**
   * @param cumulative the expected share of samples up to a value
   */
  static double distance(Collection<? extends Number> samples, DoubleUnaryOperator cumulative) {
    double[] sorted = samples.stream().mapToDouble(Number::doubleValue).sorted().toArray();
    double largest = 0;
    for (int i = 0; i < sorted.length; i++) {
      double expected = cumulative.applyAsDouble(sorted[i]);
      double above = Math.abs((i + 1.0) / sorted.length - expected);
      double below = Math.abs(expected - (double) i / sorted.length);
      largest = Math.max(largest, Math.max(above, below));
    }
    return largest;
  }

  /** Everything from 0 to the width is equally likely. */
  static DoubleUnaryOperator even(double width) {
    return x -> Math.min(1, Math.max(0, x / width));
  }

  /** The sum of two even draws: it rises to the middle and falls again. */
  static DoubleUnaryOperator sumOfTwoEven(double width) {
    return x -> {
      double share = Math.min(2, Math.max(0, x / width));
      return share <= 1 ? share * share / 2 : 1 - (2 - share) * (2 - share) / 2;
    };
  }

  /**
   * A distance that even draws exceed once in a million times (the limit law of Kolmogorov and
   * Smirnov: 2 exp(-2 n d²)).
   */
  static double rarest(int samples) {
    return Math.sqrt(-Math.log(1e-6 / 2) / 2 / samples);
  }

  static String describe(Collection<? extends Number> samples) {
    return Arrays.toString(samples.stream().mapToLong(Number::longValue).sorted().toArray());
  }
}
