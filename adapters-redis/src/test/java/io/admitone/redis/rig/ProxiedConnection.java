package io.admitone.redis.rig;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

/** One connection through a {@link FaultProxy}: two sockets and a thread for each direction. */
final class ProxiedConnection {
  private static final int CHUNK = 16 * 1024;
  private static final Set<String> SUBSCRIBING = Set.of("SUBSCRIBE", "SSUBSCRIBE");
  private final FaultProxy proxy;
  private final Socket client;
  private final Socket server;
  private final AtomicBoolean over = new AtomicBoolean();

  /** Set once an answer was withheld: from then on no answer gets through. */
  private volatile Optional<Withheld> withheld = Optional.empty();

  private volatile boolean hearsChannels;
  private volatile boolean deaf;

  ProxiedConnection(FaultProxy proxy, Socket client, Socket server) {
    this.proxy = proxy;
    this.client = client;
    this.server = server;
  }

  void start() {
    FaultProxy.daemon("rig-proxy-to-server", () -> pump(this::carryCommands));
    FaultProxy.daemon("rig-proxy-to-client", () -> pump(this::carryAnswers));
  }

  /** Ends both sides with RST. */
  void reset() {
    if (over.compareAndSet(false, true)) {
      Sockets.reset(client);
      Sockets.reset(server);
      proxy.ended(this);
    }
  }

  /** Ends both sides with FIN. */
  void hangUp() {
    if (over.compareAndSet(false, true)) {
      Sockets.close(client);
      Sockets.close(server);
      proxy.ended(this);
    }
  }

  /** Whether bytes were dropped, after which the two sides can no longer understand each other. */
  boolean isMute() {
    return withheld.isPresent();
  }

  /** Drops what comes from the server, if it is a connection that hears channels. */
  void deafen() {
    deaf |= hearsChannels;
  }

  private interface Carrier {
    void carry() throws IOException;
  }

  private void pump(Carrier carrier) {
    try {
      carrier.carry();
      hangUp();
    } catch (Flow.LimitReached e) {
      reset();
    } catch (IOException | RuntimeException e) {
      hangUp();
    }
  }

  private void carryCommands() throws IOException {
    InputStream in = new BufferedInputStream(client.getInputStream(), CHUNK);
    while (true) {
      WireCommand command = WireCommand.read(in);
      Optional<FaultProxy.Trap> trap = proxy.seen(command);
      hearsChannels |= SUBSCRIBING.contains(command.name());
      if (trap.isPresent()) {
        spring(trap.get(), command);
      } else {
        toServer(command.bytes());
      }
    }
  }

  private void spring(FaultProxy.Trap trap, WireCommand command) throws IOException {
    switch (trap.fate()) {
      case NEVER_ARRIVES -> reset();
      case ARRIVES_IN_PART -> {
        toServer(Arrays.copyOf(command.bytes(), command.bytes().length / 2));
        reset();
      }
      default -> {
        // Redis answers in order, so once the marker's answer is there the command was carried out.
        Withheld mute = new Withheld(trap, "RIG-" + UUID.randomUUID());
        withheld = Optional.of(mute);
        toServer(command.bytes());
        toServer(mute.markerCommand());
        return;
      }
    }
    trap.sprung().complete(null);
  }

  private void carryAnswers() throws IOException {
    InputStream in = server.getInputStream();
    byte[] chunk = new byte[CHUNK];
    for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
      byte[] bytes = Arrays.copyOf(chunk, length);
      if (deaf) {
        continue;
      }
      if (withheld.isPresent()) {
        drop(withheld.get(), bytes);
      } else {
        proxy.flow(Direction.TO_CLIENT).carry(bytes, client.getOutputStream(), over::get);
      }
    }
  }

  private void drop(Withheld mute, byte[] bytes) {
    if (!mute.isAnsweredBy(bytes)) {
      return;
    }
    switch (mute.trap.fate()) {
      case ANSWER_IS_LOST -> reset();
      case ANSWER_IS_LOST_IN_ORDER -> hangUp();
      default -> {}
    }
    mute.trap.sprung().complete(null);
  }

  private void toServer(byte[] bytes) throws IOException {
    OutputStream out = server.getOutputStream();
    proxy.flow(Direction.TO_SERVER).carry(bytes, out, over::get);
  }

  /**
   * A command whose answer does not get through. The marker after it is a command that no server
   * knows, so that no right is needed for it; the refusal repeats its name.
   */
  private static final class Withheld {
    private final FaultProxy.Trap trap;
    private final String marker;
    private final StringBuilder dropped = new StringBuilder();

    private Withheld(FaultProxy.Trap trap, String marker) {
      this.trap = trap;
      this.marker = marker;
    }

    private byte[] markerCommand() {
      return ("*1\r\n$" + marker.length() + "\r\n" + marker + "\r\n")
          .getBytes(StandardCharsets.US_ASCII);
    }

    private boolean isAnsweredBy(byte[] bytes) {
      dropped.append(new String(bytes, StandardCharsets.ISO_8859_1));
      return !trap.sprung().isDone() && dropped.indexOf(marker) >= 0;
    }
  }
}
