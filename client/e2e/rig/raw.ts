import { chromium } from "../../scripts/chromium.mjs";
import { Browser } from "./browser.js";
import { type Place, textOf } from "./place.js";
import { Wire } from "./wire.js";

/**
 * A Chromium without Playwright, which makes every page believe that it is looked at: only here can
 * a tab be hidden and frozen, and the whole browser fall asleep.
 */
export class RawChromium {
  readonly #browser: Browser;
  readonly #wire: Wire;

  private constructor(browser: Browser, wire: Wire) {
    this.#browser = browser;
    this.#wire = wire;
  }

  static async start(): Promise<RawChromium> {
    const { executablePath, args } = chromium();
    const browser = await Browser.start({
      executable: executablePath,
      args: (profile) => [
        ...args,
        "--headless=new",
        "--remote-debugging-port=0",
        `--user-data-dir=${profile}`,
      ],
      listens: /DevTools listening on (ws:\S+)/,
    });
    return new RawChromium(browser, await Wire.open(browser.address));
  }

  /** Opens a tab in front of all others, which hides them. */
  async tab(url: string): Promise<RawTab> {
    const { targetId } = await this.#wire.call("Target.createTarget", { url });
    const attach = { targetId, flatten: true };
    const { sessionId } = await this.#wire.call("Target.attachToTarget", attach);
    return new RawTab(this.#wire, String(sessionId));
  }

  /** All processes stand still, as when a laptop sleeps. */
  sleep(): void {
    this.#browser.signal("SIGSTOP");
  }

  wake(): void {
    this.#browser.signal("SIGCONT");
  }

  async close(): Promise<void> {
    this.#wire.close();
    await this.#browser.close();
  }
}

/** A tab of it. */
export class RawTab implements Place {
  readonly #wire: Wire;
  readonly #session: string;

  constructor(wire: Wire, session: string) {
    this.#wire = wire;
    this.#session = session;
  }

  async evaluate<T, Of>(run: (of: Of) => T | Promise<T>, of?: Of): Promise<T> {
    const { result, exceptionDetails } = await this.#call("Runtime.evaluate", {
      expression: textOf(run, of),
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails));
    return (result as { value: T }).value;
  }

  /** Works for a hidden tab alone. */
  async setLifecycle(state: "frozen" | "active"): Promise<void> {
    await this.#call("Page.setWebLifecycleState", { state });
  }

  async bringToFront(): Promise<void> {
    await this.#call("Page.bringToFront", {});
  }

  #call(method: string, params: Record<string, unknown>): Promise<Record<string, unknown>> {
    return this.#wire.call(method, params, this.#session);
  }
}
