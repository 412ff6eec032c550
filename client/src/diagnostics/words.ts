import type { Attempt } from "../types.js";

/** Such as `4.2 s`, `3 min 5 s` or `2 h 4 min`. */
export function duration(ms: number): string {
  const seconds = ms / 1_000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.floor(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** The time of day, to the second. */
export function time(ms: number): string {
  return new Date(ms).toTimeString().slice(0, 8);
}

export function cell(value: string | number | undefined): string {
  return value === undefined ? "" : String(value);
}

/** Such as `failed after 1.8 s: timeout` or `connected after 0.1 s, ended: SERVICE_RESTART`. */
export function inWords({ outcome, connectMs, why }: Attempt): string {
  const took = connectMs === undefined ? "" : ` after ${duration(connectMs)}`;
  const became = outcome === "ended" ? `connected${took}, ended` : `${outcome}${took}`;
  return why === undefined ? became : `${became}: ${why}`;
}
