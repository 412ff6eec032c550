package io.admitone.redis.rig;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.testcontainers.DockerClientFactory;

/**
 * A server in a container that shares this machine's network, so that ports, replicas and cluster
 * nodes are where they would be without it.
 */
record ContainerRedis(String image) implements RedisBinary {
  /** Docker that hangs, or a registry out of reach, must not hold up the tests for longer. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** Empty where Docker does not run or the image cannot be had in time. */
  static Optional<RedisBinary> of(String image) {
    CompletableFuture<Boolean> available = new CompletableFuture<>();
    Thread check = new Thread(() -> available.complete(isAvailable(image)), "rig-docker-check");
    check.setDaemon(true);
    check.start();
    try {
      return available.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
          ? Optional.of(new ContainerRedis(image))
          : Optional.empty();
    } catch (TimeoutException | ExecutionException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static boolean isAvailable(String image) {
    try {
      if (!DockerClientFactory.instance().isDockerAvailable()) {
        return false;
      }
      DockerClient docker = DockerClientFactory.instance().client();
      return isLocal(docker, image) || pull(docker, image);
    } catch (RuntimeException | InterruptedException dockerIsNotUsable) {
      return false;
    }
  }

  private static boolean isLocal(DockerClient docker, String image) {
    try {
      docker.inspectImageCmd(image).exec();
      return true;
    } catch (NotFoundException e) {
      return false;
    }
  }

  private static boolean pull(DockerClient docker, String image) throws InterruptedException {
    return docker
        .pullImageCmd(image)
        .start()
        .awaitCompletion(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public ServerProcess run(Path dir, List<String> arguments) {
    return ContainerProcess.start(image, dir, arguments);
  }

  @Override
  public String where() {
    return "container image " + image;
  }
}
