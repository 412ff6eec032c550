import { readFileSync } from "node:fs";
import { describe, expect, expectTypeOf, it, test } from "vitest";
import * as subject from "../src/machine.js";
import {
  initial,
  type MachineEvent,
  type Next,
  type Rules,
  step,
  troubleOf,
} from "../src/machine.js";
import type { State } from "../src/types.js";
import { explore, LEGAL } from "./explore.js";

const RULES: Rules = { tries: 2, connectTimeoutMs: 10_000, probeMs: 0 };

const hello: MachineEvent = { type: "hello", windowMs: 9000, auto: true };
const ticket: MachineEvent = { type: "ticket", slotMs: 0 };
const lost = troubleOf("RETRY", "ABNORMAL", "abnormal", 1006, true);
const refused = troubleOf("RETRY", "HTTP_502", "server_error");

/** Runs the events from the beginning, and tells the last step. */
function run(...events: readonly (MachineEvent | MachineEvent["type"])[]) {
  let last = {
    machine: initial(RULES) as subject.Machine,
    effects: [] as readonly subject.Effect[],
  };
  for (const event of events) {
    last = step(
      last.machine,
      typeof event === "string" ? ({ type: event } as MachineEvent) : event,
    );
  }
  return last;
}

const OPEN = ["connect", ticket, hello] as const;

describe("the machine, row by row", () => {
  const rows: readonly (readonly [
    string,
    readonly (MachineEvent | MachineEvent["type"])[],
    State,
    string,
  ])[] = [
    ["connects", ["connect"], "connecting", "connect"],
    ["connects once", ["connect", "connect"], "connecting", "connect"],
    ["is open at the hello, not before", ["connect", ticket], "connecting", "connect"],
    ["is open at the hello", [...OPEN], "open", "hello"],
    ["waits after a first try that failed", ["connect", refused], "failed", "HTTP_502"],
    ["tries again", ["connect", refused, "wait"], "reconnecting", "retry"],
    ["looks for a lost connection", [...OPEN, lost], "reconnecting", "ABNORMAL"],
    ["gives up", ["connect", refused, "wait", refused, "wait", refused], "fallback", "HTTP_502"],
    [
      "stops at a final close",
      [...OPEN, troubleOf("STOP", "REPLACED", "handshake", 4409)],
      "idle",
      "REPLACED",
    ],
    [
      "asks for one fresh ticket",
      ["connect", ticket, troubleOf("NEW_TICKET_ONCE", "TICKET_EXPIRED", "handshake", 4401)],
      "reconnecting",
      "TICKET_EXPIRED",
    ],
    [
      "stops at the second 4401",
      [
        "connect",
        ticket,
        troubleOf("NEW_TICKET_ONCE", "TICKET_EXPIRED", "handshake", 4401),
        ticket,
        troubleOf("NEW_TICKET_ONCE", "SESSION_REVOKED", "handshake", 4401),
      ],
      "idle",
      "SESSION_REVOKED",
    ],
    ["doubts when offline", [...OPEN, "offline"], "degraded", "offline"],
    [
      "is open again when anything is heard",
      [...OPEN, "offline", "online", "alive"],
      "open",
      "answered",
    ],
    ["stops trying when offline", ["connect", "offline"], "failed", "offline"],
    ["tries at once when online", ["connect", "offline", "online"], "reconnecting", "online"],
    [
      "is degraded without the store",
      [...OPEN, { type: "mode", degraded: true }],
      "degraded",
      "STORE_UNAVAILABLE",
    ],
    [
      "is open with the store",
      [...OPEN, { type: "mode", degraded: true }, { type: "mode", degraded: false }],
      "open",
      "store_back",
    ],
    [
      "stays degraded while the store is away",
      [...OPEN, { type: "mode", degraded: true }, "wake", "alive"],
      "degraded",
      "STORE_UNAVAILABLE",
    ],
    ["leaves the socket of a hidden page", [...OPEN, "hide"], "idle", "page_hidden"],
    ["dials when the page is back", [...OPEN, "hide", "show"], "connecting", "page_shown"],
    [
      "does not dial for a page that did not want to",
      ["connect", "disconnect", "show"],
      "idle",
      "disconnect",
    ],
    [
      "comes back from fallback when online",
      ["connect", troubleOf("GIVE_UP", "X", "server_error"), "online"],
      "connecting",
      "online",
    ],
    [
      "comes back from fallback when asked",
      ["connect", troubleOf("GIVE_UP", "X", "server_error"), "connect"],
      "connecting",
      "connect",
    ],
    ["ends when told", [...OPEN, "disconnect"], "idle", "disconnect"],
    [
      "does not come back where the server forbids it",
      ["connect", ticket, { type: "hello", windowMs: 0, auto: false }, lost],
      "fallback",
      "ABNORMAL",
    ],
  ];

  test.each(rows)("%s", (_, events, state, why) => {
    expect(run(...events).machine).toMatchObject({ state, why });
  });

  it("is told by its steps when nothing changes", () => {
    const { machine } = run(...OPEN);

    expect(step(machine, { type: "connect" }).machine).toBe(machine);
  });

  it("passes on the advice, the window and the server's time to the backoff", () => {
    const advised = run(
      ...OPEN,
      { type: "advice", retryAfterMs: 4200 },
      troubleOf("RETRY", "SERVICE_RESTART", "server_error", 1012),
    );
    const vanished = run(...OPEN, lost);
    const limited = run(
      "connect",
      troubleOf("RETRY", "RATE_LIMITED", "handshake", undefined, false, 3000),
    );

    expect(advised.effects.at(-1)).toEqual(["backoff", 0, { advisedMs: 4200 }]);
    expect(vanished.effects.at(-1)).toEqual(["backoff", 0, { windowMs: 9000 }]);
    expect(limited.effects.at(-1)).toEqual(["backoff", 0, { retryAfterMs: 3000, windowMs: false }]);
  });
});

describe("all reachable worlds of machine and environment", () => {
  it.each([0, 60_000])("keep the rules, with a probe every %s ms", (probeMs) => {
    const { worlds, edges, transitions, violations } = explore(subject, { ...RULES, probeMs });

    expect(violations).toEqual([]);
    // Every legal transition happens somewhere, and no other.
    expect([...transitions].sort()).toEqual(
      Object.entries(LEGAL)
        .flatMap(([from, states]) => states.map((to) => `${from} → ${to}`))
        .filter((transition) => probeMs > 0 || transition !== "fallback → open")
        .sort(),
    );
    expect(worlds).toBeGreaterThan(300);
    console.log(`probe ${probeMs}: ${worlds} worlds, ${edges} edges, 0 violations`);
  });

  it("are as the README says", () => {
    const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
    const [, table] = readme.split("<!-- transitions: compared with the machine -->");
    const rows = table!.split("\n\n")[0]!.matchAll(/^\| `(\w+)` \| (.+) \|$/gm);
    const told = [...rows].map(([, from, states]) => [
      from,
      [...states!.matchAll(/\w+/g)].map(([state]) => state),
    ]);

    expect(Object.fromEntries(told)).toEqual(LEGAL);
  });

  it("are as the types say", () => {
    expectTypeOf<Next["idle"]>().toEqualTypeOf<"connecting">();
    expectTypeOf<Next["failed"]>().toEqualTypeOf<"reconnecting" | "idle">();
    expectTypeOf<Next["fallback"]>().toEqualTypeOf<"connecting" | "open" | "idle">();
  });
});
