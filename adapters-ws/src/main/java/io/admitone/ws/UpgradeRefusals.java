package io.admitone.ws;

import java.util.Map;

/**
 * The HTTP answers to refused upgrades, so that they look like every other error of the service.
 *
 * <p>Asked exactly once for each refused request, on its event loop: an implementation returns at
 * once and is safe for use by many threads. Telling telemetry of the refused request is its
 * business too.
 */
@FunctionalInterface
public interface UpgradeRefusals {
  Answer answer(UpgradeRefusal why, String traceId);

  /**
   * An HTTP answer. {@code Content-Length} and {@code Connection: close} are added to its headers
   * and must not be among them.
   *
   * @param status 400 to 599
   * @param body the body's bytes; not to be changed afterwards
   */
  record Answer(int status, Map<String, String> headers, byte[] body) {
    /**
     * @throws IllegalArgumentException if the status is not that of an error
     */
    public Answer {
      if (status < 400 || status > 599) {
        throw new IllegalArgumentException("a refusal has a status of 400 to 599, not " + status);
      }
      headers = Map.copyOf(headers);
    }
  }
}
