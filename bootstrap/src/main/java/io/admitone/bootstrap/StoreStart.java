package io.admitone.bootstrap;

import java.util.function.Consumer;

/** What has to happen with the store before requests are taken. */
interface StoreStart {
  /** A store that is there with the process. */
  StoreStart NOTHING_TO_DO =
      new StoreStart() {
        @Override
        public void begin(Consumer<StartFailedException> givenUp) {}

        @Override
        public void await() {}
      };

  /**
   * Begins it; returns at once.
   *
   * @param givenUp told on a thread of the store's, perhaps several times, when the port will never
   *     open
   */
  void begin(Consumer<StartFailedException> givenUp);

  /**
   * Returns when the port may open.
   *
   * @throws StartFailedException if it may not
   */
  void await() throws StartFailedException;
}
