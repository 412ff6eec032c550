import type * as MachineModule from "../src/machine.js";
import type { Effect, Machine, MachineEvent, Rules, Timer } from "../src/machine.js";
import type { State } from "../src/types.js";

/** The part of the machine's module that is explored; a broken copy of it can be given too. */
export type Subject = Pick<typeof MachineModule, "step" | "initial" | "FIRED" | "troubleOf">;

/** What is outside the machine, as far as it matters to it. */
interface Outside {
  readonly ticket: boolean;
  readonly socket: "none" | "dialing" | "live";
  readonly timers: readonly Timer[];
  readonly polling: boolean;
  readonly watching: boolean;
}

export interface World {
  readonly machine: Machine;
  readonly outside: Outside;
}

export interface Violation {
  readonly rule: string;
  readonly path: readonly string[];
}

export interface Exploration {
  readonly worlds: number;
  readonly edges: number;
  readonly transitions: ReadonlySet<string>;
  readonly violations: readonly Violation[];
}

/** Which transitions the documentation and the types promise, and no others. */
export const LEGAL: Readonly<Record<State, readonly State[]>> = {
  idle: ["connecting"],
  connecting: ["open", "reconnecting", "failed", "fallback", "idle"],
  open: ["degraded", "reconnecting", "failed", "fallback", "idle"],
  degraded: ["open", "reconnecting", "failed", "fallback", "idle"],
  reconnecting: ["open", "failed", "fallback", "idle"],
  failed: ["reconnecting", "idle"],
  fallback: ["connecting", "open", "idle"],
};

const NOTHING: Outside = {
  ticket: false,
  socket: "none",
  timers: [],
  polling: false,
  watching: false,
};

/** Visits every world that can be reached, breadth first, and checks every step on the way. */
export function explore(subject: Subject, rules: Rules, mostViolations = 20): Exploration {
  const start: World = { machine: subject.initial(rules), outside: NOTHING };
  const seen = new Map<string, { world: World; path: readonly string[] }>();
  const before = new Map<string, string[]>();
  const transitions = new Set<string>();
  const violations: Violation[] = [];
  const queue = [keyOf(start)];
  seen.set(queue[0]!, { world: start, path: [] });
  let edges = 0;
  for (
    let key = queue.shift();
    key !== undefined && violations.length < mostViolations;
    key = queue.shift()
  ) {
    const { world, path } = seen.get(key)!;
    for (const event of possible(subject, world)) {
      edges++;
      const told = [...path, nameOf(event)];
      const report = (rule: string) => {
        violations.push({ rule, path: told });
      };
      const next = happen(subject, world, event, report);
      checkWorld(next, rules, report);
      checkStep(world, event, next, rules, report);
      if (next.machine.state !== world.machine.state) {
        transitions.add(`${world.machine.state} → ${next.machine.state}`);
      }
      const nextKey = keyOf(next);
      if (!seen.has(nextKey)) {
        seen.set(nextKey, { world: next, path: told });
        queue.push(nextKey);
      }
      before.set(nextKey, [...(before.get(nextKey) ?? []), key]);
    }
  }
  const stuck = violations.length === 0 && withoutWayTo("open", seen, before);
  if (stuck) {
    violations.push({ rule: "open can be reached from everywhere", path: stuck });
  }
  return { worlds: seen.size, edges, transitions, violations };
}

const nameOf = (event: MachineEvent) =>
  "advice" in event ? `${event.type} ${event.advice} ${event.why}` : event.type;

function keyOf({ machine: { rules, why, ...machine }, outside }: World): string {
  // Absent is false, and the reason is for people.
  const known = Object.entries(machine).filter(([, value]) => value);
  return JSON.stringify([known.sort(), { ...outside, timers: [...outside.timers].sort() }]);
}

/** What can happen next in this world. */
function possible(subject: Subject, { machine, outside }: World): MachineEvent[] {
  const { troubleOf } = subject;
  const events: MachineEvent[] = [
    { type: "connect" },
    { type: "disconnect" },
    { type: "reconnect" },
  ];
  if (machine.state !== "idle" || machine.suspended) {
    for (const type of ["online", "offline", "hide", "show", "wake"] as const) {
      events.push({ type });
    }
  }
  if (outside.ticket) {
    events.push(
      { type: "ticket", slotMs: 0 },
      { type: "ticket", slotMs: 700 },
      troubleOf("STOP", "MISSING_SESSION", "handshake"),
      troubleOf("GIVE_UP", "WS_TICKET_REDIS_NOT_READY", "server_error"),
      troubleOf("RETRY", "RATE_LIMITED", "handshake", undefined, false, 3000),
    );
  }
  if (outside.socket !== "none") {
    events.push(
      troubleOf("STOP", "POLICY_VIOLATION", "unknown", 1008),
      troubleOf("RETRY", "HANDSHAKE_ERROR", "server_error", 4500),
      troubleOf("RETRY", "ABNORMAL", "abnormal", 1006, true),
      troubleOf("NEW_TICKET_ONCE", "TICKET_INVALID", "handshake", 4401),
      { type: "advice", retryAfterMs: 4200 },
    );
  }
  if (outside.socket === "dialing") {
    events.push(
      troubleOf("GIVE_UP", "SOCKET_REFUSED", "handshake"),
      { type: "hello", windowMs: 9000, auto: true },
      { type: "hello", windowMs: undefined, auto: false },
    );
  }
  if (outside.socket === "live") {
    events.push(
      { type: "mode", degraded: true },
      { type: "mode", degraded: false },
      { type: "alive" },
    );
  }
  if (outside.watching) {
    events.push(troubleOf("RETRY", "silence", "timeout", 1006, true));
  }
  return [...events, ...outside.timers.map((timer) => subject.FIRED[timer])];
}

/** The world after the event: what happened outside, the machine's step, and its effects. */
function happen(
  { step, FIRED }: Subject,
  { machine, outside }: World,
  event: MachineEvent,
  report: (rule: string) => void,
): World {
  const fired = outside.timers.find((timer) => FIRED[timer] === event);
  let after: Outside = {
    ...outside,
    timers: outside.timers.filter((timer) => timer !== fired),
    ...(event.type === "ticket" ? { ticket: false } : {}),
    ...(event.type === "hello" ? { socket: "live" as const } : {}),
  };
  if (event.type === "trouble" && !fired && event.why !== "silence") {
    after = { ...after, ticket: false, socket: "none" };
  }
  const { machine: next, effects } = step(machine, event);
  for (const effect of effects) {
    after = applied(after, effect, report);
  }
  return { machine: next, outside: after };
}

function applied(outside: Outside, effect: Effect, report: (rule: string) => void): Outside {
  const { timers } = outside;
  switch (effect[0]) {
    case "ticket":
      if (outside.ticket || outside.socket !== "none") {
        report("one try at a time");
      }
      return { ...outside, ticket: true };
    case "socket":
      if (outside.ticket || outside.socket !== "none") {
        report("never two sockets");
      }
      return { ...outside, socket: "dialing" };
    case "drop":
      return { ...NOTHING, polling: outside.polling };
    case "arm":
      return { ...outside, timers: [...timers.filter((timer) => timer !== effect[1]), effect[1]] };
    case "backoff":
      return { ...outside, timers: [...timers.filter((timer) => timer !== "wait"), "wait"] };
    case "disarm":
      return { ...outside, timers: timers.filter((timer) => timer !== effect[1]) };
    case "welcome":
      return { ...outside, watching: true };
    case "ping":
      if (outside.socket !== "live") {
        report("a ping has a live socket to go over");
      }
      return outside;
    case "poll":
      if (outside.polling === effect[1]) {
        report("polling starts and stops once");
      }
      if (!effect[1] && outside.socket === "live" && !outside.watching) {
        report("polling stops only after the rooms are subscribed again");
      }
      return { ...outside, polling: effect[1] };
  }
}

const PHASES: Readonly<Record<State, readonly Machine["phase"][]>> = {
  idle: ["rest"],
  connecting: ["ticket", "slot", "socket"],
  open: ["live"],
  degraded: ["live"],
  reconnecting: ["ticket", "slot", "socket", "wait"],
  failed: ["wait", "paused"],
  fallback: ["rest", "paused", "ticket", "slot", "socket"],
};

/** What holds in every world. */
function checkWorld({ machine, outside }: World, rules: Rules, report: (rule: string) => void) {
  const { state, phase } = machine;
  const { ticket, socket, timers, polling, watching } = outside;
  const armed = (timer: Timer) => timers.includes(timer);
  const hold = (rule: string, holds: boolean) => {
    if (!holds) {
      report(rule);
    }
  };
  hold("a state has its phases and no others", PHASES[state].includes(phase));
  hold("a ticket is asked for exactly in its phase", (phase === "ticket") === ticket);
  hold("a socket is dialed exactly in its phase", (phase === "socket") === (socket === "dialing"));
  hold("a live socket is there exactly in its phase", (phase === "live") === (socket === "live"));
  hold("a live socket is watched, and nothing else", (phase === "live") === watching);
  hold(
    "dialing has a deadline, and nothing else",
    armed("deadline") === (phase === "ticket" || phase === "socket"),
  );
  const probing = state === "fallback" && phase === "rest" && !!rules.probeMs && machine.auto;
  hold(
    "what waits has its timer, and nothing else",
    armed("wait") === (phase === "wait" || phase === "slot" || probing),
  );
  hold("what rests or is paused has no other timer", phase === "live" || timers.length <= 1);
  hold("idle leaves nothing running", state !== "idle" || (timers.length === 0 && !polling));
  hold("paused waits for the network", phase !== "paused" || !machine.online);
  hold("doubt has a deadline, and nothing else", armed("doubt") === !!machine.doubted);
  hold(
    "degraded has a reason",
    (state === "degraded") === (phase === "live" && !!(machine.doubted || machine.storeDown)),
  );
  hold("polling is what the machine thinks it is", polling === !!machine.polling);
  hold(
    "fallback polls while there is a network",
    state !== "fallback" || polling === machine.online,
  );
  hold("open never polls", phase !== "live" || !polling);
  hold("no more tries than allowed", machine.attempt <= rules.tries);
  hold("the end is idle", !machine.final || state === "idle");
  hold("only a hidden page is suspended", !machine.suspended || state === "idle");
  hold(
    "a live socket that has not proved itself yet will",
    phase !== "live" || armed("stable") || (machine.attempt === 0 && !machine.renewed),
  );
}

/** What holds of every step. */
function checkStep(
  { machine: from, outside: around }: World,
  event: MachineEvent,
  { machine: to, outside }: World,
  rules: Rules,
  report: (rule: string) => void,
) {
  const hold = (rule: string, holds: boolean) => {
    if (!holds) {
      report(rule);
    }
  };
  const dials = outside.ticket && (!around.ticket || event.type === "reconnect");
  hold("only legal transitions", from.state === to.state || LEGAL[from.state].includes(to.state));
  hold("a reason for each transition", from.state === to.state || to.why !== "");
  switch (event.type) {
    case "disconnect":
      hold("disconnect ends everything", to.state === "idle" && !to.suspended);
      break;
    case "connect":
      hold("connect leads away from idle", to.state !== "idle");
      hold(
        "connect disturbs nothing that is under way",
        from.state === "idle" ||
          from.state === "fallback" ||
          from.phase === "paused" ||
          from === to,
      );
      break;
    case "reconnect":
      hold("reconnect tries at once, afresh", to.phase === "ticket" && to.attempt === 0);
      break;
    case "hello":
      hold("a hello opens", to.state === "open");
      hold(
        "a hello alone proves nothing",
        to.attempt === from.attempt && !!to.renewed === !!from.renewed,
      );
      break;
    case "stable":
      hold("a stable connection is proof", to.attempt === 0 && !to.renewed);
      break;
    case "offline":
      hold(
        "offline stops trying",
        from.phase === "live" || (!outside.ticket && outside.socket === "none"),
      );
      hold(
        "offline is not believed of a live socket",
        from.phase !== "live" || to.state === "degraded",
      );
      break;
    case "online":
      hold(
        "online resets the backoff and connects at once",
        !["wait", "paused"].includes(from.phase) ||
          (from.state === "fallback" && !from.auto) ||
          (dials && to.attempt === 0),
      );
      hold("online asks a live socket", from.phase !== "live" || !!to.doubted);
      break;
    case "hide":
      hold("a hidden page has no socket", to.state === "idle");
      hold("a hidden page is remembered", from.state === "idle" || !!to.suspended);
      break;
    case "show":
      hold("a shown page dials", !(from.suspended || from.phase === "live") || dials);
      break;
    case "wake":
      hold("waking asks a live socket", from.phase !== "live" || !!to.doubted);
      break;
    case "mode":
      hold("the store's state is remembered", !!to.storeDown === event.degraded);
      break;
    case "alive":
      hold("a sign of life ends the doubt", !to.doubted);
      break;
    case "trouble":
      checkTrouble(from, event.advice, to, dials, rules, hold);
      break;
  }
}

function checkTrouble(
  from: Machine,
  advice: "STOP" | "GIVE_UP" | "RETRY" | "NEW_TICKET_ONCE",
  to: Machine,
  dials: boolean,
  rules: Rules,
  hold: (rule: string, holds: boolean) => void,
) {
  if (from.state === "fallback") {
    hold("a try that fails in fallback leaves it as it was", to.state === "fallback" && !dials);
    return;
  }
  const final = advice === "STOP" || (advice === "NEW_TICKET_ONCE" && !!from.renewed);
  hold("what is final ends it, and nothing else", !!to.final === final);
  if (final) {
    return;
  }
  const givesUp = advice === "GIVE_UP" || !from.auto || from.attempt >= rules.tries;
  hold("sockets are given up when told, and not before", (to.state === "fallback") === givesUp);
  if (!givesUp && from.online) {
    hold("a fresh ticket is asked for at once", advice !== "NEW_TICKET_ONCE" || dials);
    hold("it is asked for once", advice !== "NEW_TICKET_ONCE" || !!to.renewed);
    hold("any other try waits", advice === "NEW_TICKET_ONCE" || to.phase === "wait");
    hold("each wait counts", advice === "NEW_TICKET_ONCE" || to.attempt === from.attempt + 1);
  }
}

/** A path into a world from which no world in that state can be reached. */
function withoutWayTo(
  state: State,
  seen: ReadonlyMap<string, { world: World; path: readonly string[] }>,
  before: ReadonlyMap<string, readonly string[]>,
): readonly string[] | undefined {
  const led = new Set<string>();
  const queue = [...seen]
    .filter(([, { world }]) => world.machine.state === state)
    .map(([key]) => key);
  for (let key = queue.pop(); key !== undefined; key = queue.pop()) {
    if (!led.has(key)) {
      led.add(key);
      queue.push(...(before.get(key) ?? []));
    }
  }
  return [...seen].find(([key]) => !led.has(key))?.[1].path;
}
