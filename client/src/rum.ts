/**
 * Numbers for real user monitoring.
 *
 * @module
 */
import type { Connection, Stats } from "./types.js";

const COUNTED = [
  "total_attempts",
  "successful_connections",
  "messages_received",
  "messages_sent",
  "heartbeats_received",
  "heartbeats_sent",
  "duplicates_dropped",
] as const satisfies readonly (keyof Stats)[];

const mean = (numbers: readonly number[]) =>
  numbers.reduce((sum, each) => sum + each, 0) / (numbers.length || 1);

const p95 = (numbers: readonly number[]) =>
  [...numbers].sort((a, b) => a - b)[Math.ceil(numbers.length * 0.95) - 1] ?? 0;

/**
 * What the connection has seen so far, as a flat object of numbers whose names begin with
 * `ws_client_`: `ws_client_closes_<code>` is the histogram of close codes; means and the 95th
 * percentile are of the last hundred, in milliseconds.
 */
export function exportForRUM(connection: Pick<Connection, "stats">): Record<string, number> {
  const stats = connection.stats();
  const flat: Record<string, number> = {
    ws_client_backoff_ms_mean: mean(stats.recent_backoffs_ms),
    ws_client_connection_ms_mean: mean(stats.recent_durations_ms),
    ws_client_connection_ms_p95: p95(stats.recent_durations_ms),
    ws_client_connection_ms_current: stats.current_uptime_ms,
  };
  for (const name of COUNTED) {
    flat[`ws_client_${name}`] = stats[name];
  }
  for (const [code, count] of Object.entries(stats.close_codes)) {
    flat[`ws_client_closes_${code}`] = count;
  }
  return flat;
}
