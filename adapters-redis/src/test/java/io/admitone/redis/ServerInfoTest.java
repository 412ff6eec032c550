package io.admitone.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ServerInfoTest {
  private static final String SERVER = "# Server\r\nredis_version:7.0.15\r\nrun_id:aaa\r\n";
  private static final String REPLICATION = "# Replication\r\nrole:master\r\nmaster_replid:bbb\r\n";

  @Test
  void changesItsIncarnationWithEitherOfItsParts() {
    ServerInfo info = new ServerInfo(SERVER, REPLICATION);

    Incarnation first = info.incarnation();

    assertThat(new ServerInfo(SERVER, REPLICATION).incarnation()).isEqualTo(first);
    assertThat(new ServerInfo(SERVER.replace("aaa", "aab"), REPLICATION).incarnation())
        .isNotEqualTo(first);
    assertThat(info.withReplication(REPLICATION.replace("bbb", "bba")).incarnation())
        .isNotEqualTo(first);
    assertThat(first.value()).matches("[A-Za-z0-9_-]{16}");
  }

  @Test
  void hidesItsIncarnationUnlessBothPartsAreTold() {
    assertThat(new ServerInfo("", REPLICATION).incarnation().isHidden()).isTrue();
    assertThat(new ServerInfo(SERVER, "").incarnation().isHidden()).isTrue();
    assertThat(new ServerInfo(SERVER, "master_replid:\r\n").incarnation().isHidden()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "5.0.7, true",
    "6.0.16, true",
    "6.1.240, true",
    "6.2.0, false",
    "7.0.15, false",
    "10.0, false",
    "unstable, false",
    "255.255.255, false"
  })
  void needsRedis62(String version, boolean tooOld) {
    assertThat(new ServerInfo("redis_version:" + version + "\r\n", "").isTooOld())
        .isEqualTo(tooOld);
  }

  @Test
  void namesValkeyByItsOwnVersion() {
    ServerInfo valkey =
        new ServerInfo("redis_version:7.2.4\r\nserver_name:valkey\r\nvalkey_version:8.1.1\r\n", "");

    assertThat(valkey.product()).isEqualTo("Valkey 8.1.1");
    assertThat(new ServerInfo(SERVER, "").product()).isEqualTo("Redis 7.0.15");
    assertThat(new ServerInfo("", "").product()).contains("hides");
  }
}
