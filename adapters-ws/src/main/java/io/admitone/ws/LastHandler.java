package io.admitone.ws;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandler;
import io.netty.util.ReferenceCountUtil;

/**
 * The end of a socket's pipeline: what no subclass cares for goes no further, and all that is
 * written while one batch is read, or in one round of the event loop, leaves in one flush. A socket
 * is its own handler and its own entry on the wheel, so that ten thousand idle ones cost one object
 * each.
 */
abstract class LastHandler extends HeartbeatWheel.Entry implements ChannelInboundHandler {
  private final Channel channel;
  private final SocketLoop loop;
  private boolean reading;
  private boolean flushIsDue;

  /**
   * @param loop of the channel's event loop
   */
  LastHandler(Channel channel, SocketLoop loop) {
    this.channel = channel;
    this.loop = loop;
  }

  final Channel channel() {
    return channel;
  }

  final SocketLoop loop() {
    return loop;
  }

  final ByteBufAllocator alloc() {
    return channel.alloc();
  }

  final void onLoop(Runnable step) {
    if (channel.eventLoop().inEventLoop()) {
      step.run();
    } else {
      channel.eventLoop().execute(step);
    }
  }

  /** From here to the end of the batch nothing is flushed. */
  final void holdFlush() {
    reading = true;
  }

  /** Writes a frame that leaves with the next flush, which is never far. */
  final ChannelFuture write(ByteBuf frame) {
    if (!flushIsDue) {
      flushIsDue = true;
      if (!reading) {
        loop.flushLater(this);
      }
    }
    return channel.write(frame);
  }

  final void flushIfDue() {
    if (flushIsDue) {
      flushIsDue = false;
      channel.flush();
    }
  }

  @Override
  public final void channelReadComplete(ChannelHandlerContext ctx) {
    reading = false;
    flushIfDue();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {}

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {}

  @Override
  public void channelRegistered(ChannelHandlerContext ctx) {}

  @Override
  public void channelUnregistered(ChannelHandlerContext ctx) {}

  @Override
  public void channelActive(ChannelHandlerContext ctx) {}

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    ReferenceCountUtil.release(event);
  }
}
