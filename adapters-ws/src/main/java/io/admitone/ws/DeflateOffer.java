package io.admitone.ws;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What clients offer in {@code Sec-WebSocket-Extensions}, and what is answered (RFC 7692). */
final class DeflateOffer {
  /** Neither side remembers anything between two messages; a client must accept both. */
  static final String ANSWER =
      "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

  private static final String NAME = "permessage-deflate";
  private static final Pattern FLAG = Pattern.compile("(server|client)_no_context_takeover");
  private static final Pattern CLIENT_WINDOW =
      Pattern.compile("client_max_window_bits(=\"?(8|9|1[0-5])\"?)?");

  /** The JDK compresses with the largest window and no other. */
  private static final Pattern SERVER_WINDOW = Pattern.compile("server_max_window_bits=\"?15\"?");

  private DeflateOffer() {}

  /** Whether one of the offers is permessage-deflate as it can be spoken here. */
  static boolean isAcceptable(HttpHeaders headers) {
    return headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS).stream()
        .flatMap(header -> Arrays.stream(header.split(",")))
        .map(DeflateOffer::parts)
        .anyMatch(DeflateOffer::isAcceptable);
  }

  private static List<String> parts(String offer) {
    return Arrays.stream(offer.split(";", -1))
        .map(part -> part.replaceAll("\\s", "").toLowerCase(Locale.ROOT))
        .toList();
  }

  /** An offer with a parameter that is unknown, doubled or out of bounds is declined as a whole. */
  private static boolean isAcceptable(List<String> offer) {
    Set<String> names = new HashSet<>();
    List<String> parameters = offer.subList(1, offer.size());
    return offer.get(0).equals(NAME)
        && parameters.stream().allMatch(DeflateOffer::isKnown)
        && parameters.stream().allMatch(parameter -> names.add(parameter.split("=")[0]));
  }

  private static boolean isKnown(String parameter) {
    return FLAG.matcher(parameter).matches()
        || CLIENT_WINDOW.matcher(parameter).matches()
        || SERVER_WINDOW.matcher(parameter).matches();
  }
}
