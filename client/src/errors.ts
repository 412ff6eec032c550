/** Anything that went wrong, by a stable code. Its message carries no ticket and no token. */
export class AdmitOneError extends Error {
  override readonly name = "AdmitOneError";
  /**
   * Of the server, such as `ROOM_FORBIDDEN`, `MISSING_SESSION` or `SESSION_REVOKED`, or of the
   * client: `NOT_CONNECTED`, `CONNECTION_LOST`, `TIMEOUT`, `ABORTED`, `QUEUE_FULL`, `EXPIRED`,
   * `CLOSED`, `NOT_SUPPORTED`, `PAYLOAD_TOO_LARGE`.
   */
  declare readonly code: string;
  /** Whether the same again may succeed later. */
  declare readonly retryable: boolean;

  constructor(code: string, retryable = false) {
    super(code);
    this.code = code;
    this.retryable = retryable;
  }
}
