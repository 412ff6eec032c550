package io.admitone.ws.offending;

import io.admitone.http.ErrorCode;

/** Breaks a rule, so that the rule can be seen to fail. */
final class KnowsHttp {
  ErrorCode full() {
    return ErrorCode.SERVER_FULL;
  }
}
