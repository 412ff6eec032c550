import type { Advice } from "./machine.js";
import type { Classification } from "./types.js";

/** Close codes after which the same would happen again. Compared with `protocol/` in a test. */
const STOP = [1000, 1002, 1003, 1007, 1008, 1009, 4400, 4409];

const LEFT_BY_SERVER = [1001, 1011, 1012, 1013, 4500];

/** What to do after a close code. One that nobody knows is worth another try. */
export const adviceFor = (code: number): Advice =>
  STOP.includes(code) ? "STOP" : code === 4401 ? "NEW_TICKET_ONCE" : "RETRY";

/** What kind of trouble a close code tells of; `live` is whether the hello had come. */
export const classify = (code: number, live: boolean): Classification =>
  code === 1006
    ? live
      ? "abnormal"
      : "handshake"
    : code === 4408
      ? "timeout"
      : LEFT_BY_SERVER.includes(code)
        ? "server_error"
        : code >= 4400 && code < 4430
          ? "handshake"
          : "unknown";

/**
 * The machine-readable word of a close reason or an error body. Nothing else of such a text is ever
 * shown or logged: it comes from whoever sits between us and the server.
 */
export const word = (text: unknown): string | undefined =>
  typeof text === "string" ? /^[A-Z][A-Z0-9_]{1,63}\b/.exec(text)?.[0] : undefined;

/** The reason of a close, in a word. */
export const reasonOf = (code: number, reason: string): string =>
  word(reason) ?? (code === 1006 ? "ABNORMAL" : `CLOSE_${code}`);
