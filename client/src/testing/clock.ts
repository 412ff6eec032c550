import type { Clock } from "../types.js";

/** How many turns of the microtask queue count as quiet: a fake fetch takes about ten. */
const TURNS = 50;

/** Lets all promises settle that are settled already. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) {
    await null;
  }
}

interface Entry {
  readonly due: number;
  readonly order: number;
  readonly callback: () => void;
}

/** A clock that stands still until it is moved. */
export interface ManualClock extends Clock {
  /** How many timers are armed. */
  readonly pending: number;
  /** Moves on, fires what falls due in order, and lets promises settle in between. */
  advance(ms: number): Promise<void>;
  /** Jumps without firing, as when the computer sleeps: what fell due fires late. */
  sleep(ms: number): void;
}

/** Starts at the first moment of 2026, or where it is told. */
export function manualClock(startsAt = Date.UTC(2026, 0, 1)): ManualClock {
  let now = startsAt;
  let order = 0;
  const entries: Entry[] = [];

  /** Where the entry stands, or would. */
  const placeOf = (entry: Entry) => {
    let low = 0;
    for (let high = entries.length; low < high; ) {
      const middle = (low + high) >> 1;
      if (isBefore(entry, entries[middle]!)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  };

  return {
    now: () => now,

    setTimeout(callback, ms) {
      const entry = { due: now + Math.max(0, ms), order: order++, callback };
      entries.splice(placeOf(entry), 0, entry);
      return entry;
    },

    clearTimeout(handle) {
      const entry = handle as Entry | undefined;
      const place = entry ? placeOf(entry) : -1;
      if (entry && entries[place] === entry) {
        entries.splice(place, 1);
      }
    },

    get pending() {
      return entries.length;
    },

    async advance(ms) {
      const until = now + ms;
      await settled();
      for (let next = entries.at(-1); next && next.due <= until; next = entries.at(-1)) {
        entries.pop();
        now = Math.max(now, next.due);
        next.callback();
        await settled();
      }
      now = until;
    },

    sleep(ms) {
      now += ms;
    },
  };
}

/** The next one to fire stands last, where taking it costs nothing. */
const isBefore = (entry: Entry, other: Entry): boolean =>
  entry.due < other.due || (entry.due === other.due && entry.order < other.order);
