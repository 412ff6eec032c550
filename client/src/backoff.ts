import type { BackoffName, BackoffStrategy } from "./types.js";

/** No wait is shorter, whatever a strategy or a server says. */
const FLOOR_MS = 100;

const strategy = (jitter: number, tries: number, ...waitsMs: number[]): BackoffStrategy => ({
  waitsMs,
  capMs: Math.max(...waitsMs),
  jitter,
  tries,
});

/** The shipped strategies; `production` is the default, `immediate` is for tests. */
export const BACKOFF: Readonly<Record<BackoffName, BackoffStrategy>> = /* @__PURE__ */ (() => ({
  production: strategy(0.2, 8, 1000, 2000, 4000, 8000, 12000),
  patient: strategy(0.2, 10, 1000, 2000, 4000, 8000, 16000),
  aggressive: strategy(0.1, 10, 500, 1000, 2000, 4000),
  immediate: strategy(0, 3, 100, 100, 100),
}))();

/** What a server said about the next wait. */
export interface Override {
  /** Exactly so long: the server has spread its clients already. */
  readonly advisedMs?: number | undefined;
  /** Not less than this; the same number goes to everybody, so chance is added on top. */
  readonly retryAfterMs?: number | undefined;
  /** At any moment of this window. */
  readonly windowMs?: number | false | undefined;
}

/**
 * The wait before a try, in milliseconds. Chance is applied last, after the cap: the other way
 * round everybody waits exactly the cap in a long outage, and all come back at once.
 */
export function waitMs(
  { waitsMs, capMs, jitter }: BackoffStrategy,
  attempt: number,
  random: () => number,
  { advisedMs, retryAfterMs, windowMs }: Override,
): number {
  const step = Math.min(waitsMs[attempt] ?? capMs, capMs);
  const chance = random();
  const ms =
    advisedMs ||
    (retryAfterMs
      ? retryAfterMs + step * chance
      : windowMs
        ? windowMs * chance
        : step * (1 + jitter * (2 * chance - 1)));
  return Math.max(FLOOR_MS, Math.round(ms));
}
