package io.admitone.redis.rig;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free ports of the loopback interface, none given twice by one process, nor by processes that were
 * told to keep to a share of their own ({@code -Dadmitone.rig.share=1} and up): a server that is
 * down for a while must find its port free when it returns.
 *
 * <p>For the same reason they lie below the range from which systems take ports for outgoing
 * connections. Each has its companion 10,000 higher free too: Redis Cluster talks to its nodes
 * there.
 */
final class LoopbackPorts {
  static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final int LOWEST = 12_000;
  private static final int HIGHEST = 22_000;
  private static final int SHARES = 4;
  private static final int SHARE = Integer.getInteger("admitone.rig.share", 0) % SHARES;
  private static final int TO_CLUSTER_BUS = 10_000;
  private static final int MAX_TRIES = 1_000;
  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

  private LoopbackPorts() {}

  /** A port that nobody listens on now. Another process may still be faster: be ready to retry. */
  static int free() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    for (int i = 0; i < MAX_TRIES; i++) {
      int port = LOWEST + SHARE + SHARES * random.nextInt((HIGHEST - LOWEST) / SHARES);
      if (isFree(port) && isFree(port + TO_CLUSTER_BUS) && GIVEN.add(port)) {
        return port;
      }
    }
    throw new IllegalStateException("no free port between " + LOWEST + " and " + HIGHEST);
  }

  private static boolean isFree(int port) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.bind(new InetSocketAddress(LOOPBACK, port));
      return true;
    } catch (IOException inUse) {
      return false;
    }
  }
}
