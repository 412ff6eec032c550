import type { Page, PageEvent } from "../types.js";

/** A page whose events are told by the test. */
export interface FakePage extends Page {
  visible: boolean;
  /** How many listen. */
  readonly listeners: number;
  tell(event: PageEvent): void;
}

export function fakePage(): FakePage {
  const listeners = new Set<(event: PageEvent) => void>();
  return {
    visible: true,
    get listeners() {
      return listeners.size;
    },
    listen(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    tell(event) {
      for (const listener of [...listeners]) {
        listener(event);
      }
    },
  };
}
