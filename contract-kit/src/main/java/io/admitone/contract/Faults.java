package io.admitone.contract;

import java.time.Duration;
import java.util.Set;

/**
 * How the backend behind a store is broken and healed. A fixture names the faults it can cause, and
 * cases that need another one are reported as not verified.
 */
public interface Faults {
  /** For a store whose backend cannot be broken from outside. */
  Faults NONE =
      new Faults() {
        @Override
        public Set<Fault> possible() {
          return Set.of();
        }

        @Override
        public void begin(Fault fault) {
          throw new IllegalArgumentException("this fixture can cause no fault");
        }

        @Override
        public void end() {}
      };

  /** The faults that {@link #begin} can cause. */
  Set<Fault> possible();

  /** Returns when the backend is in this trouble. One fault at a time. */
  void begin(Fault fault);

  /** Returns when the backend is well again; the store has yet to find out. */
  void end();

  /** How soon after {@link #end} the store promises to serve again; 15 s unless overridden. */
  default Duration recovery() {
    return Duration.ofSeconds(15);
  }
}
