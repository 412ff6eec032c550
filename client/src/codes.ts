import type { Advice } from "./machine.js";
import type { Classification } from "./types.js";

/** Close codes after which the same would happen again. Compared with `protocol/` in a test. */
const STOP = /^(100[023789]|440[09])$/;

/** The server said that it leaves, or that it is at fault. */
const SERVER = /^(1001|101[123]|4500)$/;

/** What to do after a close code. One that nobody knows is worth another try. */
export const adviceFor = (code: number): Advice =>
  STOP.test(`${code}`) ? "STOP" : code === 4401 ? "NEW_TICKET_ONCE" : "RETRY";

/** What kind of trouble a close code tells of; `live` is whether the hello had come. */
export const classify = (code: number, live: boolean): Classification =>
  code === 1006 && live
    ? "abnormal"
    : code === 4408
      ? "timeout"
      : SERVER.test(`${code}`)
        ? "server_error"
        : /^1006|^44/.test(`${code}`)
          ? "handshake"
          : "unknown";

/**
 * The machine-readable word of a close reason or an error body. Nothing else of such a text is ever
 * shown or logged: it comes from whoever sits between us and the server.
 */
export const word = (text: unknown): string | undefined =>
  typeof text === "string" ? /^[A-Z][A-Z0-9_]{1,63}\b/.exec(text)?.[0] : undefined;
