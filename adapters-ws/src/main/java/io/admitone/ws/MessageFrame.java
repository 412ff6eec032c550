package io.admitone.ws;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * A message to a client while it is written, field by field, straight into its frame. Names are
 * ours and ASCII; values are escaped where they may come from outside.
 */
final class MessageFrame {
  private final ByteBuf frame;

  private MessageFrame(ByteBuf frame) {
    this.frame = frame;
  }

  /** Begins with what every message has. */
  static MessageFrame of(ByteBufAllocator alloc, String type, Instant timestamp) {
    MessageFrame message = new MessageFrame(Frames.beginText(alloc));
    message.ascii("{\"type\":").string(type);
    return message.field("timestamp", timestamp);
  }

  MessageFrame field(String name, String value) {
    return name(name).string(value);
  }

  /** A value that cannot need escaping, such as an id of a closed alphabet. */
  MessageFrame plainField(String name, String value) {
    return name(name).ascii("\"").ascii(value).ascii("\"");
  }

  MessageFrame field(String name, long value) {
    return name(name).ascii(Long.toString(value));
  }

  MessageFrame field(String name, Instant value) {
    name(name).ascii("\"");
    Timestamps.write(frame, value);
    return ascii("\"");
  }

  /** A value that is JSON already. */
  MessageFrame jsonField(String name, String json) {
    name(name);
    ByteBufUtil.writeUtf8(frame, json);
    return this;
  }

  /** A value that is JSON already, byte for byte; the buffer stays the caller's. */
  MessageFrame jsonField(String name, ByteBuf json) {
    name(name);
    frame.writeBytes(json, json.readerIndex(), json.readableBytes());
    return this;
  }

  /** A value that is JSON already, byte for byte. */
  MessageFrame jsonField(String name, ByteBuffer json) {
    name(name);
    frame.writeBytes(json);
    return this;
  }

  /** Parts of a nested value, for whoever knows what belongs between them. */
  MessageFrame raw(String json) {
    return ascii(json);
  }

  /** A field right after a brace or a comma. */
  MessageFrame firstField(String name, String value) {
    return ascii("\"").ascii(name).ascii("\":").string(value);
  }

  /** The end of a nested object. */
  MessageFrame endObject() {
    return ascii("}");
  }

  /** Fields that are JSON already: an object's text between its braces, or nothing. */
  MessageFrame jsonFields(String fields) {
    if (!fields.isEmpty()) {
      ascii(",");
      ByteBufUtil.writeUtf8(frame, fields);
    }
    return this;
  }

  /** The frame, ready to be sent. */
  ByteBuf end() {
    return Frames.endText(ascii("}").frame);
  }

  private MessageFrame name(String name) {
    return ascii(",\"").ascii(name).ascii("\":");
  }

  private MessageFrame string(String value) {
    StringBuilder escaped = new StringBuilder(value.length() + 2).append('"');
    JsonStringEncoder.getInstance().quoteAsString(value, escaped);
    ByteBufUtil.writeUtf8(frame, escaped.append('"'));
    return this;
  }

  private MessageFrame ascii(String text) {
    ByteBufUtil.writeAscii(frame, text);
    return this;
  }
}
