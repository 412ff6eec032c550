package io.admitone.ws;

import io.admitone.application.connection.CloseCode;
import io.admitone.application.connection.Connection;
import io.admitone.application.connection.ConnectionActivity;
import io.admitone.application.connection.ConnectionInfo;
import io.admitone.application.connection.Endpoint;
import io.admitone.application.telemetry.MessageLabel;
import io.admitone.application.telemetry.TelemetryEvent.Closing;
import io.admitone.application.telemetry.TelemetryEvent.ConnectionClosed;
import io.admitone.application.telemetry.TelemetryEvent.ConnectionOpened;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;

/**
 * A socket with somebody on the other end: counted, watched for signs of life, and reported to
 * telemetry once when it opens and once when it is gone.
 */
abstract class AdmittedSocket extends FramedSocket implements Connection {
  private final ConnectionInfo info;
  private final long admittedAt;
  private boolean opened;

  /** Written on the event loop alone, and read by whoever looks at the socket from outside. */
  private volatile long messagesIn;

  private volatile long messagesOut;
  private long lastSignOfLife;

  /** The state of the bucket from which each message takes a token. */
  private long messagesFullAt;

  private long nextHeartbeat;
  private long retiresAt;
  private boolean suspected;

  AdmittedSocket(Sockets sockets, Channel channel, ConnectionInfo info) {
    super(sockets, channel, info.endpoint());
    this.info = info;
    this.admittedAt = sockets.nanoTime();
  }

  /** The first words, if the door has any. */
  abstract void greet();

  /** One beat, as this door's peers understand it. */
  abstract void beat();

  /** The socket is as old as it may become: it goes, and is asked to come back. */
  abstract void retire();

  /** The socket is gone; what it took part in goes on without it. */
  void onLeft() {}

  /** A message that is known to be text; already counted. */
  abstract void onMessage(ByteBuf text);

  @Override
  public final ConnectionInfo info() {
    return info;
  }

  @Override
  public final ConnectionActivity activity() {
    return new ConnectionActivity(Duration.ofNanos(uptimeNanos()), messagesIn, messagesOut);
  }

  @Override
  public final void close(CloseCode code) {
    onLoop(() -> sayGoodbye(code));
  }

  /**
   * Begins the socket's life.
   *
   * @param askedAt when its upgrade request arrived, in nanoseconds of the monotonic clock
   */
  final void open(long askedAt) {
    greet();
    opened = true;
    long greetedAt = sockets().nanoTime();
    lastSignOfLife = greetedAt;
    messagesFullAt = greetedAt;
    nextHeartbeat = greetedAt + sockets().nanosToFirstHeartbeat();
    retiresAt = greetedAt + sockets().nanosToRetirement();
    awaitNext();
    sockets().record(new ConnectionOpened(info, Duration.ofNanos(greetedAt - askedAt)));
    // The store may have gone after those were told who were there.
    tellStoreMode();
  }

  @Override
  final void onText(ByteBuf text) {
    messagesIn++;
    signOfLife();
    if (isInTime()) {
      onMessage(text);
    } else {
      onTooFast(text);
    }
  }

  @Override
  final void onDeadline(long now) {
    if (now - lastSignOfLife >= sockets().policy().longestSilence().toNanos()) {
      onSilence(now);
      return;
    }
    if (now - retiresAt >= 0) {
      retire();
      return;
    }
    suspected = false;
    if (now - nextHeartbeat >= 0) {
      beat();
      long planned = nextHeartbeat + intervalNanos();
      nextHeartbeat = planned - now > 0 ? planned : now + intervalNanos();
    }
    awaitNext();
  }

  @Override
  final void onGone(Closing how) {
    sockets().connections().remove(this);
    onLeft();
    if (opened) {
      sockets()
          .record(
              new ConnectionClosed(
                  info, how, Duration.ofNanos(uptimeNanos()), messagesIn, messagesOut));
    }
  }

  final void sendMessage(ByteBuf frame, MessageLabel label) {
    countIfSent(send(frame, label));
  }

  /** Sends a message that other sockets get as well; it stays the caller's. */
  final void sendShared(SharedFrame message) {
    countIfSent(send(message));
  }

  /**
   * Sends what other sockets get as well, if the peer understands messages. From any thread.
   *
   * @param message stays the caller's
   * @throws RejectedExecutionException if the event loop takes nothing more
   */
  final void tell(SharedFrame message) {
    if (info.endpoint() == Endpoint.LEGACY) {
      return;
    }
    ByteBuf mine = message.forOneSocket(deflates());
    try {
      onLoop(() -> countIfSent(sendEncoded(mine, message.label())));
    } catch (RejectedExecutionException e) {
      mine.release();
      throw e;
    }
  }

  /** The store was lost or is back; may be called when it is neither. From any thread. */
  final void storeModeChanged() {
    onLoop(this::tellStoreMode);
  }

  /** Tells the peer whether the store is there, if it was told otherwise. */
  void tellStoreMode() {}

  /**
   * A message came faster than messages may, and is dropped: whoever has something to say to its
   * sender says it here, and the others end the socket.
   *
   * @param text only lent
   */
  void onTooFast(ByteBuf text) {
    sockets().record(MessageLabel.OTHER.received());
    sayGoodbye(CloseCode.POLICY_VIOLATION);
  }

  private void countIfSent(boolean sent) {
    if (sent) {
      messagesOut++;
    }
  }

  private boolean isInTime() {
    long before = messagesFullAt;
    messagesFullAt = sockets().messageBucket().take(before, lastSignOfLife);
    return messagesFullAt != before
        && (info.grant().isEmpty()
            || sockets().sessionRate().allows(info.grant().get().identity().session()));
  }

  final void signOfLife() {
    lastSignOfLife = sockets().nanoTime();
  }

  final long messagesIn() {
    return messagesIn;
  }

  final long messagesOut() {
    return messagesOut;
  }

  final long uptimeNanos() {
    return sockets().nanoTime() - admittedAt;
  }

  /**
   * A process that stood still finds every peer silent. So a verdict is given a second look one
   * tick later, after the event loop has read what had arrived meanwhile.
   */
  private void onSilence(long now) {
    if (suspected) {
      sayGoodbye(CloseCode.HEARTBEAT_TIMEOUT);
    } else {
      suspected = true;
      setDeadline(now);
    }
  }

  /** The next beat, the end of patience or of the socket's time, whichever comes first. */
  private void awaitNext() {
    long patience = lastSignOfLife + sockets().policy().longestSilence().toNanos();
    setDeadline(earlier(earlier(nextHeartbeat, patience), retiresAt));
  }

  /** The clock may overflow between the two. */
  private static long earlier(long one, long other) {
    return one - other < 0 ? one : other;
  }

  private long intervalNanos() {
    return sockets().policy().heartbeatInterval().toNanos();
  }
}
