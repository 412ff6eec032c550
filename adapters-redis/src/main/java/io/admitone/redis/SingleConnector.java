package io.admitone.redis;

import io.lettuce.core.RedisURI;
import java.util.concurrent.CompletionStage;

/**
 * Connects with one server, or with the one that Sentinel says is master now: it is asked anew at
 * each try.
 */
final class SingleConnector implements Connector {
  private final Lettuce lettuce;
  private final RedisURI uri;
  private final RedisClock clock;
  private final RedisKeys.Probe probe;

  SingleConnector(Lettuce lettuce, RedisURI uri, RedisClock clock, String process) {
    this.lettuce = lettuce;
    this.uri = uri;
    this.clock = clock;
    this.probe = new RedisKeys.Probe(process, 0);
  }

  @Override
  public CompletionStage<Session> open() {
    return Node.open(lettuce, uri, clock, probe).thenApply(SingleSession::new);
  }

  @Override
  public void close() {
    lettuce.close();
  }
}
