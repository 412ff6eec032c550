import type { Connection, State, Transition } from "../src/index.js";
import { call, Refused } from "./api.js";
import { $, show } from "./dom.js";

const LENGTH_S = 20;
const REFUSED_AFTER_MS = 3_000;

/** The steps of the page's list, in their order; each waits for the one before it. */
const STEPS = ["degraded", "refused", "fallback", "back", "open"] as const;
type Step = (typeof STEPS)[number];

/** Lets the reader take the store away, and ticks off what becomes of the connection. */
export function offerDrill(connection: Connection): void {
  let drill: Drill | undefined;
  $("drill").addEventListener("click", async () => {
    drill?.stop();
    drill = undefined;
    if (connection.state !== "open") {
      show("drill-result", "Connect first: there is nothing to watch without a connection.", "bad");
      return;
    }
    try {
      await call("POST", "/dev/outage", { seconds: LENGTH_S });
      drill = new Drill(connection);
    } catch (failure) {
      show("drill-result", inWords(failure), "bad");
    }
  });
  $("drill-end").addEventListener("click", () => void call("DELETE", "/dev/outage"));
}

function inWords(failure: unknown): string {
  if (failure instanceof Refused && failure.message.startsWith("404")) {
    return "This server keeps its tickets in Redis: stop that instead, and start it again.";
  }
  return failure instanceof Error ? failure.message : String(failure);
}

class Drill {
  readonly #connection: Connection;
  readonly #stops: (() => void)[] = [];
  #done = 0;

  constructor(connection: Connection) {
    this.#connection = connection;
    for (const step of STEPS) $(`drill-${step}`).removeAttribute("data-done");
    $("drill-steps").hidden = false;
    $("drill-end").hidden = false;
    show("drill-result", "");
    const ask = setTimeout(() => connection.reconnect(), REFUSED_AFTER_MS);
    const watch = setInterval(() => this.#look(), 500);
    this.#stops.push(
      connection.onTransition((transition) => this.#step(transition)),
      () => clearTimeout(ask),
      () => clearInterval(watch),
    );
    this.#reached(connection.state);
  }

  stop(): void {
    for (const stop of this.#stops.splice(0)) stop();
    $("drill-end").hidden = true;
  }

  #step({ to }: Transition): void {
    this.#reached(to);
  }

  #reached(state: State): void {
    if (state === "degraded") this.#tick("degraded");
    if (state === "fallback") {
      this.#tick("refused");
      this.#tick("fallback");
    }
    if (state === "open" && this.#tick("open")) {
      show("drill-result", "All of it without a line of code in the page.", "good");
      this.stop();
    }
  }

  /** Whether the store is back is the server's to say. */
  async #look(): Promise<void> {
    if (STEPS[this.#done] !== "back") return;
    const ready = await fetch("/ready").catch(() => undefined);
    if (ready?.ok) {
      this.#tick("back");
      $("drill-end").hidden = true;
      this.#reached(this.#connection.state);
    }
  }

  #tick(step: Step): boolean {
    if (STEPS[this.#done] !== step) return false;
    this.#done += 1;
    $(`drill-${step}`).dataset.done = "true";
    return true;
  }
}
