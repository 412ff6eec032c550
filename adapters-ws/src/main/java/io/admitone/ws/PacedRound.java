package io.admitone.ws;

import io.admitone.application.connection.Connection;
import io.netty.channel.EventLoop;
import java.util.Iterator;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Something that is to be done with every socket, some of them at a time. Between two helpings the
 * event loops do what else they have to do, so that a ping beside a word to ten thousand waits for
 * a hundred of them at most. The steps follow one another.
 */
final class PacedRound implements Runnable {
  private static final int HELPING = 100;
  private static final long PAUSE_MS = 2;

  private final Iterator<Connection> left;
  private final Consumer<AdmittedSocket> step;
  private final Runnable atEnd;

  /**
   * @param step may be called on any thread
   * @param atEnd called once, when all have had their turn or the process stops
   */
  PacedRound(Iterable<Connection> all, Consumer<AdmittedSocket> step, Runnable atEnd) {
    this.left = all.iterator();
    this.step = step;
    this.atEnd = atEnd;
  }

  /** Begins, and returns after the first helping. */
  @Override
  public void run() {
    boolean goesOn = false;
    try {
      goesOn = nextHelping();
    } catch (RejectedExecutionException e) {
      // The event loops stop, and every socket with them.
    } finally {
      if (!goesOn) {
        atEnd.run();
      }
    }
  }

  private boolean nextHelping() {
    EventLoop loop = null;
    for (int looked = 0; left.hasNext() && (looked < HELPING || loop == null); looked++) {
      if (left.next() instanceof AdmittedSocket socket) {
        loop = socket.channel().eventLoop();
        step.accept(socket);
      }
    }
    if (loop == null || !left.hasNext()) {
      return false;
    }
    loop.schedule(this, PAUSE_MS, TimeUnit.MILLISECONDS);
    return true;
  }
}
