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
  Connection,
  ConnectionOptions,
  Environment,
  Extension,
  Inside,
  Message,
  Snapshot,
} from "./types.js";

/** The world around, looked up when it is needed: an import on a server touches nothing. */
const surroundings = (given: Partial<Environment> | undefined): Environment => ({
  clock: {
    now: () => Date.now(),
    setTimeout: (callback, ms) => setTimeout(callback, ms),
    clearTimeout: (handle) => clearTimeout(handle as number),
  },
  random: Math.random,
  page: browserPage,
  fetch: (url, init) => fetch(url, init),
  WebSocket: globalThis.WebSocket as unknown as Environment["WebSocket"],
  ...given,
});

type Listener<T> = (value: T) => void;

type Kind = "message" | "transition" | "change" | "pong";

/** Makes a connection. It does nothing, and touches nothing of the page, before `connect()`. */
export function createConnection(
  options: ConnectionOptions,
  extend?: (inside: Inside) => Extension,
): Connection {
  const { backoff = "production", fallbackProbe } = options;
  const environment = surroundings(options.environment);
  const { clock, random } = environment;
  const clientId = options.clientId ?? `web-${unique(random)}`;
  const strategy = BACKOFF[backoff as BackoffName] ?? backoff;
  const log = logTo(options.logger);
  const recorder = recorderOf(clock);
  const queue = waitingLine(clock, queueOf(options.queue));
  const seen = seenOf();
  const listeners = new Set<readonly [kind: Kind, listener: Listener<never>]>();
  let snapshot: Snapshot | undefined;
  let closed = false;

  const driver = driverOf(
    {
      options: { ...options, clientId },
      backoff: strategy,
      tries: strategy.tries,
      connectTimeoutMs: options.connectTimeoutMs ?? 10_000,
      probeMs: fallbackProbe === true ? 60_000 : fallbackProbe,
      environment,
      log,
      recorder,
    },
    {
      transition: (transition) => emit("transition", transition),
      changed() {
        snapshot = undefined;
        emit("change", undefined);
      },
      welcome() {
        extension?.welcome(driver.hello!);
        queue.flush(driver.send);
      },
      lost() {
        extension?.lost();
        emit("pong", new AdmitOneError("CONNECTION_LOST", true));
      },
      message(message) {
        const pong = message.type === "pong";
        if (pong) {
          emit("pong", undefined);
        }
        if (!extension?.takes(message) && !pong) {
          deliver(message);
        }
      },
      retry: () => extension?.retry(),
      poll: (on) => extension?.poll(on),
      call,
    },
  );

  /** A listener that throws breaks nothing but itself; what it says may be a secret. */
  function call(listener: () => void): void {
    try {
      listener();
    } catch (error) {
      log("warn", `a listener threw ${(error as Error | undefined)?.name}`);
    }
  }

  function emit(kind: Kind, value: unknown): void {
    for (const [of, listener] of [...listeners]) {
      if (of === kind) {
        call(() => listener(value as never));
      }
    }
  }

  const on = (kind: Kind, listener: Listener<never>) => {
    // One function given twice is two listeners.
    const entry = [kind, listener] as const;
    listeners.add(entry);
    return () => {
      listeners.delete(entry);
    };
  };

  function deliver(message: Message): void {
    const { type, room, epoch, offset, message_id } = message;
    const key =
      message_id ?? (type === "message" ? `${epoch} ${offset}` : options.dedupKey?.(message));
    if (extension?.repeats(message) || (key && seen(`${room} ${key}`))) {
      recorder.repeated();
    } else {
      emit("message", message);
    }
  }

  const feed = (type: "connect" | "disconnect" | "reconnect") => {
    if (!closed) {
      driver.feed({ type });
    }
  };

  const extension = extend?.({
    environment,
    transmit: driver.send,
    call,
    deliver(message) {
      recorder.received(message.type);
      deliver(message);
    },
  });

  return {
    clientId,

    get state() {
      return driver.machine.state;
    },

    get snapshot() {
      const { machine, retryAt, hello } = driver;
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
      extension?.close();
      listeners.clear();
    },

    send(message) {
      const text = JSON.stringify(message);
      return driver.send(text) ? "sent" : queue.put(text) ? "queued" : "refused";
    },

    ping: () =>
      new Promise((resolve, reject) => {
        const sentAt = clock.now();
        if (driver.send('{"type":"ping"}', true)) {
          const off = on("pong", (error?: Error) => {
            off();
            if (error) {
              reject(error);
            } else {
              resolve(clock.now() - sentAt);
            }
          });
        } else {
          reject(new AdmitOneError("NOT_CONNECTED", true));
        }
      }),

    onMessage: (type: unknown, listener?: Listener<Message>) =>
      on(
        "message",
        listener
          ? (message: Message) => message.type === type && listener(message)
          : (type as Listener<Message>),
      ),
    onTransition: (listener) => on("transition", listener),
    onChange: (listener) => on("change", listener),

    stats: recorder.stats,
  };
}

/** Characters that nobody else has. */
export const unique = (random: () => number): string => random().toString(36).slice(2);
