package io.admitone.http.token;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The keys that may have signed a token. Never blocks; safe for use by many threads. */
interface Keys extends AutoCloseable {
  /**
   * @return the candidates, none where nobody has such a key; fails with {@link
   *     KeysUnavailableException} where nobody can say
   */
  CompletionStage<List<JWSVerifier>> candidates(JWSHeader header);

  @Override
  void close();
}
