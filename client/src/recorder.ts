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
export class Recorder {
  readonly #clock: Clock;
  #attempt: Attempt | undefined;
  #openedAt: number | undefined;
  #lastActivity: number | null = null;
  #backoffs = 0;
  #backoffMs = 0;
  readonly #attempts: Attempt[] = [];
  readonly #durations: number[] = [];
  readonly #codes: Record<string, number> = {};
  readonly #types: Record<string, number> = {};
  readonly counts = {
    total_attempts: 0,
    successful_connections: 0,
    messages_received: 0,
    messages_sent: 0,
    heartbeats_received: 0,
    heartbeats_sent: 0,
    duplicates_dropped: 0,
    fallbacks: 0,
  };

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  began(): void {
    this.counts.total_attempts++;
    this.#attempt = {
      startedAt: this.#clock.now(),
      outcome: "pending",
      connectMs: undefined,
      durationMs: undefined,
      code: undefined,
      classification: undefined,
      why: undefined,
    };
    if (this.#attempts.push(this.#attempt) > ATTEMPTS_KEPT) {
      this.#attempts.shift();
    }
  }

  connected(): void {
    this.counts.successful_connections++;
    this.#openedAt = this.#clock.now();
    this.#note({ outcome: "connected", connectMs: this.#sinceStart() });
  }

  ended({ why, code, classification }: Cause): void {
    const opened = this.#openedAt;
    const durationMs = opened === undefined ? 0 : this.#clock.now() - opened;
    if (code) {
      this.#codes[code] = (this.#codes[code] ?? 0) + 1;
    }
    if (opened !== undefined && this.#durations.push(durationMs) > DURATIONS_KEPT) {
      this.#durations.shift();
    }
    this.#note({
      outcome: opened === undefined ? "failed" : "ended",
      connectMs: this.#attempt?.connectMs ?? this.#sinceStart(),
      durationMs,
      code,
      classification,
      why,
    });
    this.#attempt = this.#openedAt = undefined;
  }

  waits(ms: number): void {
    this.#backoffs++;
    this.#backoffMs += ms;
  }

  received(type: string): void {
    this.counts.messages_received++;
    this.#lastActivity = this.#clock.now();
    const known = type in this.#types || Object.keys(this.#types).length < TYPES_COUNTED;
    const name = known ? type : "other";
    this.#types[name] = (this.#types[name] ?? 0) + 1;
    if (type === "ping" || type === "pong") {
      this.counts.heartbeats_received++;
    }
  }

  sent(heartbeat: boolean): void {
    this.counts.messages_sent++;
    this.#lastActivity = this.#clock.now();
    if (heartbeat) {
      this.counts.heartbeats_sent++;
    }
  }

  stats(): Stats {
    const { duplicates_dropped, fallbacks, ...counts } = this.counts;
    return {
      ...counts,
      current_uptime_ms: this.#uptime(),
      last_activity: this.#lastActivity,
      connection_start: this.#openedAt ?? null,
      message_counts_by_type: { ...this.#types },
      attempts: [...this.#attempts],
    };
  }

  rum(): Record<string, number> {
    const sorted = [...this.#durations].sort((a, b) => a - b);
    const flat: Record<string, number> = {
      ...this.counts,
      backoff_ms_mean: this.#backoffMs / (this.#backoffs || 1),
      connection_ms_mean: sorted.reduce((sum, ms) => sum + ms, 0) / (sorted.length || 1),
      connection_ms_p95: sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0,
      connection_ms_current: this.#uptime(),
    };
    for (const code in this.#codes) {
      flat[`closes_${code}`] = this.#codes[code]!;
    }
    return Object.fromEntries(
      Object.entries(flat).map(([name, value]) => [`ws_client_${name}`, value]),
    );
  }

  #uptime(): number {
    return this.#openedAt === undefined ? 0 : this.#clock.now() - this.#openedAt;
  }

  #sinceStart(): number | undefined {
    return this.#attempt && this.#clock.now() - this.#attempt.startedAt;
  }

  /** Attempts are values: what was given out before does not change. */
  #note(change: Partial<Attempt>): void {
    const index = this.#attempts.indexOf(this.#attempt as Attempt);
    if (index >= 0) {
      this.#attempts[index] = this.#attempt = { ...this.#attempt!, ...change };
    }
  }
}
