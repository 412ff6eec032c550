/**
 * A WebSocket that is opened with a one-time ticket and stays open.
 *
 * @module
 */
export { BACKOFF } from "./backoff.js";
export { createConnection } from "./connection.js";
export { AdmitOneError } from "./errors.js";
export type * from "./types.js";
