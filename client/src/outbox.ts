import { AdmitOneError } from "./errors.js";
import type { Clock, Message, QueueOptions, RequestOptions, SendResult } from "./types.js";

/** A server refuses these for the moment only. */
const PASSING = ["STORE_UNAVAILABLE", "RATE_LIMITED", "TIMEOUT", "CONNECTION_LOST"];

/** Whether the same may succeed later. */
export const failure = (code: string) => new AdmitOneError(code, PASSING.includes(code));

/** A message with an answer to come. */
export interface Question extends RequestOptions {
  readonly reply: (answer: Message) => void;
  readonly fail: (error: AdmitOneError) => void;
  /** Whether it may wait for a connection. */
  readonly queue?: boolean;
  /** Whether it may go out again when its answer was lost: it has an id that makes that safe. */
  readonly resend?: boolean;
}

interface Entry {
  readonly text: string;
  readonly at: number;
  readonly question: Question | undefined;
  sent: boolean;
  done(): void;
}

/**
 * What is on its way out: messages that wait for a connection, in order, and questions that wait
 * for their answers. Bounded in number and in age.
 */
export class Outbox {
  readonly #entries = new Map<string, Entry>();
  readonly #transmit: (text: string) => boolean;
  readonly #clock: Clock;
  readonly #queue: Required<QueueOptions> | undefined;
  #count = 0;

  constructor(
    transmit: (text: string) => boolean,
    clock: Clock,
    queue: Required<QueueOptions> | undefined,
  ) {
    this.#transmit = transmit;
    this.#clock = clock;
    this.#queue = queue;
  }

  send(message: Message): SendResult {
    const text = JSON.stringify(message);
    if (this.#transmit(text)) {
      return "sent";
    }
    if (this.#full()) {
      return "refused";
    }
    this.#put(`${++this.#count}`, text, undefined);
    return "queued";
  }

  ask(message: Message, question: Question): void {
    const { queue, fail, signal } = question;
    const id = `${++this.#count}`;
    const text = JSON.stringify({ ...message, id });
    if (signal?.aborted) {
      return fail(failure("ABORTED"));
    }
    const sent = this.#transmit(text);
    if (!sent && (!queue || this.#full())) {
      return fail(failure(queue && this.#queue ? "QUEUE_FULL" : "NOT_CONNECTED"));
    }
    const entry = this.#put(id, text, question);
    entry.sent = sent;
    const wait = queue && this.#queue ? this.#queue.maxAgeMs : 10_000;
    const timer = this.#clock.setTimeout(
      () => this.#fail(id, "TIMEOUT"),
      question.timeoutMs ?? wait,
    );
    const abort = () => this.#fail(id, "ABORTED");
    signal?.addEventListener("abort", abort);
    entry.done = () => {
      this.#entries.delete(id);
      this.#clock.clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
    };
  }

  /** Whether the message was the answer to a question. */
  settle(message: Message): boolean {
    const id = message["id"] as string;
    const entry = this.#entries.get(id);
    if (!entry?.sent) {
      return false;
    }
    if (message.type === "error") {
      const error = failure(`${message["error_code"]}`);
      if (error.retryable && this.#queue && entry.question?.resend) {
        entry.sent = false;
      } else {
        entry.done();
        entry.question?.fail(error);
      }
    } else {
      entry.done();
      entry.question?.reply(message);
    }
    return true;
  }

  /** Sends what waits, oldest first; what has waited too long is given up. */
  flush(): void {
    this.#expire();
    for (const entry of this.#entries.values()) {
      if (!entry.sent) {
        entry.sent = this.#transmit(entry.text);
        if (entry.sent && !entry.question) {
          entry.done();
        }
      }
    }
  }

  /** The connection is gone, and with it the answers that were to come. */
  lost(): void {
    for (const [id, entry] of [...this.#entries]) {
      if (entry.sent) {
        if (this.#queue && entry.question?.resend) {
          entry.sent = false;
        } else {
          this.#fail(id, "CONNECTION_LOST");
        }
      }
    }
  }

  close(): void {
    for (const id of [...this.#entries.keys()]) {
      this.#fail(id, "CLOSED");
    }
  }

  #put(id: string, text: string, question: Question | undefined): Entry {
    const entry = {
      text,
      at: this.#clock.now(),
      question,
      sent: false,
      done: () => this.#entries.delete(id),
    };
    this.#entries.set(id, entry);
    return entry;
  }

  #full(): boolean {
    this.#expire();
    return this.#entries.size >= (this.#queue?.max ?? 0);
  }

  #expire(): void {
    const oldest = this.#clock.now() - (this.#queue?.maxAgeMs ?? 0);
    for (const [id, entry] of [...this.#entries]) {
      if (!entry.sent && entry.at < oldest) {
        this.#fail(id, "EXPIRED");
      }
    }
  }

  #fail(id: string, code: string): void {
    const entry = this.#entries.get(id);
    entry?.done();
    entry?.question?.fail(failure(code));
  }
}
