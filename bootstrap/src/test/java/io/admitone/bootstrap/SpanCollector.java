package io.admitone.bootstrap;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.zip.GZIPInputStream;

/**
 * A collector that takes spans over OTLP with HTTP and protobuf, and reads of them what it needs.
 */
final class SpanCollector implements AutoCloseable {
  private static final int BYTES = 2;

  private final List<ReceivedSpan> spans = new CopyOnWriteArrayList<>();
  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  /** Ids are hex digits; the parent's is empty for the beginning of a trace. */
  record ReceivedSpan(String traceId, String spanId, String parentId, String name) {}

  SpanCollector() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/traces", this::take);
    server.start();
  }

  String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  List<ReceivedSpan> spans() {
    return spans;
  }

  /** All that was received, as characters, to look for what must not be in it. */
  String everything() {
    return String.join("\n", bodies);
  }

  private void take(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    if ("gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))) {
      body = new GZIPInputStream(new java.io.ByteArrayInputStream(body)).readAllBytes();
    }
    bodies.add(new String(body, StandardCharsets.ISO_8859_1));
    // Request, resource spans, scope spans, span: fields 1, 2 and 2 of their messages.
    for (ByteBuffer resource : messages(ByteBuffer.wrap(body), 1)) {
      for (ByteBuffer scope : messages(resource, 2)) {
        messages(scope, 2).forEach(span -> spans.add(read(span)));
      }
    }
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
  }

  private static ReceivedSpan read(ByteBuffer span) {
    String[] fields = {"", "", "", "", "", ""};
    walk(
        span,
        (number, value) -> {
          if (number <= 5) {
            fields[number] =
                number == 5
                    ? StandardCharsets.UTF_8.decode(value).toString()
                    : HexFormat.of().formatHex(bytes(value));
          }
        });
    return new ReceivedSpan(fields[1], fields[2], fields[4], fields[5]);
  }

  private static List<ByteBuffer> messages(ByteBuffer message, int field) {
    List<ByteBuffer> found = new ArrayList<>();
    walk(
        message,
        (number, value) -> {
          if (number == field) {
            found.add(value);
          }
        });
    return found;
  }

  /** Walks through a protobuf message and shows its fields that are bytes. */
  private static void walk(ByteBuffer message, BiConsumer<Integer, ByteBuffer> bytesField) {
    ByteBuffer left = message.duplicate().order(java.nio.ByteOrder.LITTLE_ENDIAN);
    while (left.hasRemaining()) {
      long key = varint(left);
      int type = (int) key & 7;
      if (type == BYTES) {
        int length = (int) varint(left);
        bytesField.accept((int) key >>> 3, left.slice(left.position(), length));
        left.position(left.position() + length);
      } else if (type == 0) {
        varint(left);
      } else {
        left.position(left.position() + (type == 1 ? 8 : 4));
      }
    }
  }

  private static long varint(ByteBuffer from) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = from.get();
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }

  private static byte[] bytes(ByteBuffer value) {
    byte[] bytes = new byte[value.remaining()];
    value.duplicate().get(bytes);
    return bytes;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
