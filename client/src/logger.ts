import type { Logger } from "./types.js";

const LEVELS = ["debug", "info", "warn", "error"] as const;

/** Puts `[WS]` before each line, and leaves out what repeats the line before. */
export function prefixed(target: Logger): Logger {
  let last = "";
  const logger = {} as Record<(typeof LEVELS)[number], (line: string) => void>;
  for (const level of LEVELS) {
    logger[level] = (line) => {
      if (line !== last) {
        last = line;
        target[level](`[WS] ${line}`);
      }
    };
  }
  return logger;
}
