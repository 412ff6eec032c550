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

  /**
   * @param timeout from the signal to the end of the process
   */
  ProcessStop(Duration timeout) {
    this.timeout = timeout;
  }

  void listen() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "admitone-stop"));
  }

  /** From now on there is something to stop. */
  void started(AdmitOne started) {
    service.set(started);
  }

  private void stop() {
    long startedAt = System.nanoTime();
    Logger logger = LoggerFactory.getLogger(LogSetup.LOGGER);
    LogEvent.STOPPING.on(logger).write();
    boolean done = stopsInTime();
    (done ? LogEvent.STOPPED : LogEvent.STOP_CUT_OFF)
        .on(logger)
        .with("durationMs", Duration.ofNanos(System.nanoTime() - startedAt))
        .write();
    LogSetup.flush();
    Runtime.getRuntime().halt(done ? DONE : CUT_OFF);
  }

  /** On a thread that can be left behind. */
  private boolean stopsInTime() {
    Thread worker = new Thread(this::stopService, "admitone-stop-worker");
    worker.setDaemon(true);
    worker.start();
    try {
      worker.join(timeout.minus(LogSetup.MAX_FLUSH).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return !worker.isAlive();
  }

  private void stopService() {
    AdmitOne running = service.get();
    if (running != null) {
      running.stop();
    }
  }
}
