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
 * written while one batch is read leaves in one flush. A socket is its own handler and its own
 * entry on the wheel, so that ten thousand idle ones cost one object each.
 */
abstract class LastHandler extends HeartbeatWheel.Entry implements ChannelInboundHandler {
  private final Channel channel;
  private boolean reading;
  private boolean flushIsDue;

  LastHandler(Channel channel) {
    this.channel = channel;
  }

  final Channel channel() {
    return channel;
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

  final ChannelFuture write(ByteBuf frame) {
    if (reading) {
      flushIsDue = true;
      return channel.write(frame);
    }
    return channel.writeAndFlush(frame);
  }

  @Override
  public final void channelReadComplete(ChannelHandlerContext ctx) {
    reading = false;
    if (flushIsDue) {
      flushIsDue = false;
      channel.flush();
    }
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
