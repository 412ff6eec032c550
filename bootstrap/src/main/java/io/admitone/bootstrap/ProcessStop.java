package io.admitone.bootstrap;

import io.admitone.bootstrap.logging.LogEvent;
import io.admitone.bootstrap.logging.LogSetup;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens between SIGTERM and the end of the process. It is the only shutdown hook, so that no
 * other cuts the sockets meanwhile.
 *
 * <p>A process that was told to stop and did has done well: its status is 0. The virtual machine
 * would make it 143, whatever the hook did, so the hook ends the process itself. (A signal handler
 * of our own could exit with 0 as well, but it needs a class that is not for public use, replaces
 * one signal at a time and does nothing under {@code -Xrs}.) A second signal changes nothing: the
 * virtual machine makes it wait for the hook.
 */
final class ProcessStop {
  private static final int DONE = 0;
  private static final int CUT_OFF = 1;

  private final AtomicReference<AdmitOne> service = new AtomicReference<>();
  private final Duration timeout;
  private volatile boolean underWay;

  /**
   * @param timeout from the signal to the end of the process
   */
  ProcessStop(Duration timeout) {
    this.timeout = timeout;
  }

  void listen() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "admitone-stop"));
  }

  /** To be told before the port opens, so that no socket is ever cut without a goodbye. */
  void watch(AdmitOne prepared) {
    service.set(prepared);
  }

  /** Whether the process was told to stop: what fails from then on fails because of that. */
  boolean isUnderWay() {
    return underWay;
  }

  private void stop() {
    underWay = true;
    long startedAt = System.nanoTime();
    Logger logger = LoggerFactory.getLogger(LogSetup.LOGGER);
    LogEvent.STOPPING.on(logger).write();
    boolean done = Within.time(timeout.minus(LogSetup.MAX_FLUSH), this::stopService);
    (done ? LogEvent.STOPPED : LogEvent.STOP_CUT_OFF)
        .on(logger)
        .with("durationMs", Duration.ofNanos(System.nanoTime() - startedAt))
        .write();
    LogSetup.flush();
    Runtime.getRuntime().halt(done ? DONE : CUT_OFF);
  }

  private void stopService() {
    AdmitOne running = service.get();
    if (running != null) {
      running.stop();
    }
  }
}
