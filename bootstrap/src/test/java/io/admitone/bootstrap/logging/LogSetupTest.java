package io.admitone.bootstrap.logging;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.bootstrap.settings.LogFormat;
import io.admitone.bootstrap.settings.LogLevel;
import io.admitone.bootstrap.settings.LogSettings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LogSetupTest {
  private final PrintStream realOut = System.out;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @AfterEach
  void giveStandardOutputBack() {
    System.setOut(realOut);
  }

  @Test
  void librariesStayQuietHoweverLoudTheServiceIs() {
    String written =
        writtenWith(
            new LogSettings(LogLevel.TRACE, LogFormat.TEXT, false),
            () -> {
              LoggerFactory.getLogger("io.netty").info("GET /ws?ticket=secret");
              LoggerFactory.getLogger("io.netty").warn("a warning");
              LoggerFactory.getLogger(LogSetup.LOGGER).trace("a trace of ours");
            });

    assertThat(written).contains("a warning", "a trace of ours").doesNotContain("secret");
  }

  @Test
  void writesNothingBelowItsLevel() {
    String written =
        writtenWith(
            new LogSettings(LogLevel.ERROR, LogFormat.JSON, false),
            () -> {
              LogEvent.STARTED.on(LoggerFactory.getLogger(LogSetup.LOGGER)).write();
              LoggerFactory.getLogger("io.netty").warn("a warning");
              LogEvent.STOP_CUT_OFF.on(LoggerFactory.getLogger(LogSetup.LOGGER)).write();
            });

    assertThat(written.lines()).singleElement().asString().contains("\"event\":\"stop_cut_off\"");
  }

  @Test
  void losesNoLineThatIsQueuedWhenItEnds() {
    String written =
        writtenWith(
            new LogSettings(LogLevel.INFO, LogFormat.TEXT, false),
            () -> {
              for (int i = 0; i < 500; i++) {
                LogEvent.STOPPING.on(LoggerFactory.getLogger(LogSetup.LOGGER)).write();
              }
            });

    assertThat(written.lines()).hasSize(500);
  }

  private String writtenWith(LogSettings settings, Runnable work) {
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    LogSetup.apply(settings);
    work.run();
    LogSetup.flush();
    return out.toString(StandardCharsets.UTF_8);
  }
}
