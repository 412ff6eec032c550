package io.admitone.ws;

import io.admitone.application.connection.Connection;
import io.admitone.application.operator.Broadcaster;
import io.admitone.application.telemetry.MessageLabel;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.EventLoop;
import jakarta.inject.Singleton;
import java.util.Iterator;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Tells all sockets one thing: encoded once, its bytes shared, some sockets at a time. Between two
 * helpings the event loops do what else they have to do, so that a ping beside a broadcast to ten
 * thousand waits for a hundred of them at most. Thread-safe.
 */
@Singleton
final class PacedBroadcast implements Broadcaster {
  private static final int HELPING = 100;
  private static final long PAUSE_MS = 2;

  private final Sockets sockets;

  PacedBroadcast(Sockets sockets) {
    this.sockets = sockets;
  }

  @Override
  public int tellAll(String data) {
    int open = sockets.connections().count();
    // Of no event loop's pool: all of them give it back.
    ByteBuf frame = Messages.broadcast(UnpooledByteBufAllocator.DEFAULT, data, sockets.now());
    new Round(frame, sockets.connections().all().iterator()).run();
    return open;
  }

  /** One broadcast on its way through the sockets. Its steps follow one another. */
  private static final class Round implements Runnable {
    private final ByteBuf frame;
    private final Iterator<Connection> left;

    private Round(ByteBuf frame, Iterator<Connection> left) {
      this.frame = frame;
      this.left = left;
    }

    @Override
    public void run() {
      boolean goesOn = false;
      try {
        goesOn = tellSome();
      } catch (RejectedExecutionException e) {
        // The event loops stop, and every socket with them.
      } finally {
        if (!goesOn) {
          frame.release();
        }
      }
    }

    private boolean tellSome() {
      EventLoop loop = null;
      for (int looked = 0; left.hasNext() && (looked < HELPING || loop == null); looked++) {
        if (left.next() instanceof AdmittedSocket socket) {
          loop = socket.channel().eventLoop();
          socket.tell(frame, MessageLabel.BROADCAST);
        }
      }
      if (loop == null || !left.hasNext()) {
        return false;
      }
      loop.schedule(this, PAUSE_MS, TimeUnit.MILLISECONDS);
      return true;
    }
  }
}
