package io.admitone.ws;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/** Fails a test class in which a buffer was lost. Needs the paranoid level of leak detection. */
final class NoLeaks implements BeforeAllCallback, AfterAllCallback {
  private final Logger logger = (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  @Override
  public void beforeAll(ExtensionContext context) {
    if (ResourceLeakDetector.getLevel() != ResourceLeakDetector.Level.PARANOID) {
      throw new IllegalStateException("run with -Dio.netty.leakDetection.level=paranoid");
    }
    lines.start();
    logger.addAppender(lines);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    for (int round = 0; round < 3; round++) {
      System.gc();
      // A lost buffer is reported when the next one is watched.
      ByteBuf next = PooledByteBufAllocator.DEFAULT.directBuffer(16);
      next.release();
    }
    logger.detachAppender(lines);
    if (!lines.list.isEmpty()) {
      throw new AssertionError("buffers were lost: " + lines.list.get(0).getFormattedMessage());
    }
  }
}
