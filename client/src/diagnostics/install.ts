import type { Connection, Unsubscribe } from "../types.js";
import { type DiagnosticsElement, defineDiagnostics } from "./element.js";

const QUERY = "wsDebug";
const FLAG = "__ADMITONE_WS_DEBUG";
const LOCAL = /^(localhost|127(\.\d+){3}|\[::1\])$|\.localhost$/;

/** How the panel is opened. */
export interface DiagnosticsOptions {
  /** Whether Ctrl+Shift+W opens it. By default on pages of this machine, such as `localhost`. */
  readonly development?: boolean;
}

/**
 * Lets a page's reader open the panel: at once with `?wsDebug=1` in the address, at any time by
 * `window.__ADMITONE_WS_DEBUG = true`, and in development with Ctrl+Shift+W, where the browser
 * leaves that to pages. Does nothing on a server.
 *
 * @returns takes the panel and every listener away
 */
export function installDiagnostics(
  connection: Connection,
  options: DiagnosticsOptions = {},
): Unsubscribe {
  if (typeof document === "undefined") return () => {};
  const panel = new Panel(connection);
  const stops = [
    watchFlag((open) => panel.set(open)),
    (options.development ?? LOCAL.test(location.hostname)) ? watchKeys(panel) : () => {},
    () => panel.set(false),
  ];
  if (new URLSearchParams(location.search).get(QUERY) === "1") panel.set(true);
  return () => {
    for (const stop of stops) stop();
  };
}

/** The panel on this page, open or not. */
class Panel {
  readonly #connection: Connection;
  #shown: DiagnosticsElement | undefined;
  #before: Element | null = null;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  set(open: boolean): void {
    if (open && this.#shown === undefined) this.#open();
    else if (!open && this.#shown !== undefined) this.#close();
  }

  toggle(): void {
    const opens = this.#shown === undefined;
    this.#before = document.activeElement;
    this.set(opens);
    if (opens) this.#shown?.focus();
  }

  #open(): void {
    defineDiagnostics();
    const element = document.createElement("admitone-diagnostics");
    element.connection = this.#connection;
    element.addEventListener("close", () => this.set(false));
    document.body.append(element);
    this.#shown = element;
  }

  #close(): void {
    const hadKeyboard = this.#shown === document.activeElement;
    this.#shown?.remove();
    this.#shown = undefined;
    if (hadKeyboard && this.#before instanceof HTMLElement) this.#before.focus();
    this.#before = null;
  }
}

function watchKeys(panel: Panel): Unsubscribe {
  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey && event.shiftKey && event.code === "KeyW") {
      event.preventDefault();
      panel.toggle();
    }
  };
  document.addEventListener("keydown", onKey);
  return () => document.removeEventListener("keydown", onKey);
}

/** A flag that is set from the console later counts too, so it becomes a property that tells. */
function watchFlag(set: (open: boolean) => void): Unsubscribe {
  const page = globalThis as unknown as Record<string, unknown>;
  let value = page[FLAG];
  Object.defineProperty(page, FLAG, {
    configurable: true,
    enumerable: true,
    get: () => value,
    set: (next: unknown) => {
      value = next;
      set(Boolean(next));
    },
  });
  if (value) set(true);
  return () => {
    Object.defineProperty(page, FLAG, {
      value,
      configurable: true,
      enumerable: true,
      writable: true,
    });
  };
}
