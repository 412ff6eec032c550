package io.admitone.redis.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RedisSearchIT {
  private static final Function<String, Optional<RedisBinary>> NO_DOCKER =
      image -> Optional.empty();
  private static final Function<String, Optional<RedisBinary>> DOCKER =
      image -> Optional.of(new ContainerRedis(image));
  private static final Supplier<Optional<RedisBinary>> NOT_EMBEDDED = Optional::empty;

  @TempDir Path dir;
  private LocalRedis embedded;

  @BeforeEach
  void unpack() {
    embedded = (LocalRedis) EmbeddedRedis.unpack().orElseThrow();
  }

  @Test
  void takesTheServerOnThePathBeforeAnyOther() throws IOException {
    Path onPath = Files.createSymbolicLink(dir.resolve("redis-server"), embedded.executable());

    RedisBinary found =
        new RedisSearch(Optional.empty(), "/nowhere:" + dir, DOCKER, EmbeddedRedis::unpack).find();

    assertThat(found).isEqualTo(new LocalRedis(embedded.prefix(), onPath, embedded.version()));
  }

  @Test
  void takesAValkeyServerWhereThereIsNoRedis() throws IOException {
    Files.createSymbolicLink(dir.resolve("valkey-server"), embedded.executable());

    RedisBinary found =
        new RedisSearch(Optional.empty(), dir.toString(), DOCKER, NOT_EMBEDDED).find();

    assertThat(found.where()).contains("valkey-server");
  }

  @Test
  void takesAContainerWhereNoServerIsOnThePath() {
    RedisBinary found =
        new RedisSearch(Optional.empty(), dir.toString(), DOCKER, EmbeddedRedis::unpack).find();

    assertThat(found).isEqualTo(new ContainerRedis(RedisSearch.DEFAULT_IMAGE));
  }

  @Test
  void takesTheEmbeddedServerLastAndItServes() {
    RedisBinary found =
        new RedisSearch(Optional.empty(), dir.toString(), NO_DOCKER, EmbeddedRedis::unpack).find();

    try (RedisServer redis = RedisServer.start(found, RedisConf.plain(), "127.0.0.1")) {
      redis.cli("SET", "key", "1");
      assertThat(redis.cli("GETDEL", "key")).isEqualTo("1");
    }
  }

  @Test
  void saysWhatToInstallWhereThereIsNone() {
    RedisSearch search = new RedisSearch(Optional.empty(), dir.toString(), NO_DOCKER, NOT_EMBEDDED);

    assertThatThrownBy(search::find).hasMessageContaining("install redis-server 6.2 or newer");
  }

  @Test
  void passesOverAServerThatIsTooOld() throws IOException {
    executable("redis-server", "#!/bin/sh\necho Redis server v=6.0.16 sha=0\n");

    assertThat(LocalRedis.of(dir.resolve("redis-server"))).isEmpty();
  }

  @Test
  void takesWhatTheSettingNamesAndNothingElse() {
    Optional<String> named = Optional.of(embedded.executable().toString());
    Optional<String> wrong = Optional.of("/no/such/server");

    assertThat(new RedisSearch(named, "/nowhere", DOCKER, NOT_EMBEDDED).find()).isEqualTo(embedded);
    assertThat(new RedisSearch(Optional.of("image:x"), "", DOCKER, NOT_EMBEDDED).find())
        .isEqualTo(new ContainerRedis("x"));
    assertThatThrownBy(() -> new RedisSearch(wrong, "", DOCKER, NOT_EMBEDDED).find())
        .hasMessageContaining("/no/such/server");
  }

  private void executable(String name, String script) throws IOException {
    Path file = Files.writeString(dir.resolve(name), script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }
}
