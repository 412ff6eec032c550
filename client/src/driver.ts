import { waitMs } from "./backoff.js";
import { adviceFor, classify, word } from "./codes.js";
import type { Log } from "./logger.js";
import {
  type Effect,
  FIRED,
  initial,
  type Machine,
  type MachineEvent,
  type Rules,
  step,
  type Timer,
  troubleOf,
} from "./machine.js";
import type { Cause, Recorder } from "./recorder.js";
import { fetchTicket, type TicketOutcome } from "./ticket.js";
import type {
  BackoffStrategy,
  ConnectionOptions,
  Environment,
  Hello,
  Inside,
  Message,
  PageEvent,
  Unsubscribe,
  WebSocketLike,
} from "./types.js";

/** A dead socket is silent for the server's interval and this on top. */
const SILENCE_GRACE_MS = 10_000;
const WATCH_MS = 1000;
/** A timer later than this was held back: what has arrived meanwhile is to be handled first. */
const LATE_MS = 1000;
/** A timer later than this, and the computer slept. */
const ASLEEP_MS = 3000;
/** Heard so lately, a socket is not asked when its tab is looked at again. */
const FRESH_MS = 10_000;

export interface Settings extends Rules, BackoffStrategy {
  readonly options: ConnectionOptions & { readonly clientId: string };
  readonly environment: Environment;
  readonly log: Log;
  readonly recorder: Recorder;
}

/** What a connection shows of itself at one moment. */
export interface View {
  readonly machine: Machine;
  readonly hello: Hello | undefined;
  readonly retryAt: number | undefined;
}

export interface Driver {
  look(): View;
  feed(event: MachineEvent): void;
  /** Whether it was handed to a live socket. */
  send(text: string, heartbeat?: boolean): boolean;
}

type Actions = {
  readonly [E in Effect as E[0]]: E extends readonly [string, ...infer Of]
    ? (...of: Of) => void
    : 0;
};

/** Each is one timer at most. */
type Name = Timer | "watch" | "sleep";

interface Close {
  readonly code: number;
  readonly reason: string;
}

/** Not `null`: a socket of the `ws` package throws its errors where nobody listens. */
const NOTHING = () => {};

const OFFLINE: Cause = { why: "offline", classification: "network" };

const CALM = ["open", "idle", "connecting"];

/**
 * Carries out what the machine decides: owns the one socket, the one request for a ticket, the
 * timers and the page's listeners, and tells the machine what becomes of them.
 */
export function driverOf(settings: Settings, emit: Inside["emit"]): Driver {
  const { options, environment, log, recorder } = settings;
  const { clock, page, random } = environment;
  const timers = new Map<Name, unknown>();
  const events: MachineEvent[] = [];
  let busy = false;
  let machine: Machine = initial(settings);
  let cause: Cause;
  let flight: AbortController | undefined;
  let ticket: string | undefined;
  let socket: WebSocketLike | undefined;
  let unlisten: Unsubscribe | undefined;
  let hello: Hello | undefined;
  let heardAt = 0;
  let graced = false;
  let retryAt: number | undefined;

  /**
   * Takes an event in. One that comes while another is taken in, from an effect or a listener, waits
   * its turn: so effects are never interrupted, and listeners hear of transitions in order.
   */
  function feed(event: MachineEvent): void {
    events.push(event);
    while (!busy && events.length) {
      busy = true;
      advance(events.shift()!);
      busy = false;
    }
  }

  function advance(event: MachineEvent): void {
    const before = machine;
    const from = before.state;
    const next = step(before, event);
    machine = next.machine;
    const { state: to, why, attempt } = machine;
    cause = event.type === "trouble" ? event : why === "offline" ? OFFLINE : { why, code: 1000 };
    for (const [name, ...of] of next.effects) {
      (actions[name] as (...of: unknown[]) => void)(...of);
    }
    if (to === "idle" && !machine.suspended) {
      unlisten?.();
      unlisten = undefined;
    } else {
      unlisten ??= page.listen(onPage);
    }
    if (machine !== before) {
      emit("change");
    }
    if (to !== from) {
      const due = retryAt ? `, next try in ${retryAt - clock.now()} ms` : "";
      log(CALM.includes(to) && !machine.final ? "info" : "warn", `${from} → ${to}: ${why}${due}`);
      emit("transition", { from, to, why, attempt, ...(retryAt && { retryAt }) });
    }
  }

  const actions: Actions = {
    async ticket() {
      flight = new AbortController();
      const { signal } = flight;
      // A turn later: connect, disconnect and connect again in one turn ask once.
      await null;
      if (!signal.aborted) {
        recorder.began();
        const outcome: TicketOutcome = options.ticketUrl
          ? await fetchTicket(options, environment.fetch, sleep, signal)
          : { type: "ticket", slotMs: 0 };
        if (!signal.aborted) {
          flight = undefined;
          ticket = outcome.ticket;
          feed(outcome);
        }
      }
    },

    socket() {
      try {
        const url = new URL(options.url, globalThis.location?.href);
        const query = url.searchParams;
        const protocols = ["admitone.v1"];
        url.protocol = url.protocol.replace("http", "ws");
        query.set("client_id", options.clientId);
        if (options.role) {
          query.set("role", options.role);
        }
        if (ticket && options.ticketTransport === "query") {
          query.set("ticket", ticket);
        } else if (ticket) {
          protocols.push(`admitone.ticket.${ticket}`);
        }
        ticket = undefined;
        socket = new environment.WebSocket(url.href, protocols);
        socket.onmessage = ({ data }: { readonly data: unknown }) => onFrame(data);
        socket.onclose = ({ code, reason }: Close) => onClose(code, reason);
        socket.onerror = () => onClose(1006, "");
      } catch {
        // The message of that exception may hold the address, and with it the ticket.
        feed(troubleOf("GIVE_UP", "SOCKET_REFUSED", "handshake"));
      }
    },

    /** Nobody waits for a close event: it can take a minute, or never come. */
    drop() {
      for (const name of timers.keys()) {
        disarm(name);
      }
      flight?.abort();
      const left = socket;
      socket = ticket = retryAt = undefined;
      if (left) {
        left.onmessage = left.onclose = left.onerror = NOTHING;
        left.close(1000);
      }
      recorder.ended(cause);
      if (hello) {
        hello = undefined;
        emit("lost");
      }
    },

    arm,
    disarm,

    backoff(attempt, override) {
      const ms = waitMs(settings, attempt, random, override);
      recorder.waits(ms);
      arm("wait", ms);
    },

    welcome() {
      recorder.connected();
      emit("welcome", hello);
      watch();
    },

    ping() {
      send('{"type":"ping"}', true);
    },

    poll: (on) => emit("poll", on),
  };

  function disarm(name: Name): void {
    clock.clearTimeout(timers.get(name));
    timers.delete(name);
  }

  /** `fired` hears how late it is. */
  function start(name: Name, ms: number, fired: (lateMs: number) => void): void {
    disarm(name);
    const due = clock.now() + ms;
    const fire = () => {
      timers.delete(name);
      fired(clock.now() - due);
    };
    timers.set(name, clock.setTimeout(fire, ms));
  }

  /** Stopped by a drop, it never ends: nobody waits for it any more. */
  const sleep = (ms: number) => new Promise<void>((done) => start("sleep", ms, () => done()));

  function arm(timer: Timer, ms: number, grace = timer !== "wait"): void {
    if (timer === "wait") {
      retryAt = clock.now() + ms;
    }
    start(timer, ms, (late) => {
      if (grace && late > LATE_MS) {
        arm(timer, LATE_MS, false);
      } else {
        feed(FIRED[timer]);
      }
    });
  }

  /** Looks every second whether the socket is silent, or whether the computer has slept. */
  function watch(): void {
    start("watch", WATCH_MS, (late) => {
      const now = clock.now();
      const judge = late <= LATE_MS || graced;
      const silenceMs = (hello!.heartbeat_interval_ms || 25_000) + SILENCE_GRACE_MS;
      graced = late > LATE_MS;
      watch();
      if (late > ASLEEP_MS && page.visible) {
        heardAt = now;
        feed({ type: "wake" });
      } else if (judge && now - heardAt > silenceMs) {
        feed(troubleOf("RETRY", "silence", "timeout", 1006, true));
      }
    });
  }

  function onClose(code: number, reason: string): void {
    const why = word(reason) ?? (code === 1006 ? "ABNORMAL" : `CLOSE_${code}`);
    if (code === 4401) {
      emit("rejected");
    }
    feed(troubleOf(adviceFor(code), why, classify(code, !!hello), code, code === 1006));
  }

  function onFrame(data: unknown): void {
    heardAt = clock.now();
    const message = parse(data);
    const type = message?.type;
    if (!message || typeof type !== "string") {
      log("warn", "no message");
      return;
    }
    recorder.received(type);
    if (machine.doubted) {
      feed({ type: "alive" });
    }
    const retryAfterMs = Number(message["retry_after_ms"]);
    // Before the hello a refusal may say it too.
    if (type === "reconnect" || (retryAfterMs && !hello)) {
      feed({ type: "advice", retryAfterMs });
    } else if (hello) {
      onMessage(message);
    } else if (type === "hello") {
      hello = message as Hello;
      const { reconnect_window_ms, auto_reconnect } = hello;
      feed({ type, windowMs: reconnect_window_ms, auto: auto_reconnect !== false });
    }
  }

  function onMessage(message: Message): void {
    const { type } = message;
    if (type === "ping") {
      send('{"type":"pong"}', true);
      emit("retry");
      return;
    }
    emit("heard", message);
    if (type === "status") {
      feed({ type: "mode", degraded: message["mode"] === "degraded" });
      emit("retry");
    }
  }

  function onPage(event: PageEvent): void {
    if (event !== "visible") {
      feed({ type: event });
    } else if (page.visible && clock.now() - heardAt > FRESH_MS) {
      feed({ type: "wake" });
    }
  }

  function send(text: string, heartbeat = false): boolean {
    if (hello) {
      socket!.send(text);
      recorder.sent(heartbeat);
    }
    return !!hello;
  }

  return { look: () => ({ machine, hello, retryAt }), feed, send };
}

function parse(data: unknown): Message | null | undefined {
  try {
    return JSON.parse(data as string);
  } catch {
    return undefined;
  }
}
