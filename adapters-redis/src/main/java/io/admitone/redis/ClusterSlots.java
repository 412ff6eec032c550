package io.admitone.redis;

import io.lettuce.core.cluster.SlotHash;
import java.util.List;

/**
 * Which server of a cluster has which slots, as {@code CLUSTER SLOTS} tells it.
 *
 * @param ranges without gaps for a cluster that is whole
 */
record ClusterSlots(List<Range> ranges) {

  /** Slots, both ends included, and their master. */
  record Range(int first, int last, Master master) {}

  /** A server, as the others call it. */
  record Master(String host, int port) {}

  ClusterSlots {
    ranges = List.copyOf(ranges);
  }

  /**
   * Reads the answer.
   *
   * @param askedHost stands for the server that was asked where it does not know its own name
   * @throws UnusableServer if the answer is none, or not every slot has a master
   */
  static ClusterSlots read(List<Object> answer, String askedHost) {
    ClusterSlots slots =
        new ClusterSlots(answer.stream().map(entry -> range((List<?>) entry, askedHost)).toList());
    int covered = slots.ranges.stream().mapToInt(range -> range.last - range.first + 1).sum();
    if (covered != SlotHash.SLOT_COUNT) {
      throw new UnusableServer("the cluster has no master for some of its slots");
    }
    return slots;
  }

  private static Range range(List<?> entry, String askedHost) {
    List<?> master = (List<?>) entry.get(2);
    String host = String.valueOf(master.get(0));
    boolean isUnknown = master.get(0) == null || host.isEmpty() || host.equals("?");
    return new Range(
        number(entry.get(0)),
        number(entry.get(1)),
        new Master(isUnknown ? askedHost : host, number(master.get(1))));
  }

  private static int number(Object value) {
    return Math.toIntExact((Long) value);
  }

  List<Master> masters() {
    return ranges.stream().map(Range::master).distinct().toList();
  }

  boolean has(Master master, int slot) {
    return ranges.stream()
        .anyMatch(
            range -> range.master.equals(master) && range.first <= slot && slot <= range.last);
  }
}
