package io.admitone.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.pubsub.api.async.RedisPubSubAsyncCommands;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** A connection that hears channels of one server. It is not mended when it breaks. */
final class Subscriber {
  private final StatefulRedisPubSubConnection<String, byte[]> connection;
  private final boolean sharded;

  /** What a connection hears; called on the driver's threads. */
  interface Ear {
    void heard(String channel, byte[] message);

    /** From now on the channel is heard. */
    void subscribed(String channel);

    /** Asked for or not, the channel is no longer heard. */
    void unsubscribed(String channel);

    void lost();
  }

  /**
   * @param sharded whether the channels belong to slots
   */
  Subscriber(StatefulRedisPubSubConnection<String, byte[]> connection, boolean sharded, Ear ear) {
    this.connection = connection;
    this.sharded = sharded;
    connection.setAutoFlushCommands(false);
    connection.addListener(new Told(ear));
    connection.addListener(
        new RedisConnectionStateListener() {
          @Override
          public void onRedisDisconnected(RedisChannelHandler<?, ?> gone) {
            ear.lost();
          }
        });
    if (!connection.isOpen()) {
      ear.lost();
    }
  }

  /**
   * Asks to hear channels, which are of one slot where they belong to slots; sent with the next
   * {@link #flush}. Fails where the server refuses it.
   */
  CompletionStage<Void> subscribe(List<String> channels) {
    String[] names = channels.toArray(String[]::new);
    return sharded ? commands().ssubscribe(names) : commands().subscribe(names);
  }

  /** Asks to hear them no longer. */
  CompletionStage<Void> unsubscribe(List<String> channels) {
    String[] names = channels.toArray(String[]::new);
    return sharded ? commands().sunsubscribe(names) : commands().unsubscribe(names);
  }

  void flush() {
    connection.flushCommands();
  }

  CompletionStage<Void> close() {
    return connection.closeAsync();
  }

  private RedisPubSubAsyncCommands<String, byte[]> commands() {
    return connection.async();
  }

  /** The driver's names for the same things. */
  private static final class Told extends RedisPubSubAdapter<String, byte[]> {
    private final Ear ear;

    private Told(Ear ear) {
      this.ear = ear;
    }

    @Override
    public void message(String channel, byte[] message) {
      ear.heard(channel, message);
    }

    @Override
    public void smessage(String channel, byte[] message) {
      ear.heard(channel, message);
    }

    @Override
    public void subscribed(String channel, long count) {
      ear.subscribed(channel);
    }

    @Override
    public void ssubscribed(String channel, long count) {
      ear.subscribed(channel);
    }

    @Override
    public void unsubscribed(String channel, long count) {
      ear.unsubscribed(channel);
    }

    @Override
    public void sunsubscribed(String channel, long count) {
      ear.unsubscribed(channel);
    }
  }
}
