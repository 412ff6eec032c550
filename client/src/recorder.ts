import type { Attempt, Classification, Clock, Stats } from "./types.js";

const ATTEMPTS_KEPT = 10;
const DURATIONS_KEPT = 100;
/** A server may make up types; the table of counts must not grow with them. */
const TYPES_COUNTED = 50;

/** Why a try or a connection ended. */
export interface Cause {
  readonly why: string;
  readonly code?: number | undefined;
  readonly classification?: Classification | undefined;
}

/** Counts what happens. Knows no payload, no address and no credential. */
export interface Recorder {
  began(): void;
  connected(): void;
  ended(cause: Cause): void;
  waits(ms: number): void;
  received(type: string): void;
  sent(heartbeat: boolean): void;
  repeated(): void;
  stats(): Stats;
}

const pushed = <T>(list: T[], item: T, most: number) => {
  if (list.push(item) > most) {
    list.shift();
  }
};

const count = (table: Record<string, number>, key: string | number) => {
  table[key] = (table[key] ?? 0) + 1;
};

export function recorderOf(clock: Clock): Recorder {
  const now = () => clock.now();
  const attempts: Attempt[] = [];
  const durations: number[] = [];
  const backoffs: number[] = [];
  const codes: Record<string, number> = {};
  // Without what every object has: a server may name a type `constructor`.
  const types: Record<string, number> = Object.create(null);
  const counts = {
    total_attempts: 0,
    successful_connections: 0,
    messages_received: 0,
    messages_sent: 0,
    heartbeats_received: 0,
    heartbeats_sent: 0,
    duplicates_dropped: 0,
  };
  let openedAt = 0;
  let lastActivity = 0;

  const uptime = () => openedAt && now() - openedAt;

  /** Attempts are values: what was given out before does not change. */
  const note = (change: Partial<Attempt>) => {
    const last = attempts.pop()!;
    attempts.push({ connectMs: now() - last.startedAt, ...last, ...change });
  };

  return {
    began() {
      counts.total_attempts++;
      pushed(attempts, { startedAt: now(), outcome: "pending" }, ATTEMPTS_KEPT);
    },

    connected() {
      counts.successful_connections++;
      openedAt = now();
      note({ outcome: "connected" });
    },

    ended({ why, code, classification }) {
      const durationMs = uptime();
      const last = attempts.at(-1);
      if (last && !last.why) {
        note({ outcome: openedAt ? "ended" : "failed", why, code, classification, durationMs });
        if (code) {
          count(codes, code);
        }
        if (openedAt) {
          pushed(durations, durationMs, DURATIONS_KEPT);
        }
        openedAt = 0;
      }
    },

    waits: (ms) => pushed(backoffs, ms, DURATIONS_KEPT),

    received(type) {
      count(types, type in types || Object.keys(types).length < TYPES_COUNTED ? type : "other");
      counts.messages_received++;
      lastActivity = now();
      if (type === "ping" || type === "pong") {
        counts.heartbeats_received++;
      }
    },

    sent(heartbeat) {
      counts.messages_sent++;
      lastActivity = now();
      if (heartbeat) {
        counts.heartbeats_sent++;
      }
    },

    repeated() {
      counts.duplicates_dropped++;
    },

    stats: () => ({
      ...counts,
      current_uptime_ms: uptime(),
      last_activity: lastActivity || null,
      connection_start: openedAt || null,
      message_counts_by_type: { ...types },
      close_codes: { ...codes },
      recent_backoffs_ms: [...backoffs],
      recent_durations_ms: [...durations],
      attempts: [...attempts],
    }),
  };
}
