import type { Logger } from "./types.js";

/** Puts `[WS]` before each line, and leaves out what repeats the line before. */
export function prefixed(target: Logger | null = console): Logger {
  let last = "";
  const at = (level: keyof Logger) => (line: string) => {
    if (line !== last) {
      last = line;
      target?.[level](`[WS] ${line}`);
    }
  };
  return { info: at("info"), warn: at("warn") };
}
