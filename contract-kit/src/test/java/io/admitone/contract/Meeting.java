package io.admitone.contract;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Makes a race happen: who comes first waits a moment for a second one, so that both have looked
 * before either acts.
 */
final class Meeting<K> {
  private static final long MOMENT_MS = 2;

  private final Map<K, CountDownLatch> arrivals = new ConcurrentHashMap<>();

  void at(K key) {
    CountDownLatch both = arrivals.computeIfAbsent(key, fresh -> new CountDownLatch(2));
    both.countDown();
    try {
      both.await(MOMENT_MS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
