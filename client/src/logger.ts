import type { Logger } from "./types.js";

/** Writes a line. */
export type Log = (level: keyof Logger, line: string) => void;

/** Puts `[WS]` before each line, and leaves out what repeats the line before. */
export function logTo(target: Logger | null = console): Log {
  let last = "";
  return (level, line) => {
    if (line !== last) {
      last = line;
      target?.[level](`[WS] ${line}`);
    }
  };
}
