package io.admitone.bootstrap.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.read.ListAppender;
import io.admitone.bootstrap.settings.LogFormat;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Logging of its own, whose lines a test can read. */
public final class Lines {
  private final LoggerContext context = new LoggerContext();
  private final ListAppender<ILoggingEvent> appender = new ListAppender<>();
  private final Logger logger = context.getLogger(LogSetup.LOGGER);

  public Lines(Level level) {
    // Tests look while others write.
    appender.list = new CopyOnWriteArrayList<>();
    appender.setContext(context);
    appender.start();
    logger.setLevel(level);
    logger.addAppender(appender);
  }

  public org.slf4j.Logger logger() {
    return logger;
  }

  org.slf4j.Logger logger(String name) {
    Logger other = context.getLogger(name);
    other.addAppender(appender);
    return other;
  }

  public List<ILoggingEvent> all() {
    return appender.list;
  }

  ILoggingEvent last() {
    return all().get(all().size() - 1);
  }

  String lastAs(LogFormat format) {
    Encoder<ILoggingEvent> encoder = LogSetup.encoder(context, format);
    return new String(encoder.encode(last()), StandardCharsets.UTF_8);
  }

  public static Map<String, Object> fields(ILoggingEvent line) {
    Map<String, Object> fields = new LinkedHashMap<>();
    line.getKeyValuePairs().forEach(pair -> fields.put(pair.key, pair.value));
    return fields;
  }
}
