import type { BackoffName, BackoffStrategy } from "./types.js";

/** No wait is shorter, whatever a strategy or a server says. */
const FLOOR_MS = 100;

/** The shipped strategies; `production` is the default, `immediate` is for tests. */
export const BACKOFF: Readonly<Record<BackoffName, BackoffStrategy>> = {
  production: { waitsMs: [1000, 2000, 4000, 8000, 12000], capMs: 12000, jitter: 0.2, tries: 8 },
  patient: { waitsMs: [1000, 2000, 4000, 8000, 16000], capMs: 16000, jitter: 0.2, tries: 10 },
  aggressive: { waitsMs: [500, 1000, 2000, 4000], capMs: 4000, jitter: 0.1, tries: 10 },
  immediate: { waitsMs: [100, 100, 100], capMs: 100, jitter: 0, tries: 3 },
};

/** What a server said about the next wait. */
export interface Override {
  /** Exactly so long: the server has spread its clients already. */
  readonly advisedMs?: number | undefined;
  /** Not less than this; the same number goes to everybody, so chance is added on top. */
  readonly atLeastMs?: number | undefined;
  /** At any moment of this window. */
  readonly windowMs?: number | undefined;
}

/**
 * The wait before a try, in milliseconds. Chance is applied last, after the cap: the other way
 * round everybody waits exactly the cap in a long outage, and all come back at once.
 */
export function waitMs(
  { waitsMs, capMs, jitter }: BackoffStrategy,
  attempt: number,
  random: () => number,
  { advisedMs, atLeastMs, windowMs }: Override = {},
): number {
  const step = Math.min(waitsMs[Math.min(attempt, waitsMs.length - 1)] ?? capMs, capMs);
  const spread = step * (1 + jitter * (2 * random() - 1));
  const ms =
    advisedMs ??
    (atLeastMs ? atLeastMs + step * random() : windowMs ? windowMs * random() : spread);
  return Math.max(FLOOR_MS, Math.round(ms));
}

/** A source of chance that gives the same numbers for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
