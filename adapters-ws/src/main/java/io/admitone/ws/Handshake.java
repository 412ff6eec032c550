package io.admitone.ws;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The opening handshake of RFC 6455 section 4.2. The answer is written here and not by a library,
 * because it has to leave together with the hello that follows it.
 */
final class Handshake {
  static final String TRACE_ID = "X-Trace-Id";
  static final String TRACEPARENT = "traceparent";

  private static final String VERSION = "13";
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  /** 16 bytes in base64: the last of 22 digits has only its two highest bits to say. */
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9+/]{21}[AQgw]==");

  private Handshake() {}

  /** What is wrong with a request that should be a handshake; empty if nothing is. */
  static Optional<UpgradeRefusal> faultOf(HttpRequest request) {
    if (!isUpgrade(request) || !hasOneKey(request.headers())) {
      return Optional.of(UpgradeRefusal.BAD_HANDSHAKE);
    }
    List<String> versions = request.headers().getAll(HttpHeaderNames.SEC_WEBSOCKET_VERSION);
    if (versions.size() != 1) {
      return Optional.of(UpgradeRefusal.BAD_HANDSHAKE);
    }
    return versions.get(0).equals(VERSION)
        ? Optional.empty()
        : Optional.of(UpgradeRefusal.UNSUPPORTED_WEBSOCKET_VERSION);
  }

  /**
   * The answer that accepts a handshake without {@linkplain #faultOf fault}.
   *
   * @param subprotocol the one that was selected, if any
   * @param deflates whether compression is agreed to
   */
  static FullHttpResponse accept(
      HttpRequest request, Optional<String> subprotocol, boolean deflates, String traceId) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS, Unpooled.EMPTY_BUFFER);
    String key = request.headers().get(HttpHeaderNames.SEC_WEBSOCKET_KEY);
    response
        .headers()
        .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
        .set(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT, acceptKey(key))
        .set(TRACE_ID, traceId);
    subprotocol.ifPresent(
        name -> response.headers().set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, name));
    if (deflates) {
      response.headers().set(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS, DeflateOffer.ANSWER);
    }
    return response;
  }

  private static boolean isUpgrade(HttpRequest request) {
    HttpHeaders headers = request.headers();
    return request.decoderResult().isSuccess()
        && request.method().equals(HttpMethod.GET)
        && request.protocolVersion().equals(HttpVersion.HTTP_1_1)
        && headers.getAll(HttpHeaderNames.HOST).size() == 1
        && headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
        && headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
        && !announcesBody(request);
  }

  private static boolean announcesBody(HttpRequest request) {
    String length = request.headers().get(HttpHeaderNames.CONTENT_LENGTH, "0");
    return HttpUtil.isTransferEncodingChunked(request) || !length.equals("0");
  }

  private static boolean hasOneKey(HttpHeaders headers) {
    List<String> keys = headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_KEY);
    return keys.size() == 1 && KEY.matcher(keys.get(0)).matches();
  }

  private static String acceptKey(String key) {
    byte[] hash = sha1().digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
    return Base64.getEncoder().encodeToString(hash);
  }

  private static MessageDigest sha1() {
    try {
      return MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }
}
