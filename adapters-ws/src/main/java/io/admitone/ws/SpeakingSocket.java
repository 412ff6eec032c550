package io.admitone.ws;

import io.admitone.application.connection.CloseCode;
import io.admitone.application.connection.Endpoint;
import io.admitone.application.telemetry.MessageLabel;
import io.admitone.application.telemetry.TelemetryEvent.AdviceReason;
import io.admitone.application.telemetry.TelemetryEvent.Closing;
import io.admitone.application.telemetry.TelemetryEvent.ReconnectAdvised;
import io.admitone.application.telemetry.TelemetryEvent.SendFailed;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * What a socket says: messages as long as there is room for them, control frames, and the goodbye
 * once, by whichever side begins it.
 *
 * <p>Only for use on the channel's event loop.
 */
abstract class SpeakingSocket extends LastHandler {
  private static final AtomicIntegerFieldUpdater<SpeakingSocket> HANDED_OVER =
      AtomicIntegerFieldUpdater.newUpdater(SpeakingSocket.class, "handedOver");

  private static final SendFailed SLOW_CONSUMER = new SendFailed(SendFailed.Reason.SLOW_CONSUMER);

  private final Sockets sockets;
  private final Endpoint endpoint;
  private final boolean deflates;
  private Phase phase = Phase.OPEN;
  private Closing closing = Closing.lost();

  /** Bytes of messages that other threads sent and the event loop has not seen. */
  private volatile int handedOver;

  SpeakingSocket(Sockets sockets, Channel channel, Endpoint endpoint) {
    super(channel, sockets.loopOf(channel.eventLoop()));
    this.sockets = sockets;
    this.endpoint = endpoint;
    this.deflates = channel.hasAttr(Deflation.NEGOTIATED);
  }

  /** The deadline that was set while the socket was open. */
  abstract void onDeadline(long now);

  /** The goodbye has begun: nothing more will be listened to. */
  abstract void onGoodbye();

  final Sockets sockets() {
    return sockets;
  }

  final boolean isOpen() {
    return phase == Phase.OPEN;
  }

  /** Whether messages may be compressed, both ways. */
  final boolean deflates() {
    return deflates;
  }

  final void setDeadline(long due) {
    loop().wheel().schedule(this, due);
  }

  /**
   * Sends a message, or throws it away if the goodbye has begun. It begins here if too much waits
   * for the peer already.
   *
   * @return whether it was handed to the channel
   */
  final boolean send(ByteBuf frame, MessageLabel label) {
    return sendEncoded(deflates ? Deflation.ofThisThread().shorten(frame) : frame, label);
  }

  /** Sends a message that other sockets get as well, under the same conditions. */
  final boolean send(SharedFrame message) {
    return sendEncoded(message.forOneSocket(deflates), message.label());
  }

  /** Sends a frame as it is, under the same conditions. */
  final boolean sendEncoded(ByteBuf frame, MessageLabel label) {
    if (!hasRoomFor(frame.readableBytes())) {
      frame.release();
      return false;
    }
    write(frame).addListener(sockets.countIfFailed());
    sockets.record(label.sent());
    return true;
  }

  /** Sends a control frame under the same conditions. */
  final void sendControl(ByteBuf frame) {
    if (hasRoomFor(frame.readableBytes())) {
      write(frame);
    } else {
      frame.release();
    }
  }

  /**
   * Has something sent from any thread. What waits for the event loop counts like what waits for
   * the peer.
   *
   * @param bytes about so many will be sent
   */
  final void sendFromAnywhere(int bytes, Runnable step) {
    if (channel().eventLoop().inEventLoop()) {
      step.run();
      return;
    }
    int waiting = HANDED_OVER.addAndGet(this, bytes);
    boolean tooMuch = waiting > bytes && waiting > sockets.policy().limits().sendQueueBytes();
    channel()
        .eventLoop()
        .execute(
            () -> {
              HANDED_OVER.addAndGet(this, -bytes);
              if (tooMuch) {
                giveUpOnSlowPeer();
              } else {
                step.run();
              }
            });
  }

  /**
   * Tells the page why it is not let in, and says goodbye. At the legacy door only the close code
   * tells: its pages take every message for an echo.
   */
  final void turnAway(CloseCode why) {
    if (endpoint != Endpoint.LEGACY) {
      Optional<Duration> retryAfter = sockets.retryAfter(why);
      send(Messages.refusal(alloc(), endpoint, why, retryAfter, sockets.now()), MessageLabel.ERROR);
      retryAfter.ifPresent(time -> sockets.record(new ReconnectAdvised(AdviceReason.of(why))));
    }
    sayGoodbye(why);
  }

  /** Begins the closing handshake; does nothing if the goodbye has begun. */
  final void sayGoodbye(CloseCode why) {
    endWith(why, ignored -> {});
  }

  /** Says goodbye to a peer that cannot be understood any more, not even when it answers. */
  final void breakOff(CloseCode why) {
    endWith(why, HalfClose.AFTER_WRITE);
  }

  /**
   * Answers the peer's goodbye.
   *
   * @param code of its close frame; negative if it gave none
   */
  final void answerGoodbye(int code) {
    boolean hasCode = code >= 0;
    beginClosing(Closing.byClient(hasCode ? code : CloseCode.NO_STATUS));
    ByteBuf answer = hasCode ? Frames.close(alloc(), code, "") : Frames.closeWithoutCode(alloc());
    channel().writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
  }

  /**
   * Notes that the connection is gone.
   *
   * @return how it ended; empty if that was noted before
   */
  final Optional<Closing> end() {
    if (phase == Phase.GONE) {
      return Optional.empty();
    }
    phase = Phase.GONE;
    loop().wheel().cancel(this);
    return Optional.of(closing);
  }

  @Override
  final void due(long now) {
    if (phase == Phase.OPEN) {
      onDeadline(now);
    } else {
      channel().close();
    }
  }

  private boolean hasRoomFor(int bytes) {
    if (phase != Phase.OPEN) {
      return false;
    }
    boolean room = SendQueue.hasRoom(channel(), bytes, sockets.policy().limits().sendQueueBytes());
    if (!room) {
      giveUpOnSlowPeer();
    }
    return room;
  }

  private void giveUpOnSlowPeer() {
    if (phase == Phase.OPEN) {
      sockets.record(SLOW_CONSUMER);
      sayGoodbye(CloseCode.SLOW_CONSUMER);
    }
  }

  private void endWith(CloseCode why, ChannelFutureListener then) {
    if (phase == Phase.OPEN) {
      beginClosing(Closing.byServer(why));
      channel().writeAndFlush(Frames.close(alloc(), why.code(), why.reason())).addListener(then);
      channel().config().setAutoRead(true);
    }
  }

  private void beginClosing(Closing how) {
    phase = Phase.CLOSING;
    closing = how;
    onGoodbye();
    setDeadline(sockets.nanoTime() + sockets.policy().closeTimeout().toNanos());
  }

  /** A socket says goodbye at most once, and never speaks after it. */
  private enum Phase {
    OPEN,
    CLOSING,
    GONE
  }
}
