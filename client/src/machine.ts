import type { Override } from "./backoff.js";
import type { Cause } from "./recorder.js";
import type { Classification, State } from "./types.js";

/**
 * The whole behaviour of a connection as one pure function, {@link step}: no timer, no socket, no
 * clock and no chance in it. What is to happen outside is returned as {@link Effect}s, and what
 * happened there comes back as {@link MachineEvent}s. The driver does the rest.
 */

/** Which states may follow which. A step to any other does not compile. */
export interface Next {
  idle: "connecting";
  connecting: "open" | "reconnecting" | "failed" | "fallback" | "idle";
  open: "degraded" | "reconnecting" | "failed" | "fallback" | "idle";
  degraded: "open" | "reconnecting" | "failed" | "fallback" | "idle";
  reconnecting: "open" | "failed" | "fallback" | "idle";
  failed: "reconnecting" | "idle";
  fallback: "connecting" | "open" | "idle";
}

/**
 * What moves the machine on: nothing (`rest`), a request for a ticket, a reserved slot, a socket
 * that has not said hello, a `live` socket, a timer (`wait`), or the network's return (`paused`).
 */
export type Phase = "rest" | "ticket" | "slot" | "socket" | "live" | "wait" | "paused";

/** All that is remembered; what is absent is false or unknown. */
export interface Machine<S extends State = State> {
  readonly state: S;
  readonly phase: Phase;
  /** The reason of the last transition. */
  readonly why: string;
  /** Tries since a connection last proved stable; the next wait is chosen by it. */
  readonly attempt: number;
  readonly rules: Rules;
  readonly online: boolean;
  /** Whether the server lets this client come back by itself. */
  readonly auto: boolean;
  /** The one fresh ticket after a 4401 has been asked for. */
  readonly renewed?: boolean;
  /** The page is cached or frozen, and the connection was wanted. */
  readonly suspended?: boolean;
  readonly polling?: boolean | undefined;
  /** A ping waits for any sign of life. */
  readonly doubted?: boolean;
  readonly storeDown?: boolean;
  /** Over how long to spread the first try if the server vanishes. */
  readonly windowMs?: number | undefined;
  /** The server has said when to come back. */
  readonly advisedMs?: number | undefined;
  /** Ended for good. */
  readonly final?: boolean;
}

/** What a failure means for the next step. */
export type Advice = "STOP" | "GIVE_UP" | "RETRY" | "NEW_TICKET_ONCE";

/** A try or a connection has ended, and not by our wish. */
export interface Trouble extends Cause {
  readonly type: "trouble";
  readonly advice: Advice;
  /** The server went without a goodbye. */
  readonly vanished?: boolean | undefined;
  /** Do not come back earlier. */
  readonly retryAfterMs?: number | undefined;
}

export const troubleOf = (
  advice: Advice,
  why: string,
  classification: Classification,
  code?: number,
  vanished?: boolean,
  retryAfterMs?: number,
): Trouble => ({ type: "trouble", advice, why, classification, code, vanished, retryAfterMs });

export type MachineEvent =
  | { readonly type: "connect" | "disconnect" | "reconnect" }
  | { readonly type: "ticket"; readonly slotMs: number }
  | { readonly type: "hello"; readonly windowMs: number | undefined; readonly auto: boolean }
  | Trouble
  /** A time has come: to try again, or to call the connection stable. */
  | { readonly type: "wait" | "stable" }
  /** Something was heard while in doubt. */
  | { readonly type: "alive" }
  | { readonly type: "mode"; readonly degraded: boolean }
  | { readonly type: "advice"; readonly retryAfterMs: number | undefined }
  | { readonly type: "online" | "offline" | "hide" | "show" | "wake" };

/** Each name is one timer at most. */
export type Timer = "deadline" | "wait" | "stable" | "doubt" | "goodbye";

/** The event that each timer brings. */
export const FIRED: { readonly [T in Timer]: MachineEvent } = {
  wait: { type: "wait" },
  stable: { type: "stable" },
  deadline: troubleOf("RETRY", "timeout", "timeout"),
  // It was doubted because of something here, a network that changed or a sleep: the server, and with
  // it everybody else, is likely to be well, and nothing has to be spread.
  doubt: troubleOf("RETRY", "unanswered", "timeout", 1006),
  goodbye: troubleOf("RETRY", "SERVICE_RESTART", "server_error", 1012),
};

/** What is to be done outside: a name and what it needs. */
export type Effect =
  /** Ask for a ticket. */
  | readonly ["ticket"]
  /** Open a socket with it. */
  | readonly ["socket"]
  /** Abort the request, leave the socket, stop all timers. */
  | readonly ["drop"]
  | readonly ["arm", timer: Timer, ms: number]
  | readonly ["disarm", timer: Timer]
  /** Arm `wait` for a time that the backoff chooses. */
  | readonly ["backoff", attempt: number, override: Override]
  /** The hello is here: watch for silence, subscribe again, send what was queued. */
  | readonly ["welcome"]
  | readonly ["ping"]
  | readonly ["poll", on: boolean];

/** What differs between connections. */
export interface Rules {
  readonly tries: number;
  readonly connectTimeoutMs: number;
  /** How often a socket is tried while in fallback; never, if it is absent. */
  readonly probeMs: number | false | undefined;
}

export interface Step<To extends State = State> {
  readonly machine: Machine<To>;
  readonly effects: readonly Effect[];
}

/** A connection that has lived so long has earned a new count of tries. */
export const STABLE_MS = 5000;
/** With the watch's own second, a dead socket is found within 5 s of waking. */
export const DOUBT_MS = 4000;
/** A server closes right after its goodbye; a browser may never say so. */
export const GOODBYE_MS = 2000;

export const initial = (rules: Rules): Machine<"idle"> => ({
  state: "idle",
  phase: "rest",
  why: "initial",
  attempt: 0,
  online: true,
  auto: true,
  rules,
});

const to = <S extends State>(
  m: Machine,
  state: S,
  change: Partial<Machine>,
  ...effects: readonly Effect[]
): Step<S> => ({ machine: { ...m, ...change, state }, effects });

/** The same state, whichever it is. */
const keep = (m: Machine, change: Partial<Machine>, ...effects: readonly Effect[]) =>
  to(m, m.state as never, change, ...effects);

const poll = (m: Machine, on = false): readonly Effect[] =>
  !m.polling === !on ? [] : [["poll", on]];

/** Leaves whatever is under way for another phase: every try and every connection ends here. */
const leave = <S extends State>(
  m: Machine,
  state: S,
  phase: Phase,
  polling: boolean | undefined,
  change: Partial<Machine>,
  ...effects: readonly Effect[]
): Step<S> =>
  to(
    m,
    state,
    {
      phase,
      polling,
      doubted: false,
      storeDown: false,
      suspended: false,
      final: false,
      advisedMs: undefined,
      ...change,
    },
    ["drop"],
    ...poll(m, polling),
    ...effects,
  );

/** Whatever is under way must come within this time. */
const deadline = ({ rules }: Machine): Effect => ["arm", "deadline", rules.connectTimeoutMs];

const dial = <S extends "connecting" | "reconnecting" | "fallback">(
  m: Machine,
  state: S,
  change: Partial<Machine>,
  polling = m.polling,
): Step<S> => leave(m, state, "ticket", polling, change, ["ticket"], deadline(m));

/** What the network's return makes good again. */
const FRESH = { attempt: 0, renewed: false, online: true };

/** What an explicit wish does. */
const WISH = { ...FRESH, auto: true };

const end = (m: Machine, why: string, change?: Partial<Machine>): Step<"idle"> =>
  leave(m, "idle", "rest", false, { why, ...change });

/** In fallback, with nothing under way: polling alone, and where asked for a try every so often. */
const rest = (m: Machine, why = m.why): Step<"fallback"> => {
  const { online, auto, rules } = m;
  const probe: Effect[] = rules.probeMs && online && auto ? [["arm", "wait", rules.probeMs]] : [];
  return leave(m, "fallback", online ? "rest" : "paused", online, { why }, ...probe);
};

const pause = (m: Machine): Step<"failed"> =>
  leave(m, "failed", "paused", false, { why: "offline", online: false });

const trouble = (
  m: Machine,
  { advice, why, vanished, retryAfterMs }: Trouble,
): Step<"reconnecting" | "failed" | "fallback" | "idle"> => {
  const { attempt, advisedMs, renewed, auto, online, rules, polling } = m;
  const live = m.phase === "live";
  const renew = advice === "NEW_TICKET_ONCE";
  if (advice === "STOP" || (renew && renewed)) {
    return end(m, why, { final: true });
  }
  if (!auto || advice === "GIVE_UP" || attempt >= rules.tries) {
    return rest(m, why);
  }
  if (!online) {
    return pause(m);
  }
  if (renew) {
    return dial(m, "reconnecting", { why, renewed: true });
  }
  return leave(
    m,
    live ? "reconnecting" : "failed",
    "wait",
    polling,
    { why, attempt: attempt + 1 },
    ["backoff", attempt, { advisedMs, retryAfterMs, windowMs: live && vanished && m.windowMs }],
  );
};

const openSocket = (m: Machine): Step<never> =>
  keep(m, { phase: "socket" }, ["socket"], deadline(m));

/** Open, unless there is a reason to call it degraded. */
const settle = (m: Machine, why: string, change: Partial<Machine>, ...effects: Effect[]) => {
  const next = { ...m, ...change };
  const state = next.doubted || next.storeDown ? "degraded" : "open";
  return to(next, state, { why: state === m.state ? m.why : why }, ...effects);
};

/** The socket is in doubt until anything is heard. */
const doubt = (m: Machine, why: string, online = m.online) =>
  settle(m, why, { doubted: true, online }, ["ping"], ["arm", "doubt", DOUBT_MS]);

type EventOf<T> = Extract<MachineEvent, { readonly type: T }>;

/** An answer that is none changes nothing. */
type Row<S extends State> = {
  readonly [T in MachineEvent["type"]]?: (
    m: Machine,
    event: EventOf<T>,
  ) => Step<S | Next[S]> | false | undefined;
};

const disconnect = (m: Machine): Step<"idle"> => end(m, "disconnect");

const hide = (m: Machine): Step<"idle"> => end(m, "page_hidden", { suspended: true });

const connect = (m: Machine): Step<"connecting"> =>
  dial(m, "connecting", { ...WISH, why: "connect" });

const reconnect = (m: Machine): Step<"reconnecting"> =>
  dial(m, "reconnecting", { ...WISH, why: "reconnect" });

/** Remembers when to come back. */
const heed = (m: Machine, { retryAfterMs }: EventOf<"advice">, ...effects: Effect[]): Step<never> =>
  keep(m, { advisedMs: retryAfterMs }, ...effects);

/** What a try under way does, whatever the state is called meanwhile. */
const dialing = {
  disconnect,
  hide,
  ticket: (m: Machine, { slotMs }: EventOf<"ticket">): Step<never> =>
    slotMs > 0
      ? keep(m, { phase: "slot" }, ["disarm", "deadline"], ["arm", "wait", slotMs])
      : openSocket(m),
  hello: (m: Machine, { windowMs, auto }: EventOf<"hello">): Step<"open"> =>
    to(
      m,
      "open",
      { phase: "live", why: "hello", windowMs, auto, polling: false },
      ["disarm", "deadline"],
      ["arm", "stable", STABLE_MS],
      ["welcome"],
      // Only now: nothing is lost while the rooms are subscribed again.
      ...poll(m),
    ),
  advice: heed,
};

/** What happens between two tries. */
const between = {
  disconnect,
  hide,
  reconnect,
  wait: (m: Machine) =>
    m.phase === "slot" ? openSocket(m) : dial(m, "reconnecting", { why: "retry" }),
  offline: pause,
  online: (m: Machine) =>
    m.phase === "wait" || m.phase === "paused"
      ? dial(m, "reconnecting", { ...FRESH, why: "online" })
      : keep(m, FRESH),
};

const trying = { ...dialing, ...between, trouble };

const live = {
  disconnect,
  hide,
  reconnect,
  trouble,
  stable: (m: Machine): Step<never> => keep(m, { attempt: 0, renewed: false }),
  alive: (m: Machine) =>
    m.doubted && settle(m, "answered", { doubted: false }, ["disarm", "doubt"]),
  mode: (m: Machine, { degraded }: EventOf<"mode">) =>
    degraded !== !!m.storeDown &&
    settle(m, degraded ? "STORE_UNAVAILABLE" : "store_back", { storeDown: degraded }),
  advice: (m: Machine, event: EventOf<"advice">) => heed(m, event, ["arm", "goodbye", GOODBYE_MS]),
  offline: (m: Machine) => doubt(m, "offline", false),
  online: (m: Machine) => doubt(m, "online", true),
  wake: (m: Machine) => !m.doubted && doubt(m, "wake"),
  // A socket that was cached or frozen with its page is dead, whatever its readyState says.
  show: (m: Machine) => dial(m, "reconnecting", { ...FRESH, why: "page_shown" }),
};

/** The one transition table: by state, by event. An event without an entry changes nothing. */
const TABLE: { readonly [S in State]: Row<S> } = {
  idle: {
    connect,
    reconnect: connect,
    disconnect: (m) => m.suspended && keep(m, { suspended: false }),
    show: (m) => m.suspended && dial(m, "connecting", { ...FRESH, why: "page_shown" }),
  },
  connecting: trying,
  reconnecting: trying,
  failed: { ...between, connect: (m) => m.phase === "paused" && reconnect(m) },
  open: live,
  degraded: live,
  fallback: {
    ...dialing,
    connect,
    reconnect: connect,
    trouble: (m) => rest(m),
    wait: (m) => (m.phase === "slot" ? openSocket(m) : dial(m, "fallback", {})),
    offline: (m) => rest({ ...m, online: false }),
    // Polling goes on until the hello, so that nobody waits for the messages in between.
    online: (m) =>
      m.auto
        ? dial(m, "connecting", { ...FRESH, why: "online" }, true)
        : rest({ ...m, online: true }),
  },
};

/** The next state and what is to be done for it. The same machine comes back if nothing changes. */
export const step = (machine: Machine, event: MachineEvent): Step => {
  const rule = TABLE[machine.state][event.type] as
    | ((m: Machine, event: MachineEvent) => Step | false | undefined)
    | undefined;
  return rule?.(machine, event) || { machine, effects: [] };
};
