import type { Page, PageEvent } from "./types.js";

/** The page that the script runs in; without one, nothing is ever told. */
export const browserPage: Page = {
  get visible() {
    return globalThis.document?.visibilityState !== "hidden";
  },

  listen(listener) {
    const ended = new AbortController();
    const { signal } = ended;
    const on = (target: EventTarget, events: Record<string, PageEvent>) => {
      for (const type in events) {
        const tell = (event: Event) => {
          // A page's load and its end are told by the same events, and are none of these.
          if ((event as PageTransitionEvent).persisted !== false) {
            listener(events[type]!);
          }
        };
        target.addEventListener(type, tell, { signal });
      }
    };
    if (globalThis.document) {
      on(window, { online: "online", offline: "offline", pagehide: "hide", pageshow: "show" });
      on(document, { freeze: "hide", resume: "show", visibilitychange: "visible" });
    }
    return () => ended.abort();
  },
};
