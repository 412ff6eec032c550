package io.admitone.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.domain.identity.ClientId;
import io.admitone.domain.identity.Identity;
import io.admitone.domain.identity.Origin;
import io.admitone.domain.identity.SessionId;
import io.admitone.domain.identity.UserId;
import io.admitone.domain.ticket.Bindings;
import io.admitone.domain.ticket.Grant;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TicketRecordTest {
  private static final Incarnation LIFE = Incarnation.of("run", "replication");
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.123Z");

  @Test
  void comesBackAsItWas() {
    TicketRecord record = record("ada", "s1", Set.of("admin", "editor"), List.of("b:r", "a:rw"));

    assertThat(TicketRecord.read(record.write())).contains(record);
  }

  @Test
  void comesBackWithoutWhatIsEmpty() {
    Identity identity = new Identity(new UserId("ada"), new SessionId("s1"), Set.of(), List.of());
    TicketRecord record =
        new TicketRecord(new Grant(identity, Bindings.NONE, NOW, NOW, ""), Incarnation.HIDDEN);

    assertThat(TicketRecord.read(record.write())).contains(record);
    assertThat(record.write()).doesNotContain("roles", "client", "origin");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Zoë",
        "日本語",
        "👩‍🚀",
        "\"\\\r\n\t\u0000",
        "a\u2028\u2029",
        "\ud800",
        "\udc00x",
        "</script>"
      })
  void carriesEveryCharacterAsAscii(String name) {
    TicketRecord record = record(name, name, Set.of(name), List.of(name));

    String text = record.write();

    assertThat(text.chars()).allMatch(c -> c >= ' ' && c < 127);
    assertThat(TicketRecord.read(text)).contains(record);
  }

  @Test
  void carriesTheLargestGrant() {
    String longest = "ü".repeat(250);
    Set<String> roles =
        IntStream.range(0, Identity.MAX_ROLES)
            .mapToObj(n -> longest + n)
            .collect(Collectors.toSet());
    List<String> rooms = IntStream.range(0, Identity.MAX_ROOMS).mapToObj(n -> longest + n).toList();
    TicketRecord record = record("ü".repeat(256), "ü".repeat(128), roles, rooms);

    assertThat(TicketRecord.read(record.write())).contains(record);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "[]",
        "42",
        "{}",
        "{\"v\":1}",
        "{\"v\":1,\"user\":",
        "wst_what-nobody-should-find-here",
        "{\"v\":1,\"user\":[\"x\"]}",
        "{\"v\":\"1\"}",
        "{\"v\":{\"v\":{\"v\":1}}}",
        "\u0000\u0001"
      })
  void readsNothingFromDamagedText(String text) {
    assertThat(TicketRecord.read(text)).isEmpty();
  }

  @Test
  void readsNothingFromATextThatWasChangedAnywhere() {
    String text = record("ada", "s1", Set.of("admin"), List.of("a:rw")).write();

    assertThat(TicketRecord.read(text.replace("\"v\":1", "\"v\":2"))).isEmpty();
    assertThat(TicketRecord.read(text.replace("\"v\":1,", ""))).isEmpty();
    assertThat(TicketRecord.read(text.replace("\"user\"", "\"usr\""))).isEmpty();
    assertThat(TicketRecord.read(text.replace(",\"issuedBy\":\"" + LIFE.value() + "\"", "")))
        .isEmpty();
    assertThat(TicketRecord.read(text + " x")).isEmpty();
    assertThat(TicketRecord.read(text + text)).isEmpty();
    IntStream.range(0, text.length())
        .forEach(end -> assertThat(TicketRecord.read(text.substring(0, end))).isEmpty());
  }

  private static TicketRecord record(
      String user, String session, Set<String> roles, List<String> rooms) {
    Identity identity = new Identity(new UserId(user), new SessionId(session), roles, rooms);
    Bindings bindings =
        new Bindings(
            Optional.of(new ClientId("tab-1")), Optional.of(new Origin("https://example.org")));
    return new TicketRecord(
        new Grant(identity, bindings, NOW, NOW.plusSeconds(60), "trace-1"), LIFE);
  }
}
