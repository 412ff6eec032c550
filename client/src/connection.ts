import { BACKOFF } from "./backoff.js";
import { driverOf } from "./driver.js";
import { AdmitOneError } from "./errors.js";
import { logTo } from "./logger.js";
import { browserPage } from "./page.js";
import { queueOf, waitingLine } from "./queue.js";
import { recorderOf } from "./recorder.js";
import { seenOf } from "./seen.js";
import type {
  BackoffName,
  BackoffStrategy,
  Connection,
  ConnectionOptions,
  Environment,
  Extension,
  Inside,
  Message,
  Snapshot,
  Told,
} from "./types.js";

/** The world around, looked up when it is needed: an import on a server touches nothing. */
const surroundings = (given: Partial<Environment> | undefined): Environment => ({
  clock: {
    now: Date.now,
    setTimeout: (callback, ms) => setTimeout(callback, ms),
    clearTimeout: (handle) => clearTimeout(handle as number),
  },
  random: Math.random,
  page: browserPage,
  fetch: (url, init) => fetch(url, init),
  WebSocket: globalThis.WebSocket as unknown as Environment["WebSocket"],
  ...given,
});

/** Makes a connection. It does nothing, and touches nothing of the page, before `connect()`. */
export function createConnection(
  options: ConnectionOptions,
  extend?: (inside: Inside) => Extension,
): Connection {
  const { backoff = "production", fallbackProbe } = options;
  const environment = surroundings(options.environment);
  const { clock, random } = environment;
  const clientId = options.clientId ?? `web-${unique(random)}`;
  const log = logTo(options.logger);
  const recorder = recorderOf(clock);
  const queue = waitingLine(clock, queueOf(options.queue));
  const seen = seenOf();
  const listeners = new Set<readonly [kind: keyof Told, listener: (value: never) => void]>();
  let snapshot: Snapshot | undefined;
  let closed = false;

  const driver = driverOf(
    {
      options: { ...options, clientId },
      ...(BACKOFF[backoff as BackoffName] ?? (backoff as BackoffStrategy)),
      connectTimeoutMs: options.connectTimeoutMs ?? 10_000,
      probeMs: fallbackProbe === true ? 60_000 : fallbackProbe,
      environment,
      log,
      recorder,
    },
    emit,
  );

  /** A listener that throws breaks nothing but itself; what it says may be a secret. */
  function call(listener: () => void): void {
    try {
      listener();
    } catch (error) {
      log("warn", `a listener threw ${(error as Error | undefined)?.name}`);
    }
  }

  function emit<Kind extends keyof Told>(kind: Kind, value?: Told[Kind]): void {
    for (const [of, listener] of [...listeners]) {
      if (of === kind) {
        call(() => listener(value as never));
      }
    }
  }

  const on: Inside["on"] = (kind, listener) => {
    // One function given twice is two listeners.
    const entry = [kind, listener] as const;
    listeners.add(entry);
    return () => {
      listeners.delete(entry);
    };
  };

  /** No ping will be answered any more. */
  const unanswered = (code: string) => emit("pong", new AdmitOneError(code, true));

  function deliver(message: Message): void {
    const { type, room, epoch, offset, message_id } = message;
    const placed = type === "message" && epoch;
    const key = message_id ?? (placed ? `${epoch} ${offset}` : options.dedupKey?.(message));
    if (extension?.repeats(message) || (key && seen(`${type} ${room} ${key}`))) {
      recorder.repeated();
    } else {
      emit("message", message);
    }
  }

  /** Whether the server takes it; to one that is longer it would answer with the end. */
  const fits = (text: string) =>
    new TextEncoder().encode(text).length <= (driver.look().hello?.max_message_bytes ?? 65_536);

  const feed = (type: "connect" | "disconnect" | "reconnect") => {
    if (!closed) {
      driver.feed({ type });
    }
  };

  on("change", () => {
    snapshot = undefined;
  });
  const extension = extend?.({
    environment,
    on,
    emit,
    transmit: driver.send,
    fits,
    log,
    call,
    deliver(message) {
      recorder.received(message.type);
      deliver(message);
    },
  });
  on("welcome", () => queue.flush((text) => !fits(text) || driver.send(text)));
  on("lost", () => unanswered("CONNECTION_LOST"));
  on("rejected", () => options.onTokenRejected?.());
  on("heard", (message) => {
    const pong = message.type === "pong";
    if (pong) {
      emit("pong");
    }
    if (!extension?.takes(message) && !pong) {
      deliver(message);
    }
  });

  return {
    clientId,

    get state() {
      return driver.look().machine.state;
    },

    get snapshot() {
      const { machine, retryAt, hello } = driver.look();
      const { state, why, attempt, auto, final } = machine;
      snapshot ??= {
        state,
        why,
        attempt,
        retryAt,
        fallbackReason: state === "fallback" ? why : undefined,
        shouldReconnect: auto && state !== "idle" && state !== "fallback",
        error: final ? new AdmitOneError(why) : undefined,
        hello,
      };
      return snapshot;
    },

    connect: () => feed("connect"),
    disconnect: () => feed("disconnect"),
    reconnect: () => feed("reconnect"),

    close() {
      feed("disconnect");
      closed = true;
      emit("close");
      listeners.clear();
    },

    send(message) {
      const text = JSON.stringify(message);
      return !fits(text)
        ? "too_big"
        : driver.send(text)
          ? "sent"
          : !closed && queue.put(text)
            ? "queued"
            : "refused";
    },

    ping: () =>
      new Promise((resolve, reject) => {
        const sentAt = clock.now();
        const off = on("pong", (error) => {
          off();
          if (error) {
            reject(error);
          } else {
            resolve(clock.now() - sentAt);
          }
        });
        if (!driver.send('{"type":"ping"}', true)) {
          unanswered("NOT_CONNECTED");
        }
      }),

    onMessage: (type: unknown, listener?: (message: Message) => void) =>
      on(
        "message",
        listener
          ? (message) => message.type === type && listener(message)
          : (type as (message: Message) => void),
      ),
    onTransition: (listener) => on("transition", listener),
    onChange: (listener) => on("change", listener),

    stats: recorder.stats,
  };
}

/** Characters that nobody else has. */
export const unique = (random: () => number): string => random().toString(36).slice(2);
