package io.admitone.redis.rig;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Volume;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.utility.DockerImageName;

/** A container that is one server; its death is the server's. */
final class ContainerProcess implements ServerProcess {
  private final GenericContainer<?> container;

  private ContainerProcess(GenericContainer<?> container) {
    this.container = container;
  }

  /** The directory has the same name inside and outside, and the server runs as its owner. */
  static ContainerProcess start(String image, Path dir, List<String> arguments) {
    String user = ownerOf(dir);
    GenericContainer<?> container = new GenericContainer<>(DockerImageName.parse(image));
    container
        .withNetworkMode("host")
        .withCommand(arguments.toArray(String[]::new))
        .withCreateContainerCmdModifier(create -> settle(create, dir, user))
        .waitingFor(new NoWait())
        .start();
    return new ContainerProcess(container);
  }

  private static void settle(CreateContainerCmd create, Path dir, String user) {
    // The image's own entry point would change users and directories.
    create.withEntrypoint("redis-server").withUser(user);
    // Not by withFileSystemBind, which first tries mounts in an image that may have to be pulled.
    Optional.ofNullable(create.getHostConfig())
        .orElseThrow()
        .withBinds(new Bind(dir.toString(), new Volume(dir.toString())));
  }

  private static String ownerOf(Path dir) {
    try {
      return Files.getAttribute(dir, "unix:uid") + ":" + Files.getAttribute(dir, "unix:gid");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void kill() {
    container.stop();
  }

  @Override
  public void freeze() {
    docker().pauseContainerCmd(container.getContainerId()).exec();
  }

  @Override
  public void thaw() {
    docker().unpauseContainerCmd(container.getContainerId()).exec();
  }

  @Override
  public boolean isAlive() {
    return container.isRunning();
  }

  @Override
  public String output() {
    return container.getLogs();
  }

  private DockerClient docker() {
    return container.getDockerClient();
  }

  /** The rig itself waits until the server answers; an image need have no tools for that. */
  private static final class NoWait extends AbstractWaitStrategy {
    @Override
    protected void waitUntilReady() {}
  }
}
