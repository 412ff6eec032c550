package io.admitone.bootstrap.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.admitone.redis.LinkEvent;
import io.admitone.redis.LinkEvent.ConnectFailed;
import io.admitone.redis.LinkEvent.ConnectStarted;
import io.admitone.redis.LinkEvent.Connected;
import io.admitone.redis.LinkEvent.Disconnected;
import io.admitone.redis.LinkEvent.GaveHope;
import io.admitone.redis.LinkEvent.ListenerFailed;
import io.admitone.redis.LinkEvent.Reconnected;
import io.admitone.redis.LinkEvent.RevocationsInterrupted;
import io.admitone.redis.LinkEvent.RevocationsResumed;
import io.admitone.redis.LinkEvent.RoomsInterrupted;
import io.admitone.redis.LinkEvent.RoomsResumed;
import io.admitone.redis.LinkEvent.WeakerPromise;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LinkLinesTest {
  static final Set<LogEvent> REDIS =
      Arrays.stream(LogEvent.values())
          .filter(event -> event.eventName().startsWith("redis_"))
          .collect(Collectors.toSet());

  private static final Duration TOOK = Duration.ofMillis(12);
  private static final List<LinkEvent> ALL =
      List.of(
          new ConnectStarted(1, true),
          new ConnectFailed("refused", 1, TOOK, true, 7),
          new GaveHope(20),
          new Connected(TOOK, 21, "Redis 7"),
          new Disconnected("closed", TOOK),
          new Reconnected(TOOK, 3, "Redis 7"),
          new WeakerPromise("Redis 7"),
          new RevocationsInterrupted("closed"),
          new RevocationsResumed(TOOK),
          new RoomsInterrupted("closed"),
          new RoomsResumed(TOOK),
          new ListenerFailed(new IllegalStateException()));

  private final Lines lines = new Lines(Level.TRACE);
  private final LinkLines serving = new LinkLines(lines.logger(), true);
  private final LinkLines waiting = new LinkLines(lines.logger(), false);

  @Test
  void everyKindOfEventHasALine() {
    assertThat(ALL)
        .extracting(Object::getClass)
        .containsExactlyInAnyOrder(LinkEvent.class.getPermittedSubclasses());
    for (LinkEvent event : ALL) {
      int before = lines.all().size();
      waiting.accept(event);
      serving.accept(event);
      assertThat(lines.all().size()).as(event.toString()).isGreaterThan(before);
    }
  }

  @Test
  void everyFieldOfTheTableIsWrittenAndNoOther() {
    ALL.forEach(serving::accept);

    // Written by the start, which alone knows that it waits or ends.
    Set<LogEvent> ofLink = EnumSet.copyOf(REDIS);
    ofLink.removeAll(EnumSet.of(LogEvent.REDIS_CONNECT_WAITING, LogEvent.REDIS_CONNECT_FATAL));
    for (LogEvent event : ofLink) {
      Set<String> written = new LinkedHashSet<>();
      for (ILoggingEvent line : lines.all()) {
        if (line.getMessage().equals(event.sentence())) {
          written.addAll(Lines.fields(line).keySet());
        }
      }
      written.remove("event");
      assertThat(written).as(event.eventName()).containsExactlyInAnyOrderElementsOf(event.fields());
    }
  }

  @Test
  void aFailureSaysWhyAndWhatComesNext() {
    waiting.accept(new ConnectFailed("refused", 6, Duration.ofSeconds(15), true, 4));

    assertThat(lines.last().getLevel()).isEqualTo(Level.ERROR);
    assertThat(Lines.fields(lines.last()))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "event", "redis_connect_fail",
                "error", "refused",
                "attempt", 6L,
                "nextTryMs", 15_000L,
                "unlogged", 4L));
  }

  @Test
  void whatTheLinkDoesNotCallLoudIsNoLine() {
    waiting.accept(new ConnectStarted(6, false));
    waiting.accept(new ConnectFailed("refused", 6, TOOK, false, 0));

    assertThat(lines.all()).isEmpty();
  }

  @Test
  void aProcessThatServesWithoutRedisSaysSoOnce() {
    serving.accept(new ConnectFailed("refused", 1, TOOK, true, 0));
    serving.accept(new ConnectFailed("refused", 2, TOOK, true, 0));

    assertThat(events())
        .containsExactly("redis_connect_fail", "redis_connect_degraded", "redis_connect_fail");
  }

  @Test
  void aLossAfterASuccessIsNotCalledAStartWithoutRedis() {
    serving.accept(new Connected(TOOK, 1, "Redis 7"));
    serving.accept(new Disconnected("closed", TOOK));
    serving.accept(new ConnectFailed("refused", 1, TOOK, true, 0));

    assertThat(events())
        .containsExactly("redis_connect_ok", "redis_disconnected", "redis_connect_fail");
  }

  @Test
  void aProcessWhosePortIsClosedDoesNotGoOnWithoutRedis() {
    waiting.accept(new ConnectFailed("refused", 1, TOOK, true, 0));
    waiting.accept(new GaveHope(20));

    assertThat(events()).containsExactly("redis_connect_fail");
  }

  private List<Object> events() {
    return lines.all().stream().map(line -> Lines.fields(line).get("event")).toList();
  }
}
