import type { State } from "./types.js";

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

export interface Machine<S extends State = State> {
  readonly state: S;
  readonly phase: Phase;
  /** The reason of the last transition. */
  readonly why: string;
  /** Tries since a connection last proved stable; the next wait is chosen by it. */
  readonly attempt: number;
  /** The one fresh ticket after a 4401 has been asked for. */
  readonly renewed: boolean;
  readonly online: boolean;
  /** Whether the server lets this client come back by itself. */
  readonly auto: boolean;
  /** The page is cached or frozen, and the connection was wanted. */
  readonly suspended: boolean;
  readonly polling: boolean;
  /** A ping waits for any sign of life. */
  readonly doubted: boolean;
  readonly storeDown: boolean;
  /** Over how long to spread the first try if the server vanishes. */
  readonly windowMs: number;
  /** The server has said when to come back. */
  readonly advisedMs: number | undefined;
  /** Ended for good. */
  readonly final: boolean;
}

/** What a failure means for the next step. */
export type Advice = "STOP" | "GIVE_UP" | "RETRY" | "NEW_TICKET_ONCE";

export interface Trouble {
  readonly type: "trouble";
  readonly advice: Advice;
  readonly why: string;
  /** The server went without a goodbye. */
  readonly vanished?: boolean;
  /** Do not come back earlier. */
  readonly retryAfterMs?: number | undefined;
}

export type MachineEvent =
  | { readonly type: "connect" | "disconnect" | "reconnect" }
  | { readonly type: "ticket"; readonly slotMs: number }
  | { readonly type: "hello"; readonly windowMs: number; readonly auto: boolean }
  | Trouble
  | { readonly type: Timer | "silent" }
  /** Something was heard while in doubt. */
  | { readonly type: "alive" }
  | { readonly type: "mode"; readonly degraded: boolean }
  | { readonly type: "advice"; readonly retryAfterMs: number }
  | { readonly type: "online" | "offline" | "hide" | "show" | "wake" };

/** Each name is one timer at most; when it fires, the event has its name. */
export type Timer = "deadline" | "wait" | "stable" | "doubt" | "goodbye";

export type Effect =
  /** Ask for a ticket; open a socket with it. */
  | { readonly type: "ticket" | "socket" }
  /** Abort the request, leave the socket, stop all timers. */
  | { readonly type: "drop" }
  | { readonly type: "arm"; readonly timer: Timer; readonly ms: number }
  | { readonly type: "disarm"; readonly timer: Timer }
  /** Arm `wait` for a time that the backoff chooses. */
  | {
      readonly type: "backoff";
      readonly attempt: number;
      readonly advisedMs: number | undefined;
      readonly atLeastMs: number | undefined;
      readonly windowMs: number;
    }
  /** The hello is here: listen for silence, subscribe again, send what was queued. */
  | { readonly type: "welcome" }
  | { readonly type: "ping" }
  | { readonly type: "poll"; readonly on: boolean };

/** What differs between connections. */
export interface Rules {
  readonly tries: number;
  readonly connectTimeoutMs: number;
  /** How often a socket is tried while in fallback; 0 is never. */
  readonly probeMs: number;
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

export const INITIAL: Machine<"idle"> = {
  state: "idle",
  phase: "rest",
  why: "initial",
  attempt: 0,
  renewed: false,
  online: true,
  auto: true,
  suspended: false,
  polling: false,
  doubted: false,
  storeDown: false,
  windowMs: 0,
  advisedMs: undefined,
  final: false,
};

const DROP: Effect = { type: "drop" };

const arm = (timer: Timer, ms: number): Effect => ({ type: "arm", timer, ms });

const to = <S extends State>(
  m: Machine,
  state: S,
  change: Partial<Machine>,
  ...effects: readonly Effect[]
): Step<S> => ({ machine: { ...m, ...change, state }, effects });

const stay = (m: Machine): Step<never> => ({ machine: m as Machine<never>, effects: [] });

const poll = (m: Machine, on: boolean): readonly Effect[] =>
  m.polling === on ? [] : [{ type: "poll", on }];

const dial = <S extends "connecting" | "reconnecting" | "fallback">(
  m: Machine,
  rules: Rules,
  state: S,
  change: Partial<Machine>,
): Step<S> =>
  to(
    m,
    state,
    { phase: "ticket", advisedMs: undefined, doubted: false, storeDown: false, ...change },
    DROP,
    { type: "ticket" },
    arm("deadline", rules.connectTimeoutMs),
  );

/** What an explicit wish, or the network's return, makes good again. */
const FRESH = { attempt: 0, renewed: false, online: true, suspended: false, final: false };

const WISH = { ...FRESH, auto: true };

const end = (m: Machine, why: string, change: Partial<Machine> = {}): Step<"idle"> =>
  to(
    m,
    "idle",
    { phase: "rest", why, polling: false, doubted: false, storeDown: false, ...change },
    DROP,
    ...poll(m, false),
  );

/** In fallback, with nothing under way: polling alone, and where asked for a try every so often. */
const rest = (m: Machine, rules: Rules, change: Partial<Machine>): Step<"fallback"> =>
  to(
    m,
    "fallback",
    {
      phase: m.online ? "rest" : "paused",
      polling: m.online,
      doubted: false,
      storeDown: false,
      ...change,
    },
    DROP,
    ...poll(m, m.online),
    ...(rules.probeMs && m.online && m.auto ? [arm("wait", rules.probeMs)] : []),
  );

const pause = (m: Machine, why: string): Step<"failed"> =>
  to(
    m,
    "failed",
    { phase: "paused", why, online: false, polling: false, doubted: false, storeDown: false },
    DROP,
    ...poll(m, false),
  );

/** A try or a connection has ended, and not by our wish. */
const trouble = (
  m: Machine,
  { advice, why, vanished, retryAfterMs }: Omit<Trouble, "type">,
  rules: Rules,
): Step<"reconnecting" | "failed" | "fallback" | "idle"> => {
  const live = m.phase === "live";
  if (advice === "STOP" || (advice === "NEW_TICKET_ONCE" && m.renewed)) {
    return end(m, why, { final: true });
  }
  if (!m.auto || advice === "GIVE_UP" || m.attempt >= rules.tries) {
    return rest(m, rules, { why });
  }
  if (!m.online) {
    return pause(m, why);
  }
  if (advice === "NEW_TICKET_ONCE") {
    return dial(m, rules, "reconnecting", { why, renewed: true });
  }
  return to(
    m,
    live ? "reconnecting" : "failed",
    {
      phase: "wait",
      why,
      attempt: m.attempt + 1,
      advisedMs: undefined,
      doubted: false,
      storeDown: false,
    },
    DROP,
    {
      type: "backoff",
      attempt: m.attempt,
      advisedMs: m.advisedMs,
      atLeastMs: retryAfterMs,
      windowMs: live && vanished ? m.windowMs : 0,
    },
  );
};

const openSocket = (m: Machine, rules: Rules): Step<never> => ({
  machine: { ...m, phase: "socket" } as Machine<never>,
  effects: [{ type: "socket" }, arm("deadline", rules.connectTimeoutMs)],
});

/** The socket is in doubt until anything is heard. */
const doubt = (m: Machine, why: string, online: boolean): Step<"degraded"> =>
  to(
    m,
    "degraded",
    { doubted: true, online, why: m.state === "degraded" ? m.why : why },
    { type: "ping" },
    arm("doubt", DOUBT_MS),
  );

/** Open again, unless another reason to call it degraded is left. */
const settle = (m: Machine, why: string, change: Partial<Machine>, ...effects: Effect[]) => {
  const next = { ...m, ...change };
  const state = next.doubted || next.storeDown ? "degraded" : "open";
  return to(next, state, { why: state === m.state ? m.why : why }, ...effects);
};

type EventOf<T> = Extract<MachineEvent, { readonly type: T }>;

type Row<S extends State> = {
  readonly [T in MachineEvent["type"]]?: (
    m: Machine,
    event: EventOf<T>,
    rules: Rules,
  ) => Step<S | Next[S]>;
};

/** Polling goes on until the hello, so that nobody waits for the messages in between. */
const withPolling = <S extends State>(before: Machine, { machine, effects }: Step<S>): Step<S> => ({
  machine,
  effects: [...effects, ...poll(before, true)],
});

const disconnect = (m: Machine): Step<"idle"> => end(m, "disconnect", { suspended: false });

const hide = (m: Machine): Step<"idle"> => end(m, "page_hidden", { suspended: true });

const welcome = (m: Machine, { windowMs, auto }: EventOf<"hello">): Step<"open"> =>
  to(
    m,
    "open",
    { phase: "live", why: "hello", windowMs, auto, polling: false },
    { type: "disarm", timer: "deadline" },
    arm("stable", STABLE_MS),
    { type: "welcome" },
    // Only now: what the polls bring until the rooms are subscribed again is not lost.
    ...poll(m, false),
  );

/** What a try under way does, whatever the state is called meanwhile. */
const dialing = {
  ticket: (m: Machine, { slotMs }: EventOf<"ticket">, rules: Rules): Step<never> =>
    m.phase !== "ticket"
      ? stay(m)
      : slotMs > 0
        ? {
            machine: { ...m, phase: "slot" } as Machine<never>,
            effects: [{ type: "disarm", timer: "deadline" }, arm("wait", slotMs)],
          }
        : openSocket(m, rules),
  hello: (m: Machine, event: EventOf<"hello">): Step<"open"> =>
    m.phase === "socket" ? welcome(m, event) : stay(m),
  advice: (m: Machine, { retryAfterMs }: EventOf<"advice">): Step<never> => ({
    machine: { ...m, advisedMs: retryAfterMs } as Machine<never>,
    effects: [],
  }),
};

const trying = {
  ...dialing,
  disconnect,
  hide,
  reconnect: (m: Machine, _: MachineEvent, rules: Rules) =>
    dial(m, rules, "reconnecting", { ...WISH, why: "reconnect" }),
  trouble,
  deadline: (m: Machine, _: MachineEvent, rules: Rules) =>
    trouble(m, { advice: "RETRY", why: "timeout" }, rules),
  wait: (m: Machine, _: MachineEvent, rules: Rules) =>
    m.phase === "slot" ? openSocket(m, rules) : dial(m, rules, "reconnecting", { why: "retry" }),
  offline: (m: Machine) => pause(m, "offline"),
  online: (m: Machine, _: MachineEvent, rules: Rules) =>
    m.phase === "wait" || m.phase === "paused"
      ? dial(m, rules, "reconnecting", { ...FRESH, why: "online" })
      : stay(m),
};

const live = {
  disconnect,
  hide,
  reconnect: trying.reconnect,
  trouble,
  stable: (m: Machine): Step<never> => ({
    machine: { ...m, attempt: 0, renewed: false } as Machine<never>,
    effects: [],
  }),
  silent: (m: Machine, _: MachineEvent, rules: Rules) =>
    trouble(m, { advice: "RETRY", why: "silence", vanished: true }, rules),
  doubt: (m: Machine, _: MachineEvent, rules: Rules) =>
    trouble(
      m,
      { advice: "RETRY", why: m.online ? "unanswered" : "offline", vanished: true },
      rules,
    ),
  alive: (m: Machine) =>
    m.doubted
      ? settle(m, "answered", { doubted: false }, { type: "disarm", timer: "doubt" })
      : stay(m),
  mode: (m: Machine, { degraded }: EventOf<"mode">) =>
    settle(m, degraded ? "STORE_UNAVAILABLE" : "store_back", { storeDown: degraded }),
  advice: (m: Machine, { retryAfterMs }: EventOf<"advice">): Step<never> => ({
    machine: { ...m, advisedMs: retryAfterMs } as Machine<never>,
    effects: [arm("goodbye", GOODBYE_MS)],
  }),
  goodbye: (m: Machine, _: MachineEvent, rules: Rules) =>
    trouble(m, { advice: "RETRY", why: "SERVICE_RESTART" }, rules),
  offline: (m: Machine) => doubt(m, "offline", false),
  online: (m: Machine) => doubt(m, "online", true),
  wake: (m: Machine) => (m.doubted ? stay(m) : doubt(m, "wake", m.online)),
  // A socket that was cached or frozen with its page is dead, whatever its readyState says.
  show: (m: Machine, _: MachineEvent, rules: Rules) =>
    dial(m, rules, "reconnecting", { ...FRESH, why: "page_shown" }),
};

/** The one transition table: by state, by event. An event without an entry changes nothing. */
const TABLE: { readonly [S in State]: Row<S> } = {
  idle: {
    connect: (m, _, rules) => dial(m, rules, "connecting", { ...WISH, why: "connect" }),
    reconnect: (m, _, rules) => dial(m, rules, "connecting", { ...WISH, why: "connect" }),
    disconnect: (m) => to(m, "idle", { suspended: false }),
    show: (m, _, rules) =>
      m.suspended ? dial(m, rules, "connecting", { ...FRESH, why: "page_shown" }) : stay(m),
  },
  connecting: trying,
  reconnecting: trying,
  failed: {
    disconnect,
    hide,
    connect: (m, _, rules) =>
      m.phase === "paused" ? dial(m, rules, "reconnecting", { ...WISH, why: "connect" }) : stay(m),
    reconnect: trying.reconnect,
    wait: trying.wait,
    offline: trying.offline,
    online: trying.online,
  },
  open: live,
  degraded: live,
  fallback: {
    ...dialing,
    disconnect,
    hide,
    connect: (m, _, rules) => dial(m, rules, "connecting", { ...WISH, why: "connect" }),
    reconnect: (m, _, rules) => dial(m, rules, "connecting", { ...WISH, why: "connect" }),
    trouble: (m, _, rules) => rest(m, rules, {}),
    deadline: (m, _, rules) => rest(m, rules, {}),
    wait: (m, _, rules) =>
      m.phase === "slot" ? openSocket(m, rules) : dial(m, rules, "fallback", {}),
    offline: (m, _, rules) => rest({ ...m, online: false }, rules, {}),
    online: (m, _, rules) =>
      m.auto
        ? withPolling(m, dial(m, rules, "connecting", { ...FRESH, why: "online", polling: true }))
        : rest({ ...m, online: true }, rules, {}),
  },
};

/** The next state and what is to be done for it. The same machine comes back if nothing changes. */
export const step = (m: Machine, event: MachineEvent, rules: Rules): Step =>
  (TABLE[m.state][event.type] as ((...of: unknown[]) => Step) | undefined)?.(m, event, rules) ??
  stay(m);
