import type { Clock, ConnectionOptions, QueueOptions } from "./types.js";

/** What the application asked for, or `undefined` where nothing is to wait. */
export const queueOf = (queue: ConnectionOptions["queue"]): Required<QueueOptions> | undefined =>
  queue ? { max: 100, maxAgeMs: 30_000, ...(queue as QueueOptions) } : undefined;

/** Messages that wait for a connection, in order; bounded in number and in age. */
export interface Queue {
  /** Whether it was taken. */
  put(text: string): boolean;
  /** Sends what is not too old. */
  flush(transmit: (text: string) => boolean): void;
}

export function waitingLine(clock: Clock, bounds: Required<QueueOptions> | undefined): Queue {
  let waiting: { readonly text: string; readonly until: number }[] = [];
  const expire = () => {
    waiting = waiting.filter(({ until }) => until >= clock.now());
  };
  return {
    put(text) {
      expire();
      const free = !!bounds && waiting.length < bounds.max;
      if (free) {
        waiting.push({ text, until: clock.now() + bounds.maxAgeMs });
      }
      return free;
    },
    flush(transmit) {
      expire();
      waiting = waiting.filter(({ text }) => !transmit(text));
    },
  };
}
