import type { Connection, Snapshot, Stats } from "../types.js";
import { type Child, element, setText } from "./dom.js";
import { cell, duration, inWords, time } from "./words.js";

/** What the buttons do. */
export interface Actions {
  connect(): void;
  disconnect(): void;
  reconnect(): void;
  /** Answers the round trip in milliseconds, nothing where there is no connection to ask. */
  ping(): Promise<number | undefined>;
  close(): void;
}

const FACTS = [
  "Why",
  "Uptime",
  "Attempts",
  "Next try",
  "Fallback",
  "Error",
  "Received",
  "Sent",
  "Heartbeats",
  "Round trip",
  "Features",
] as const;

type Fact = (typeof FACTS)[number];

/**
 * The inside of the panel. Built once; afterwards only texts change, so that the keyboard stays
 * where it is and a screen reader hears of changes alone.
 */
export class View {
  readonly root: HTMLElement;

  readonly #state = element("strong", { part: "state", role: "status" });
  readonly #facts = new Map<Fact, HTMLElement>();
  readonly #attempts = element("tbody");
  readonly #counts = element("tbody");
  readonly #close = element(
    "button",
    { part: "button", type: "button", "aria-label": "Close" },
    "✕",
  );
  readonly #connect: HTMLButtonElement;
  readonly #disconnect: HTMLButtonElement;
  readonly #pings: HTMLButtonElement;
  #roundTrip = "";

  constructor(actions: Actions) {
    this.#connect = button("Connect", actions.connect);
    this.#disconnect = button("Disconnect", actions.disconnect);
    this.#pings = button("Ping", () => void this.#ping(actions));
    this.#close.addEventListener("click", actions.close);
    this.root = element(
      "section",
      { part: "panel", "aria-labelledby": "title", tabindex: "-1" },
      element(
        "header",
        {},
        element("h2", { id: "title" }, "Diagnostics"),
        this.#state,
        element("span", { class: "grow" }),
        this.#close,
      ),
      element(
        "div",
        { class: "buttons", role: "group", "aria-label": "Drive the connection" },
        this.#connect,
        this.#disconnect,
        button("Reconnect", actions.reconnect),
        this.#pings,
      ),
      element("dl", {}, ...FACTS.flatMap((name) => this.#fact(name))),
      table("Latest attempts", ["Started", "Outcome", "Code", "Class", "Lived"], this.#attempts),
      table("Messages by type", ["Type", "Count"], this.#counts),
    );
    this.root.addEventListener("keydown", (event) => {
      if (event.key === "Escape") actions.close();
    });
  }

  focus(options?: FocusOptions): void {
    this.root.focus(options);
  }

  show(connection: Connection): void {
    const { snapshot } = connection;
    const stats = connection.stats();
    setText(this.#state, snapshot.state);
    this.#state.dataset.state = snapshot.state;
    const resting = snapshot.state === "idle";
    enable(this.#connect, resting || snapshot.state === "fallback");
    enable(this.#disconnect, !resting);
    enable(this.#pings, snapshot.hello !== undefined);
    for (const [name, text] of Object.entries(this.#texts(snapshot, stats))) {
      setText(this.#facts.get(name as Fact)!, text === "" ? "–" : text);
    }
    rows(
      this.#attempts,
      [...stats.attempts]
        .reverse()
        .map((attempt) => [
          time(attempt.startedAt),
          inWords(attempt),
          cell(attempt.code),
          cell(attempt.classification),
          attempt.outcome === "ended" ? duration(attempt.durationMs ?? 0) : "",
        ]),
    );
    rows(
      this.#counts,
      Object.entries(stats.message_counts_by_type).map(([type, count]) => [type, String(count)]),
    );
  }

  #texts(snapshot: Snapshot, stats: Stats): Record<Fact, string> {
    const { hello, error, retryAt } = snapshot;
    const connected = stats.connection_start !== null;
    return {
      Why: snapshot.why,
      Uptime: connected ? duration(stats.current_uptime_ms) : "",
      Attempts: `${stats.total_attempts}, of which ${stats.successful_connections} connected`,
      "Next try": retryAt === undefined ? "" : time(retryAt),
      Fallback: snapshot.fallbackReason ?? "",
      Error: error === undefined ? "" : error.code,
      Received: String(stats.messages_received),
      Sent: String(stats.messages_sent),
      Heartbeats: `${stats.heartbeats_received} received, ${stats.heartbeats_sent} sent`,
      "Round trip": this.#roundTrip,
      Features: hello?.features.join(", ") ?? "",
    };
  }

  #fact(name: Fact): Child[] {
    const value = element("dd", {}, "–");
    this.#facts.set(name, value);
    return [element("dt", {}, name), value];
  }

  async #ping(actions: Actions): Promise<void> {
    try {
      const ms = await actions.ping();
      this.#roundTrip = ms === undefined ? "" : `${ms.toFixed(1)} ms`;
    } catch {
      this.#roundTrip = "no answer";
    }
    setText(this.#facts.get("Round trip")!, this.#roundTrip);
  }
}

function button(name: string, action: () => void): HTMLButtonElement {
  const made = element("button", { part: "button", type: "button" }, name);
  made.addEventListener("click", () => {
    if (made.getAttribute("aria-disabled") !== "true") action();
  });
  return made;
}

/** Not by `disabled`, which would take the keyboard away from a button that was just pressed. */
function enable(button: HTMLButtonElement, enabled: boolean): void {
  button.setAttribute("aria-disabled", String(!enabled));
}

function table(caption: string, columns: string[], body: HTMLElement): HTMLElement {
  const heads = columns.map((column) => element("th", { scope: "col" }, column));
  return element(
    "div",
    // What can be scrolled has to be reachable by keyboard.
    { class: "scroll", tabindex: "0", role: "group", "aria-label": caption },
    element(
      "table",
      {},
      element("caption", {}, caption),
      element("thead", {}, element("tr", {}, ...heads)),
      body,
    ),
  );
}

/** Brings the rows of a table up to date, and touches only what differs; without any it is not shown. */
function rows(body: HTMLElement, texts: string[][]): void {
  body.closest<HTMLElement>(".scroll")!.hidden = texts.length === 0;
  while (body.childElementCount > texts.length) body.lastElementChild?.remove();
  texts.forEach((row, index) => {
    let line = body.children[index];
    if (line === undefined) {
      line = element("tr", {}, ...row.map(() => element("td")));
      body.append(line);
    }
    row.forEach((text, column) => {
      setText(line.children[column] as HTMLElement, text);
    });
  });
}
