package io.admitone.bootstrap;

import io.admitone.bootstrap.logging.LogEvent;
import io.admitone.bootstrap.logging.LogLine;
import io.admitone.bootstrap.logging.LogSetup;
import io.admitone.bootstrap.probe.HealthCheck;
import io.admitone.bootstrap.probe.Probe;
import io.admitone.bootstrap.settings.Settings;
import io.admitone.bootstrap.settings.Sources;
import io.admitone.bootstrap.settings.Usage;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.LoggerFactory;

/** The program: serves, probes a server or asks for its health, or explains itself. */
public final class Main {
  private static final int DOES_NOT_START = 1;

  /** The store may give up while the rest is still being made: it is said once. */
  private static final AtomicBoolean FAILED = new AtomicBoolean();

  private Main() {}

  public static void main(String[] args) throws InterruptedException {
    long begunAt = System.nanoTime() - ProcessAge.now().toNanos();
    List<String> arguments = List.of(args);
    if (arguments.contains("--help") || arguments.contains("-h")) {
      System.out.print(Usage.text());
    } else if (!arguments.isEmpty() && arguments.get(0).equals("probe")) {
      System.exit(Probe.run(rest(arguments), System.out, System.err));
    } else if (!arguments.isEmpty() && arguments.get(0).equals("health")) {
      String port = System.getenv("PORT");
      System.exit(HealthCheck.run(rest(arguments), port, System.out, System.err));
    } else {
      Settings settings = Settings.read(Sources.ofProcess(arguments)).fold(s -> s, Main::refuse);
      serve(settings, begunAt);
    }
  }

  private static List<String> rest(List<String> arguments) {
    return arguments.subList(1, arguments.size());
  }

  private static Settings refuse(List<String> refusals) {
    refusals.forEach(refusal -> System.err.println("admitone does not start: " + refusal));
    System.exit(DOES_NOT_START);
    throw new IllegalStateException("the process has ended");
  }

  private static void serve(Settings settings, long begunAt) throws InterruptedException {
    LogSetup.apply(settings.log());
    ProcessStop stop = new ProcessStop(settings.shutdownTimeout());
    stop.listen();
    try {
      AdmitOne service = AdmitOne.prepare(settings, begunAt, failure -> failUnless(stop, failure));
      stop.watch(service);
      service.open();
    } catch (StartFailedException e) {
      failUnless(stop, e);
    }
    // Only the hook ends the process.
    new CountDownLatch(1).await();
  }

  /** What fails because the process was told to stop is no failure of the start. */
  private static void failUnless(ProcessStop stop, StartFailedException failure) {
    if (!stop.isUnderWay() && !FAILED.getAndSet(true)) {
      fail(failure);
    }
  }

  /** Without the shutdown hook, which would report an orderly stop. */
  private static void fail(StartFailedException failure) {
    LogLine line =
        LogEvent.START_FAILED
            .on(LoggerFactory.getLogger(LogSetup.LOGGER))
            .with("error", failure.getMessage());
    failure.unforeseen().ifPresent(line::because);
    line.write();
    LogSetup.flush();
    System.err.println("admitone does not start: " + failure.getMessage());
    Runtime.getRuntime().halt(DOES_NOT_START);
  }
}
