package io.admitone.bootstrap.logging;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import io.admitone.bootstrap.settings.LogFormat;
import io.admitone.bootstrap.settings.LogSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import net.logstash.logback.encoder.LogstashEncoder;
import net.logstash.logback.fieldnames.LogstashFieldNames;
import org.slf4j.LoggerFactory;

/**
 * The one place where logging is set up: lines go to standard output, by way of a queue, so that no
 * event loop ever waits for a slow pipe. Where the pipe is so slow that the queue is full, lines
 * are dropped.
 */
public final class LogSetup {
  /** The logger of all lines of the service. */
  public static final String LOGGER = "io.admitone";

  /** The longest that {@link #flush()} takes. */
  public static final Duration MAX_FLUSH = Duration.ofSeconds(1);

  private static final int QUEUED_LINES = 16 * 1024;

  private LogSetup() {}

  /** Replaces whatever logging there was. */
  public static void apply(LogSettings settings) {
    LoggerContext context = context();
    context.reset();
    context.start();
    Level level = Level.valueOf(settings.level().name());
    context.getLogger(LOGGER).setLevel(level);
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    // Libraries print requests, and with them tickets and tokens, below this level.
    root.setLevel(level.isGreaterOrEqual(Level.WARN) ? level : Level.WARN);
    root.addAppender(queue(context, console(context, encoder(context, settings.format()))));
  }

  /** Writes what is still queued, and ends logging. */
  public static void flush() {
    context().stop();
  }

  static Encoder<ILoggingEvent> encoder(LoggerContext context, LogFormat format) {
    Encoder<ILoggingEvent> encoder = format == LogFormat.JSON ? json() : text(context);
    encoder.setContext(context);
    encoder.start();
    return encoder;
  }

  private static Encoder<ILoggingEvent> text(LoggerContext context) {
    TextLayout layout = new TextLayout();
    layout.setContext(context);
    layout.start();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.setLayout(layout);
    return encoder;
  }

  private static Encoder<ILoggingEvent> json() {
    LogstashFieldNames names = new LogstashFieldNames();
    names.setVersion("[ignore]");
    names.setLevelValue("[ignore]");
    names.setLogger("logger");
    names.setThread("thread");
    LogstashEncoder encoder = new LogstashEncoder();
    encoder.setFieldNames(names);
    encoder.setTimeZone("UTC");
    encoder.setIncludeMdc(false);
    encoder.setFindAndRegisterJacksonModules(false);
    return encoder;
  }

  private static ConsoleAppender<ILoggingEvent> console(
      LoggerContext context, Encoder<ILoggingEvent> encoder) {
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setEncoder(encoder);
    console.start();
    return console;
  }

  private static AsyncAppender queue(
      LoggerContext context, ConsoleAppender<ILoggingEvent> console) {
    AsyncAppender queue = new AsyncAppender();
    queue.setContext(context);
    queue.setQueueSize(QUEUED_LINES);
    queue.setDiscardingThreshold(0);
    queue.setNeverBlock(true);
    queue.setMaxFlushTime((int) MAX_FLUSH.toMillis());
    queue.addAppender(console);
    queue.start();
    return queue;
  }

  private static LoggerContext context() {
    return (LoggerContext) LoggerFactory.getILoggerFactory();
  }
}
