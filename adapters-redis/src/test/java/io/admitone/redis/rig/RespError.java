package io.admitone.redis.rig;

/** A server's refusal, in its own words: {@code READONLY You can't write against ...}. */
public final class RespError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RespError(String words) {
    super(words);
  }
}
