import { BACKOFF } from "./backoff.js";
import { Driver } from "./driver.js";
import { AdmitOneError } from "./errors.js";
import { prefixed } from "./logger.js";
import { failure, Outbox } from "./outbox.js";
import { browserPage } from "./page.js";
import { Recorder } from "./recorder.js";
import { Rooms } from "./rooms.js";
import { Seen } from "./seen.js";
import type {
  Ack,
  Connection,
  ConnectionOptions,
  Environment,
  Gap,
  Logger,
  Message,
  Presence,
  PublishOptions,
  RequestOptions,
  RoomListener,
  RoomMessage,
  SendResult,
  Snapshot,
  State,
  Stats,
  Subscription,
  Transition,
  Unsubscribe,
} from "./types.js";

/** The world around, looked up when it is needed: an import on a server touches nothing. */
const surroundings = (given: Partial<Environment> = {}): Environment => ({
  clock: {
    now: () => Date.now(),
    setTimeout: (callback, ms) => globalThis.setTimeout(callback, ms),
    clearTimeout: (handle) => globalThis.clearTimeout(handle as number),
  },
  random: () => Math.random(),
  page: browserPage,
  fetch: (url, init) => globalThis.fetch(url, init),
  get WebSocket() {
    return globalThis.WebSocket as unknown as Environment["WebSocket"];
  },
  ...given,
});

/** Without `debug`, and looked up late, so that it can be replaced. */
const consoleLogger: Logger = {
  debug: () => {},
  // biome-ignore lint/suspicious/noConsole: the default place for an application's log lines
  info: (line) => console.info(line),
  // biome-ignore lint/suspicious/noConsole: as above
  warn: (line) => console.warn(line),
  // biome-ignore lint/suspicious/noConsole: as above
  error: (line) => console.error(line),
};

const silent = () => {};
const SILENT: Logger = { debug: silent, info: silent, warn: silent, error: silent };

/** What has an answer of its own, or is the rooms' business. */
const INTERNAL = ["hello", "pong", "subscribed", "unsubscribed", "ack"];

const utf8 = (text: string) => new TextEncoder().encode(text).length;

class Socketry implements Connection {
  readonly clientId: string;
  readonly #environment: Environment;
  readonly #logger: Logger;
  readonly #recorder: Recorder;
  readonly #driver: Driver;
  readonly #outbox: Outbox;
  readonly #rooms: Rooms;
  readonly #seen = new Seen();
  readonly #options: ConnectionOptions;
  readonly #messages = new Set<(message: Message) => void>();
  readonly #gaps = new Set<(gap: Gap) => void>();
  readonly #transitions = new Set<(transition: Transition) => void>();
  readonly #changes = new Set<() => void>();
  /** Makes message ids unique, also where the client id is not. */
  readonly #nonce: string;
  #published = 0;
  #snapshot: Snapshot | undefined;
  #stopPolling: Unsubscribe | undefined;
  #closed = false;

  constructor(options: ConnectionOptions) {
    const environment = surroundings(options.environment);
    const { clock, random } = environment;
    const unique = () => random().toString(36).slice(2, 12);
    const { backoff = "production", queue, logger = consoleLogger, fallbackProbe } = options;
    const strategy = typeof backoff === "string" ? BACKOFF[backoff] : backoff;
    this.#nonce = unique() + unique();
    this.clientId = options.clientId ?? `web-${this.#nonce}`;
    this.#options = options;
    this.#environment = environment;
    this.#logger = prefixed(logger ?? SILENT);
    this.#recorder = new Recorder(clock);
    this.#driver = new Driver(
      {
        options: { ...options, clientId: this.clientId },
        backoff: strategy,
        tries: strategy.tries,
        connectTimeoutMs: options.connectTimeoutMs ?? 10_000,
        probeMs: fallbackProbe === true ? 60_000 : fallbackProbe || 0,
        environment,
        logger: this.#logger,
        recorder: this.#recorder,
      },
      {
        transition: (transition) => this.#emit(this.#transitions, transition),
        changed: () => {
          this.#snapshot = undefined;
          this.#emit(this.#changes, undefined);
        },
        welcome: () => {
          this.#rooms.welcome();
          this.#outbox.flush();
        },
        lost: () => this.#outbox.lost(),
        message: (message) => this.#receive(message),
        retry: () => {
          this.#rooms.retry();
          this.#outbox.flush();
        },
        poll: (on) => this.#poll(on),
      },
    );
    this.#outbox = new Outbox(
      (text) => this.#driver.send(text),
      clock,
      queue ? { max: 100, maxAgeMs: 30_000, ...(queue === true ? {} : queue) } : undefined,
    );
    this.#rooms = new Rooms({
      outbox: this.#outbox,
      hello: () => this.#driver.hello,
      call: (listener) => this.#call(listener),
      gap: (gap) => this.#emit(this.#gaps, gap),
    });
  }

  get state(): State {
    return this.#driver.machine.state;
  }

  get snapshot(): Snapshot {
    const { state, why, attempt, auto, final } = this.#driver.machine;
    this.#snapshot ??= {
      state,
      why,
      attempt,
      retryAt: this.#driver.retryAt,
      fallbackReason: state === "fallback" ? why : undefined,
      shouldReconnect: auto && state !== "idle" && state !== "fallback",
      error: final ? failure(why) : undefined,
      hello: this.#driver.hello,
    };
    return this.#snapshot;
  }

  connect(): void {
    if (!this.#closed) {
      this.#driver.feed({ type: "connect" });
    }
  }

  disconnect(): void {
    this.#driver.feed({ type: "disconnect" });
  }

  reconnect(): void {
    if (!this.#closed) {
      this.#driver.feed({ type: "reconnect" });
    }
  }

  close(): void {
    this.#closed = true;
    this.disconnect();
    this.#outbox.close();
    this.#rooms.close();
    for (const listeners of [this.#messages, this.#gaps, this.#transitions, this.#changes]) {
      listeners.clear();
    }
  }

  ready({ signal }: { readonly signal?: AbortSignal } = {}): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = () => {
        off();
        signal?.removeEventListener("abort", look);
      };
      const look = () => {
        const { error } = this.snapshot;
        if (this.#driver.hello) {
          end();
          resolve();
        } else if (error || signal?.aborted) {
          end();
          reject(error ?? failure("ABORTED"));
        }
      };
      const off = this.onChange(look);
      signal?.addEventListener("abort", look);
      look();
    });
  }

  send(message: Message): SendResult {
    return this.#fits(message) ? this.#outbox.send(message) : "refused";
  }

  request(message: Message, options?: RequestOptions): Promise<Message> {
    return this.#ask(message, { ...options, queue: true });
  }

  async ping(options?: RequestOptions): Promise<number> {
    const { clock } = this.#environment;
    const sentAt = clock.now();
    await this.#ask({ type: "ping" }, { ...options });
    return clock.now() - sentAt;
  }

  subscribe<Data>(
    room: string,
    listener: RoomListener<Data> | ((message: RoomMessage<Data>) => void),
    { since }: { readonly since?: { readonly epoch: string; readonly offset: number } } = {},
  ): Subscription {
    const own = typeof listener === "function" ? { onMessage: listener } : { ...listener };
    return this.#rooms.subscribe(room, own as RoomListener, since);
  }

  async publish(room: string, data: unknown, options: PublishOptions = {}): Promise<Ack> {
    const message_id = options.messageId ?? `${this.#nonce}-${++this.#published}`;
    const answer = await this.#ask(
      { type: "publish", room, data, message_id },
      { ...options, queue: true, resend: true },
    );
    return { room, epoch: answer["epoch"] as string, offset: answer["offset"] as number };
  }

  async presence(room: string, options?: RequestOptions): Promise<Presence> {
    const answer = await this.#ask({ type: "presence", room }, { ...options });
    return answer as unknown as Presence;
  }

  onMessage(
    type: string | ((message: Message) => void),
    listener?: (message: Message) => void,
  ): Unsubscribe {
    return add(
      this.#messages,
      typeof type === "function"
        ? type
        : (message: Message) => message.type === type && listener!(message),
    );
  }

  onGap(listener: (gap: Gap) => void): Unsubscribe {
    return add(this.#gaps, listener);
  }

  onTransition(listener: (transition: Transition) => void): Unsubscribe {
    return add(this.#transitions, listener);
  }

  onChange(listener: () => void): Unsubscribe {
    return add(this.#changes, listener);
  }

  stats(): Stats {
    return this.#recorder.stats();
  }

  exportForRUM(): Record<string, number> {
    return this.#recorder.rum();
  }

  #receive(message: Message): void {
    const { type } = message;
    if (type === "resync") {
      this.#rooms.resync(message);
    } else if (!this.#outbox.settle(message) && !INTERNAL.includes(type)) {
      this.#deliver(message);
    }
  }

  #deliver(message: Message): void {
    const room = message.type === "message" ? (message as RoomMessage) : undefined;
    const key = room?.message_id
      ? `${room.room} ${room.message_id}`
      : room
        ? `${room.room} ${room.epoch} ${room.offset}`
        : ((message["message_id"] as string) ?? this.#options.dedupKey?.(message));
    const repeated = room && !this.#rooms.advance(room);
    if (repeated || (key !== undefined && this.#seen.add(key))) {
      this.#recorder.counts.duplicates_dropped++;
      return;
    }
    if (room) {
      this.#rooms.deliver(room);
    }
    this.#emit(this.#messages, message);
  }

  #poll(on: boolean): void {
    this.#stopPolling?.();
    this.#stopPolling = undefined;
    const { fallback, getToken, onTokenRejected } = this.#options;
    if (on && fallback) {
      this.#stopPolling = fallback.start({
        environment: this.#environment,
        logger: this.#logger,
        getToken,
        onTokenRejected,
        rooms: () => this.#rooms.positions(),
        refuse: (room, error) => this.#rooms.refuse(room, error),
        deliver: (batch) => {
          this.#rooms.polled(batch);
          for (const message of batch.messages) {
            this.#recorder.received(message.type);
            this.#deliver(message);
          }
        },
      });
    }
  }

  #ask(
    message: Message,
    options: RequestOptions & { queue?: boolean; resend?: boolean },
  ): Promise<Message> {
    return new Promise((reply, fail) => {
      if (this.#closed || !this.#fits(message)) {
        fail(failure(this.#closed ? "CLOSED" : "PAYLOAD_TOO_LARGE"));
      } else {
        this.#outbox.ask(message, { ...options, reply, fail });
      }
    });
  }

  /** A longer message would not be refused but end the connection for good. */
  #fits(message: Message): boolean {
    const limit = this.#driver.hello?.max_message_bytes ?? 65_536;
    const text = JSON.stringify(message);
    return text.length * 3 < limit - 32 || utf8(text) <= limit - 32;
  }

  #emit<T>(listeners: ReadonlySet<(value: T) => void>, value: T): void {
    for (const listener of [...listeners]) {
      this.#call(() => listener(value));
    }
  }

  /** A listener that throws breaks nothing but itself. Its message is its own affair. */
  #call(listener: () => void): void {
    try {
      listener();
    } catch (error) {
      const name = error instanceof Error ? error.name : typeof error;
      this.#logger.error(`a listener threw ${name}`);
    }
  }
}

const add = <T>(listeners: Set<T>, listener: T): Unsubscribe => {
  // One function given twice is two listeners.
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Makes a connection. It does nothing, and touches nothing of the page, before `connect()`. */
export const createConnection = (options: ConnectionOptions): Connection => new Socketry(options);

export { AdmitOneError };
