package io.admitone.bootstrap;

/** What has to happen with the store before requests are taken. */
interface StoreStart {
  /** A store that is there with the process. */
  StoreStart NOTHING_TO_DO =
      new StoreStart() {
        @Override
        public void begin() {}

        @Override
        public void await() {}
      };

  /** Begins it; returns at once. */
  void begin();

  /**
   * Returns when the port may open.
   *
   * @throws StartFailedException if it may not
   */
  void await() throws StartFailedException;
}
