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
  /** Taken away when it has fired or was cleared; the entry then goes as it comes up. */
  callback: (() => void) | undefined;
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
  let pending = 0;
  const heap = new Heap();

  const next = () => {
    while (heap.first && !heap.first.callback) {
      heap.take();
    }
    return heap.first;
  };

  return {
    now: () => now,

    setTimeout(callback, ms) {
      const entry: Entry = { due: now + Math.max(0, ms), order: order++, callback };
      heap.put(entry);
      pending++;
      return entry;
    },

    clearTimeout(handle) {
      const entry = handle as Entry | undefined;
      if (entry?.callback) {
        entry.callback = undefined;
        pending--;
      }
    },

    get pending() {
      return pending;
    },

    async advance(ms) {
      const until = now + ms;
      await settled();
      for (let entry = next(); entry && entry.due <= until; entry = next()) {
        heap.take();
        now = Math.max(now, entry.due);
        pending--;
        const { callback } = entry;
        entry.callback = undefined;
        callback?.();
        // Between timers of one moment a turn is enough; before time goes on, all has to be quiet.
        await ((next()?.due ?? until) > now ? settled() : null);
      }
      now = until;
    },

    sleep(ms) {
      now += ms;
    },
  };
}

const isBefore = (entry: Entry, other: Entry): boolean =>
  entry.due < other.due || (entry.due === other.due && entry.order < other.order);

/** A binary heap: the entry that is due first stands first. */
class Heap {
  readonly #entries: Entry[] = [];

  get first(): Entry | undefined {
    return this.#entries[0];
  }

  put(entry: Entry): void {
    const entries = this.#entries;
    let place = entries.push(entry) - 1;
    for (let above = (place - 1) >> 1; place > 0 && isBefore(entry, entries[above]!); ) {
      entries[place] = entries[above]!;
      place = above;
      above = (place - 1) >> 1;
    }
    entries[place] = entry;
  }

  take(): void {
    const entries = this.#entries;
    const last = entries.pop();
    if (!last || entries.length === 0) {
      return;
    }
    let place = 0;
    for (let below = 1; below < entries.length; below = 2 * place + 1) {
      const right = entries[below + 1];
      below += right && isBefore(right, entries[below]!) ? 1 : 0;
      if (!isBefore(entries[below]!, last)) {
        break;
      }
      entries[place] = entries[below]!;
      place = below;
    }
    entries[place] = last;
  }
}
