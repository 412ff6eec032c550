/**
 * Messages over HTTP while sockets cannot be had.
 *
 * @module
 */
import { AdmitOneError } from "./errors.js";
import { authorized, read } from "./ticket.js";
import type { Batch, Fallback, FallbackContext, Position } from "./types.js";

/** How `longPolling` asks. */
export interface LongPollingOptions {
  /** Where rooms are read: `<url>/<room>/messages`. `/api/v1/rooms` by default. */
  readonly url?: string;
  /** How long the server may hold a request that has nothing to bring. 25, at most 30. */
  readonly waitSeconds?: number;
  /** At most so many requests at once; more rooms are asked in turn. 4 by default. */
  readonly parallel?: number;
}

const LIMIT = 100;
/** Between two rounds where there are more rooms than requests, or none. */
const PAUSE_MS = 1000;
const BACKOFF_MS = [1000, 2000, 4000, 8000, 15_000];

/**
 * Long-polls the rooms of a connection in `fallback`. The same messages, offsets and ids come as
 * over a socket, so that one can cross from one to the other and lose or repeat nothing.
 *
 * A room without a known position brings what its history holds.
 */
export function longPolling(options: LongPollingOptions = {}): Fallback {
  return {
    start(context) {
      const ended = new AbortController();
      const round = new Round(context, options, ended.signal);
      for (let worker = options.parallel ?? 4; worker > 0; worker--) {
        void round.run();
      }
      return () => ended.abort();
    },
  };
}

/** What one request came to. */
type Outcome =
  | { readonly batch: Batch }
  | { readonly refused: string }
  | { readonly failed: string; readonly retryAfterMs?: number | undefined };

/** The rooms in turn, each asked by one worker at a time. */
class Round {
  readonly #context: FallbackContext;
  readonly #url: string;
  readonly #waitSeconds: number;
  readonly #parallel: number;
  readonly #signal: AbortSignal;
  readonly #busy = new Set<string>();
  #last = "";

  constructor(context: FallbackContext, options: LongPollingOptions, signal: AbortSignal) {
    this.#context = context;
    this.#url = options.url ?? "/api/v1/rooms";
    this.#waitSeconds = options.waitSeconds ?? 25;
    this.#parallel = options.parallel ?? 4;
    this.#signal = signal;
  }

  async run(): Promise<void> {
    let failures = 0;
    while (!this.#signal.aborted) {
      const room = this.#next();
      const outcome = room === undefined ? undefined : await this.#ask(room);
      if (this.#signal.aborted) {
        return;
      }
      if (outcome && "failed" in outcome) {
        await this.#sleep(this.#wait(failures++, outcome.retryAfterMs));
        continue;
      }
      failures = 0;
      if (outcome && "batch" in outcome) {
        this.#context.deliver(outcome.batch);
      } else if (outcome) {
        this.#context.refuse(room as string, new AdmitOneError(outcome.refused));
      }
      if (!outcome || this.#crowded()) {
        await this.#sleep(PAUSE_MS);
      }
    }
  }

  /** The room after the one asked last that nobody is asking for. */
  #next(): string | undefined {
    const rooms = [...this.#context.rooms().keys()];
    const from = rooms.indexOf(this.#last) + 1;
    const room = [...rooms.slice(from), ...rooms.slice(0, from)].find(
      (name) => !this.#busy.has(name),
    );
    this.#last = room ?? this.#last;
    return room;
  }

  #crowded(): boolean {
    return this.#context.rooms().size > this.#parallel;
  }

  async #ask(room: string): Promise<Outcome> {
    this.#busy.add(room);
    try {
      const first = await this.#request(room);
      if (!("failed" in first) || first.failed !== "401") {
        return first;
      }
      this.#context.options.onTokenRejected?.();
      return await this.#request(room);
    } catch {
      return { failed: "network" };
    } finally {
      this.#busy.delete(room);
    }
  }

  async #request(room: string): Promise<Outcome> {
    const { environment, options } = this.#context;
    const { fetch } = environment;
    const init = await authorized(options, this.#signal);
    const response = await fetch(this.#address(room, this.#context.rooms().get(room)), init);
    const { status } = response;
    const { body, code, retryAfterMs } = await read(response);
    if (response.ok && Array.isArray(body["messages"])) {
      return { batch: batchOf(room, body as unknown as Batch) };
    }
    // Our own envelope says that it will always be so; anything else may pass.
    if (code !== undefined && [400, 403, 404].includes(status)) {
      return { refused: code };
    }
    return { failed: `${status}`, retryAfterMs };
  }

  #address(room: string, since: Position | undefined): string {
    const query = new URLSearchParams(since && { epoch: since.epoch, offset: `${since.offset}` });
    query.set("wait", `${this.#crowded() ? 0 : this.#waitSeconds}`);
    query.set("limit", `${LIMIT}`);
    return `${this.#url}/${encodeURIComponent(room)}/messages?${query}`;
  }

  #wait(failures: number, retryAfterMs: number | undefined): number {
    const { random } = this.#context.environment;
    const step = BACKOFF_MS[Math.min(failures, BACKOFF_MS.length - 1)]!;
    return (retryAfterMs ?? 0) + step * (0.5 + random() / 2);
  }

  /** Ends early when polling does. */
  #sleep(ms: number): Promise<void> {
    const { clock } = this.#context.environment;
    return new Promise((resolve) => {
      const end = () => {
        clock.clearTimeout(timer);
        this.#signal.removeEventListener("abort", end);
        resolve();
      };
      const timer = clock.setTimeout(end, ms);
      this.#signal.addEventListener("abort", end);
    });
  }
}

/** Over HTTP the room is in the address, and a message need not repeat what it is. */
const batchOf = (room: string, { messages, epoch, offset, recovered }: Batch): Batch => ({
  room,
  epoch,
  offset,
  recovered,
  messages: messages.map((message) => ({ ...message, type: "message", room })),
});
