package io.admitone.http.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The one key that both sides know. */
final class SecretKeys implements Keys {
  private final CompletionStage<List<JWSVerifier>> only;

  SecretKeys(SharedSecret secret) {
    try {
      only = CompletableFuture.completedFuture(List.of(new MACVerifier(secret.key())));
    } catch (JOSEException e) {
      throw new IllegalStateException("a secret of legal length is refused", e);
    }
  }

  @Override
  public CompletionStage<List<JWSVerifier>> candidates(JWSHeader header) {
    return only;
  }

  @Override
  public void close() {
    // Nothing to let go.
  }
}
