package io.admitone.contract;

import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

/** Where the kit's chance comes from. It is drawn once a run, or given to repeat a run. */
final class Seed {
  /** The system property that repeats a run. */
  static final String PROPERTY = "admitone.contract.seed";

  private static final long VALUE =
      Long.getLong(PROPERTY, ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE));

  private Seed() {}

  /** The same numbers for the same case in every run with the same seed. */
  static Random of(String caseName) {
    return new Random(VALUE * 31 + caseName.hashCode());
  }

  static String words() {
    return "Seed " + VALUE + "; repeat with -D" + PROPERTY + "=" + VALUE;
  }
}
