package io.admitone.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeflateOfferTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "permessage-deflate",
        "permessage-deflate; client_max_window_bits",
        "Permessage-Deflate ;client_max_window_bits = 10; server_no_context_takeover",
        "permessage-deflate; server_max_window_bits=15; client_no_context_takeover",
        "x-webkit-deflate-frame, permessage-deflate; client_max_window_bits=\"15\"",
        "permessage-deflate; server_max_window_bits=8, permessage-deflate"
      })
  void acceptsWhatItCanSpeak(String offer) {
    assertThat(DeflateOffer.isAcceptable(offered(offer))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ",;,",
        "permessage-bzip2",
        "permessage-deflate; server_max_window_bits=8",
        "permessage-deflate; server_max_window_bits",
        "permessage-deflate; client_max_window_bits=7",
        "permessage-deflate; client_max_window_bits=16",
        "permessage-deflate; unknown",
        "permessage-deflate; client_no_context_takeover=1",
        "permessage-deflate; client_no_context_takeover; client_no_context_takeover",
        "permessage-deflate; client_max_window_bits=9; client_max_window_bits=10"
      })
  void declinesWhatItCannot(String offer) {
    assertThat(DeflateOffer.isAcceptable(offered(offer))).isFalse();
  }

  @Test
  void looksAtEveryHeader() {
    HttpHeaders headers = offered("x-other");
    headers.add("Sec-WebSocket-Extensions", "permessage-deflate");

    assertThat(DeflateOffer.isAcceptable(headers)).isTrue();
    assertThat(DeflateOffer.isAcceptable(new DefaultHttpHeaders())).isFalse();
  }

  private static HttpHeaders offered(String offer) {
    return new DefaultHttpHeaders().add("Sec-WebSocket-Extensions", offer);
  }
}
