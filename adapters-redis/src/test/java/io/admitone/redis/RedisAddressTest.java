package io.admitone.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisURI;
import io.lettuce.core.SslVerifyMode;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RedisAddressTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "redis://localhost                          | redis://localhost:6379",
        "redis://localhost:6380/3                   | redis://localhost:6380/3",
        "redis://user:pass@db.example:7000          | redis://db.example:7000",
        "rediss://:p%40ss@db.example                | rediss://db.example:6379",
        "redis://10.0.0.1:1,redis://10.0.0.2:2      | redis://10.0.0.1:1,redis://10.0.0.2:2",
        "redis://u:p@a:1,b:2                        | redis://a:1,redis://b:2",
        "redis-cluster://a:1                        | redis://a:1",
        "redis-sentinel://s1:26379,s2:26380#main    | redis-sentinel://s1:26379,s2:26380#main",
        "redis-sentinel://pw@s1:26379/2#main        | redis-sentinel://s1:26379/2#main",
      })
  void printsItselfWithoutCredentials(String text, String printed) {
    assertThat(RedisAddress.parse(text)).hasToString(printed);
  }

  @Test
  void givesEveryNodeOfAListTheCredentialsOfTheFirst() {
    RedisAddress address = RedisAddress.parse("rediss://ada:secret@a:1, b:2");

    assertThat(address.isCluster()).isTrue();
    assertThat(address.uris(Duration.ofSeconds(1))).allMatch(RedisURI::isSsl);
    assertThat(address.uris(Duration.ofSeconds(1)))
        .extracting(uri -> uri.getCredentialsProvider().resolveCredentials().block().getUsername())
        .containsOnly("ada");
  }

  @Test
  void tellsAClusterFromALoneServer() {
    assertThat(RedisAddress.parse("redis://a").isCluster()).isFalse();
    assertThat(RedisAddress.parse("redis-cluster://a").isCluster()).isTrue();
    assertThat(RedisAddress.parse("redis://a,redis://b").isCluster()).isTrue();
    assertThat(RedisAddress.parse("redis-sentinel://a,b#m").isCluster()).isFalse();
  }

  @Test
  void verifiesEveryCertificateWhateverTheAddressSays() {
    RedisAddress address = RedisAddress.parse("rediss://db.example?verifyPeer=NONE");

    assertThat(address.uris(Duration.ofSeconds(1)).get(0).getVerifyMode())
        .isEqualTo(SslVerifyMode.FULL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost:6379",
        "http://ada:top-secret@localhost",
        "redis://",
        "redis://ada:top-secret@",
        "redis://ada:top-secret@host:notaport",
        "redis-sentinel://top-secret@host",
        "redis-socket:///tmp/redis.sock"
      })
  void refusesWhatIsNoAddressWithoutRepeatingItsPassword(String text) {
    assertThatThrownBy(() -> RedisAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("redis://")
        .matches(thrown -> Arrays.stream(causes(thrown)).noneMatch(m -> m.contains("top-secret")));
  }

  private static String[] causes(Throwable thrown) {
    return java.util.stream.Stream.iterate(thrown, t -> t != null, Throwable::getCause)
        .map(String::valueOf)
        .toArray(String[]::new);
  }

  @Test
  void takesTheCredentialsOutOfAnyText() {
    assertThat(RedisAddress.redact("redis://ada:se@cret@a:1,redis://bob:x@b:2"))
        .isEqualTo("redis://***@a:1,redis://***@b:2");
  }

  @ParameterizedTest
  @CsvSource({
    "redis://localhost, false",
    "redis://127.0.0.1:1, false",
    "redis://127.8.8.8, false",
    "redis://[::1]:1, false",
    "rediss://db.example, false",
    "redis://db.example, true",
    "redis://127.0.0.1.db.example, true",
    "redis://10.0.0.1, true",
    "redis://localhost;redis://db.example, true",
    "redis-sentinel://localhost#m, false",
    "redis-sentinel://db.example#m, true",
  })
  void knowsWhenDataWouldCrossANetworkInTheClear(String text, boolean expected) {
    RedisAddress address = RedisAddress.parse(text.replace(';', ','));

    assertThat(address.isPlaintextBeyondLoopback()).isEqualTo(expected);
  }
}
