import { AdmitOneError } from "./errors.js";
import type { Inside, Message, QueueOptions, RequestOptions } from "./types.js";

/** Refused for the moment only. */
const PASSING = [
  "STORE_UNAVAILABLE",
  "RATE_LIMITED",
  "TIMEOUT",
  "CONNECTION_LOST",
  "NOT_CONNECTED",
];

const ANSWER_MS = 10_000;

/** The server's own word for it. */
const TOO_LARGE = "PAYLOAD_TOO_LARGE";

/** The error of a code, which knows whether the same may succeed later. */
export const failure = (code: string): AdmitOneError =>
  new AdmitOneError(code, PASSING.includes(code));

/** A message with an answer to come. */
export interface Question extends RequestOptions {
  readonly reply: (answer: Message) => void;
  readonly fail: (error: AdmitOneError) => void;
  /** Whether it may wait for a connection. */
  readonly queued?: boolean;
  /** Whether it may go out again when its answer was lost: it has an id that makes that safe. */
  readonly resend?: boolean;
}

/**
 * Questions that wait for a connection, in order, or for their answers. Those that wait for a
 * connection are bounded in number and in age.
 */
export interface Outbox {
  ask(message: Message, question: Question): void;
  /** Whether the message was the answer to a question. */
  settle(message: Message): boolean;
  /** Sends what waits, oldest first; what has waited too long is given up. */
  flush(): void;
  /** The connection is gone, and with it the answers that were to come. */
  lost(): void;
  close(): void;
}

interface Entry {
  readonly text: string;
  readonly bornAt: number;
  readonly question: Question;
  readonly forget: () => void;
  sent: boolean;
}

export function outboxOf(
  { environment: { clock }, transmit, fits }: Inside,
  queue: Required<QueueOptions> | undefined,
): Outbox {
  const entries = new Map<string, Entry>();
  let count = 0;
  let closed = false;

  const fail = (id: string, code: string) => {
    const entry = entries.get(id);
    entry?.forget();
    entry?.question.fail(failure(code));
  };

  const failAll = (code: string, which: (entry: Entry) => boolean) => {
    for (const [id, entry] of [...entries]) {
      if (which(entry)) {
        fail(id, code);
      }
    }
  };

  const expire = () => {
    const oldest = clock.now() - (queue?.maxAgeMs ?? 0);
    failAll("EXPIRED", ({ sent, bornAt }) => !sent && bornAt < oldest);
  };

  const isFull = () => {
    expire();
    return entries.size >= (queue?.max ?? 0);
  };

  const mayReturn = ({ question }: Entry) => !!(queue && question.resend);

  return {
    ask(message, question) {
      const { signal, queued } = question;
      const id = `${++count}`;
      const text = JSON.stringify({ ...message, id });
      const hopeless = closed
        ? "CLOSED"
        : signal?.aborted
          ? "ABORTED"
          : fits(text)
            ? undefined
            : TOO_LARGE;
      const sent = !hopeless && transmit(text);
      if (hopeless || !(sent || (queued && !isFull()))) {
        question.fail(failure(hopeless ?? (queued && queue ? "QUEUE_FULL" : "NOT_CONNECTED")));
        return;
      }
      const abort = () => fail(id, "ABORTED");
      const timer = clock.setTimeout(
        () => fail(id, "TIMEOUT"),
        question.timeoutMs ?? ((queued && queue?.maxAgeMs) || ANSWER_MS),
      );
      const forget = () => {
        entries.delete(id);
        clock.clearTimeout(timer);
        signal?.removeEventListener("abort", abort);
      };
      signal?.addEventListener("abort", abort);
      entries.set(id, { text, bornAt: clock.now(), sent, question, forget });
    },

    settle(message) {
      const entry = entries.get(message["id"] as string);
      if (!entry?.sent) {
        return false;
      }
      const error = message.type === "error" ? failure(`${message["error_code"]}`) : undefined;
      if (error?.retryable && mayReturn(entry)) {
        entry.sent = false;
        return true;
      }
      entry.forget();
      if (error) {
        entry.question.fail(error);
      } else {
        entry.question.reply(message);
      }
      return true;
    },

    flush() {
      expire();
      // How much this server takes is known only now.
      failAll(TOO_LARGE, ({ sent, text }) => !sent && !fits(text));
      for (const entry of [...entries.values()]) {
        entry.sent ||= transmit(entry.text);
      }
    },

    lost() {
      failAll("CONNECTION_LOST", (entry) => entry.sent && !mayReturn(entry));
      for (const entry of entries.values()) {
        entry.sent = false;
      }
    },

    close() {
      closed = true;
      failAll("CLOSED", () => true);
    },
  };
}
