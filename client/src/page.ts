import type { Page, PageEvent } from "./types.js";

/** The page that the script runs in; without one, nothing is ever told. */
export const browserPage: Page = {
  get visible() {
    return globalThis.document?.visibilityState !== "hidden";
  },

  listen(listener) {
    const { document } = globalThis;
    if (!document) {
      return () => {};
    }
    const ended = new AbortController();
    const on = (target: EventTarget, type: string, event: PageEvent) =>
      target.addEventListener(
        type,
        (told) => {
          // The load and the end of a page are told by the same events, and are none of these.
          if ((told as PageTransitionEvent).persisted !== false) {
            listener(event);
          }
        },
        { signal: ended.signal },
      );
    on(window, "online", "online");
    on(window, "offline", "offline");
    on(window, "pagehide", "hide");
    on(window, "pageshow", "show");
    on(document, "freeze", "hide");
    on(document, "resume", "show");
    on(document, "visibilitychange", "visible");
    return () => ended.abort();
  },
};
