import type { Connection } from "../src/index.js";
import { $ } from "./dom.js";

const EVERY_MS = 2_000;
const KEPT = 60;
const WIDTH = 300;
const HEIGHT = 48;

/** Draws the round trips of one ping every two seconds, the latest at the right, while there is somebody to ask. */
export function drawLatency(connection: Connection): void {
  const trips: number[] = [];
  setInterval(async () => {
    if (connection.state !== "open" && connection.state !== "degraded") return;
    const trip = await connection.ping().catch(() => undefined);
    if (trip === undefined) return;
    trips.push(trip);
    if (trips.length > KEPT) trips.shift();
    $("latency-text").textContent = `${trip.toFixed(1)} ms, median ${median(trips).toFixed(1)} ms`;
    draw(trips);
  }, EVERY_MS);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function draw(trips: readonly number[]): void {
  const top = Math.max(5, ...trips);
  const points = trips.map((trip, index) => {
    const x = ((KEPT - trips.length + index) / (KEPT - 1)) * WIDTH;
    const y = HEIGHT - 3 - (trip / top) * (HEIGHT - 6);
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  $<SVGElement>("latency")
    .querySelector("path")
    ?.setAttribute("d", `M${points.join("L")}`);
}
