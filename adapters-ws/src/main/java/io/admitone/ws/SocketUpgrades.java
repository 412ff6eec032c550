package io.admitone.ws;

import io.micronaut.context.BeanProvider;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpServerCodec;
import jakarta.inject.Singleton;

/**
 * Puts the sockets into Micronaut's HTTP server. A bean that finds itself: it is enough that this
 * module is there, together with beans of these types:
 *
 * <ul>
 *   <li>{@link io.admitone.application.connection.AdmitConnection}, {@link
 *       io.admitone.application.connection.OpenConnections}, {@link
 *       io.admitone.application.connection.AllowedOrigins} and {@link
 *       io.admitone.application.lifecycle.ServiceState};
 *   <li>{@link io.admitone.domain.readiness.ReadinessProbe}, {@link io.admitone.domain.time.Clock}
 *       and {@link io.admitone.application.telemetry.Telemetry};
 *   <li>{@link io.admitone.application.connection.SessionMessageRate};
 *   <li>{@link SocketPolicy} and {@link UpgradeRefusals};
 *   <li>any number of {@link MessageHandler}s.
 * </ul>
 *
 * <p>Sockets come over HTTP/1.1, with or without TLS; those of HTTP/2 (RFC 8441) are not offered.
 */
@Singleton
public final class SocketUpgrades
    implements BeanCreatedEventListener<NettyServerCustomizer.Registry> {
  private static final String HANDLER = "admitone-socket-upgrade";

  private final BeanProvider<Doorkeeper> doorkeeper;
  private final BeanProvider<StoreModes> modes;

  /**
   * Asked for when there is a server, since listeners like this one are made before other beans.
   */
  SocketUpgrades(BeanProvider<Doorkeeper> doorkeeper, BeanProvider<StoreModes> modes) {
    this.doorkeeper = doorkeeper;
    this.modes = modes;
  }

  @Override
  public NettyServerCustomizer.Registry onCreated(
      BeanCreatedEvent<NettyServerCustomizer.Registry> event) {
    NettyServerCustomizer.Registry registry = event.getBean();
    registry.register(new Customizer(doorkeeper.get()));
    modes.get().follow();
    return registry;
  }

  /** For the whole server; makes one for each channel. */
  private record Customizer(Doorkeeper doorkeeper) implements NettyServerCustomizer {
    @Override
    public NettyServerCustomizer specializeForChannel(Channel channel, ChannelRole role) {
      return role == ChannelRole.LISTENER ? this : new ForConnection(channel, doorkeeper);
    }
  }

  private record ForConnection(Channel channel, Doorkeeper doorkeeper)
      implements NettyServerCustomizer {
    @Override
    public void onStreamPipelineBuilt() {
      ChannelPipeline pipeline = channel.pipeline();
      ChannelHandlerContext codec = pipeline.context(HttpServerCodec.class);
      if (codec != null) {
        pipeline.addAfter(codec.name(), HANDLER, new SocketUpgradeHandler(doorkeeper));
      }
    }
  }
}
