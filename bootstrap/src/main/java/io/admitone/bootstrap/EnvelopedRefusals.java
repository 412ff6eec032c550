package io.admitone.bootstrap;

import io.admitone.http.ErrorAnswer;
import io.admitone.http.ErrorAnswers;
import io.admitone.http.ErrorCode;
import io.admitone.ws.UpgradeRefusal;
import io.admitone.ws.UpgradeRefusals;
import java.util.Optional;

/** Refused upgrades answer like every other refused request. */
final class EnvelopedRefusals implements UpgradeRefusals {
  private final ErrorAnswers errors;

  EnvelopedRefusals(ErrorAnswers errors) {
    this.errors = errors;
  }

  @Override
  public Answer answer(UpgradeRefusal why, String traceId) {
    ErrorAnswer answer = errors.refuse(codeOf(why), traceId, Optional.empty());
    return new Answer(answer.status(), answer.headers(), answer.body());
  }

  static ErrorCode codeOf(UpgradeRefusal why) {
    return switch (why) {
      case BAD_HANDSHAKE -> ErrorCode.BAD_HANDSHAKE;
      case UNSUPPORTED_WEBSOCKET_VERSION -> ErrorCode.UNSUPPORTED_WEBSOCKET_VERSION;
      case ORIGIN_NOT_ALLOWED -> ErrorCode.ORIGIN_NOT_ALLOWED;
      case DRAINING -> ErrorCode.DRAINING;
      case SERVER_FULL -> ErrorCode.SERVER_FULL;
    };
  }
}
