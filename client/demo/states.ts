import type { Connection, Transition } from "../src/index.js";
import { $, addLine, timeOfDay } from "./dom.js";

/** Shows the present state, and every step that led to it. */
export function showStates(connection: Connection): void {
  connection.onTransition((transition) => {
    addLine($("transitions"), line(transition));
    mark(transition.to);
  });
  mark(connection.state);
}

function mark(state: string): void {
  const pill = $("state");
  pill.textContent = state;
  pill.dataset.state = state;
  for (const item of $("states").children) {
    if ((item as HTMLElement).dataset.state === state) item.setAttribute("aria-current", "true");
    else item.removeAttribute("aria-current");
  }
}

function line({ from, to, why, attempt, retryAt }: Transition): HTMLElement {
  const now = Date.now();
  const steps = document.createElement("span");
  const reached = document.createElement("strong");
  reached.textContent = to;
  reached.dataset.state = to;
  steps.append(`${from} → `, reached);
  const reason = document.createElement("span");
  reason.className = "quiet";
  const next = retryAt === undefined ? "" : `, next try in ${seconds(retryAt - now)}`;
  reason.textContent = `${why}${attempt > 0 ? `, ${attempt} failed` : ""}${next}`;
  const item = document.createElement("p");
  item.append(timeOfDay(now), steps, reason);
  return item;
}

function seconds(ms: number): string {
  return `${(Math.max(0, ms) / 1_000).toFixed(1)} s`;
}
