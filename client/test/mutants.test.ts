import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { afterAll, describe, expect, it } from "vitest";
import { explore, type Subject } from "./explore.js";
import scenarios from "./scenarios.js";
import type { Library } from "./stage.js";

/** A fault seeded into the source: the tests are worth something only if they find each. */
interface Mutant {
  readonly fault: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const source = fileURLToPath(new URL("../src/", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "admitone-mutants-"));
afterAll(() => rmSync(folder, { recursive: true }));

let built = 0;

/** The modules with the fault in them. */
async function bundled(entry: string, { file, from, to }: Mutant): Promise<unknown> {
  const sound = readFileSync(join(source, file), "utf8");
  expect(sound.split(from), `${file} holds the text once: ${from}`).toHaveLength(2);
  const { outputFiles } = await build({
    stdin: { contents: entry, resolveDir: source, loader: "ts" },
    bundle: true,
    format: "esm",
    target: "es2022",
    write: false,
    plugins: [
      {
        name: "fault",
        setup({ onLoad }) {
          onLoad({ filter: new RegExp(`[/\\\\]src[/\\\\]${file.replace(".", "\\.")}$`) }, () => ({
            contents: sound.replace(from, () => to),
            loader: "ts",
          }));
        },
      },
    ],
  });
  const path = join(folder, `${built++}.mjs`);
  writeFileSync(path, outputFiles[0]!.contents);
  return import(/* @vite-ignore */ pathToFileURL(path).href);
}

const machine = (fault: string, from: string, to: string): Mutant => ({
  fault,
  file: "machine.ts",
  from,
  to,
});

const MACHINE: readonly Mutant[] = [
  machine("nothing is dropped on the way", '["drop"],\n', ""),
  machine("a fresh ticket is asked for again and again", "(renew && renewed)", "(renew && false)"),
  machine("the fresh ticket is not remembered", "why, renewed: true", "why"),
  machine("tries without end", " || attempt >= rules.tries", ""),
  machine("the waits do not grow", "{ why, attempt: attempt + 1 }", "{ why }"),
  machine("a hello is proof", 'why: "hello", windowMs', 'why: "hello", attempt: 0, windowMs'),
  machine("stability is not asked for", '      ["arm", "stable", STABLE_MS],\n', ""),
  machine(
    "the deadline runs on after the hello",
    '["disarm", "deadline"],\n      ["arm", "stable"',
    '["arm", "stable"',
  ),
  machine("a socket without a deadline", '["socket"], deadline(m)', '["socket"]'),
  machine("doubt without an end", ', ["arm", "doubt", DOUBT_MS]', ""),
  machine(
    "a doubt that is over strikes later",
    '{ doubted: false }, ["disarm", "doubt"]',
    "{ doubted: false }",
  ),
  machine(
    "polling goes on beside the socket",
    "windowMs, auto, polling: false }",
    "windowMs, auto }",
  ),
  machine(
    "polling stops before the rooms are subscribed",
    '["welcome"],\n      // Only now: nothing is lost while the rooms are subscribed again.\n      ...poll(m),',
    '...poll(m), ["welcome"],',
  ),
  machine(
    "offline is believed of a live socket",
    'offline: (m: Machine) => doubt(m, "offline", false)',
    "offline: pause",
  ),
  machine(
    "tries while offline",
    "  offline: pause,\n  online: (m: Machine) =>\n    m.phase",
    "  online: (m: Machine) =>\n    m.phase",
  ),
  machine(
    "a page that is back waits",
    'm.suspended && dial(m, "connecting", { ...FRESH, why: "page_shown" })',
    "false",
  ),
  machine("a hidden page is forgotten", "suspended: true", "suspended: false"),
  machine("the server's flag is not heeded", "if (!auto || advice", "if (advice"),
  machine(
    "a second try beside the first",
    'connect: (m) => m.phase === "paused" && reconnect(m)',
    "connect: reconnect",
  ),
  machine("the store's return is not noticed", "{ storeDown: degraded }", "{ storeDown: true }"),
  machine("a final end is no end", "return end(m, why, { final: true });", "return rest(m, why);"),
  machine(
    "fallback without polling",
    'online ? "rest" : "paused", online, { why }',
    'online ? "rest" : "paused", false, { why }',
  ),
];

const outside = (fault: string, file: string, from: string, to: string): Mutant => ({
  fault,
  file,
  from,
  to,
});

const RUNNER: readonly Mutant[] = [
  outside(
    "an old socket is still heard",
    "driver.ts",
    "left.onmessage = left.onclose = left.onerror = NOTHING;",
    "",
  ),
  outside("an old socket stays open", "driver.ts", "left.close(1000);", ""),
  outside(
    "a request that nobody waits for counts",
    "driver.ts",
    "        if (!signal.aborted) {\n          flight",
    "        {\n          flight",
  ),
  outside("the dial does not wait a turn", "driver.ts", "      await null;\n", ""),
  outside(
    "timers outlive the connection",
    "driver.ts",
    "clock.clearTimeout(timers.get(name));",
    "",
  ),
  outside("the page's listeners stay", "driver.ts", "      unlisten?.();\n", ""),
  outside(
    "a late timer judges at once",
    "driver.ts",
    "judge = late <= LATE_MS || graced",
    "judge = true",
  ),
  outside("sleep is not noticed", "driver.ts", "late > ASLEEP_MS && page.visible", "false"),
  outside(
    "a hidden page takes its late timers for sleep",
    "driver.ts",
    "late > ASLEEP_MS && page.visible",
    "late > ASLEEP_MS",
  ),
  outside("silence is not noticed", "driver.ts", "now - heardAt > silenceMs", "false"),
  outside("the heartbeat is not answered", "driver.ts", 'send(\'{"type":"pong"}\', true);', ""),
  outside("the advice is not passed on", "backoff.ts", "advisedMs ||", "undefined ||"),
  outside("a refusal's advice is not heeded", "driver.ts", "|| (retryAfterMs && !hello)", ""),
  outside("every error is a goodbye", "driver.ts", "(retryAfterMs && !hello)", "retryAfterMs"),
  outside("the queue knows no length", "connection.ts", "!fits(text) || driver", "driver"),
  outside("no window after a crash", "backoff.ts", "windowMs * chance", "step"),
  outside(
    "a message is heard twice",
    "connection.ts",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a piece of source text
    "(key && seen(`${type} ${room} ${key}`))",
    "false",
  ),
  outside(
    "rooms are taken up without a position",
    "subscriptions.ts",
    "...(since && { since })",
    "...{}",
  ),
  outside(
    "a repeat in a room moves it back",
    "subscriptions.ts",
    "if (step !== undefined && step <= 0) {",
    "if (false) {",
  ),
  outside("a gap is kept quiet", "subscriptions.ts", "if (since && !recovered) {", "if (false) {"),
  outside(
    "a publication is sent once only",
    "outbox.ts",
    "const mayReturn = ({ question }: Entry) => !!(queue && question.resend);",
    "const mayReturn = (_: Entry) => false;",
  ),
  outside("a question waits for ever", "outbox.ts", 'fail(id, "TIMEOUT")', "undefined"),
  outside("the queue has no end", "queue.ts", "waiting.length < bounds.max", "true"),
  outside("old messages are sent", "queue.ts", "until >= clock.now()", "true"),
  outside("the store is not asked again", "ticket.ts", "notReady && waitsMs.length", "false"),
  outside("a refused token is not forgotten", "ticket.ts", "options.onTokenRejected?.();", ""),
  outside(
    "a ticket in the address",
    "driver.ts",
    "} else if (ticket) {\n          protocols",
    '} else if (ticket) {\n          query.set("ticket", ticket);\n          protocols',
  ),
  outside(
    "a listener's message is logged",
    "connection.ts",
    "(error as Error | undefined)?.name",
    "error",
  ),
  outside("polling does not end", "polling.ts", "return () => ended.abort();", "return () => {};"),
];

const RULES = { tries: 2, connectTimeoutMs: 10_000 };

describe("a fault in the machine is found by the walk through all worlds", () => {
  it.each(MACHINE)("$fault", { timeout: 60_000 }, async (mutant) => {
    const subject = (await bundled('export * from "./machine.ts";', mutant)) as Subject;
    const violations = [0, 60_000].flatMap(
      (probeMs) => explore(subject, { ...RULES, probeMs }, 1).violations,
    );

    expect(violations).not.toEqual([]);
  });
});

describe("a fault outside the machine is found by a test of behaviour", () => {
  it.each(RUNNER)("$fault", { timeout: 60_000 }, async (mutant) => {
    const entry = 'export * from "./rooms.ts"; export * from "./polling.ts";';
    const library = (await bundled(entry, mutant)) as Library;
    const failed: string[] = [];
    for (const { name, run } of scenarios) {
      await run(library).catch(() => failed.push(name));
      if (failed.length > 0) {
        break;
      }
    }

    expect(failed).not.toEqual([]);
  });
});
