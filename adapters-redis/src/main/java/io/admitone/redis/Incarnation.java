package io.admitone.redis;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * One life of a server as the one that takes writes. It ends with the process and with every change
 * of mastership, so that data which replication or a snapshot brings back to life belongs to an
 * incarnation that is gone.
 *
 * @param value short and comparable; empty where the server hides what it would be made of
 */
record Incarnation(String value) {
  /** The server tells neither its run id nor its replication id. */
  static final Incarnation HIDDEN = new Incarnation("");

  private static final int BYTES = 12;

  /**
   * @param runId changes when the process restarts
   * @param replicationId changes when mastership does, also where the process stays the same
   */
  static Incarnation of(String runId, String replicationId) {
    byte[] hash = sha256(runId + ' ' + replicationId);
    return new Incarnation(
        Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, BYTES)));
  }

  boolean isHidden() {
    return value.isEmpty();
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
