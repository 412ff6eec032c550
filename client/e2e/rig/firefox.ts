import { Browser } from "./browser.js";
import { type Place, textOf } from "./place.js";
import { Wire } from "./wire.js";

/** `FIREFOX` names another one; the second is what Debian calls it. */
const NAMES = [process.env["FIREFOX"], "firefox-esr", "firefox"];

const PREFERENCES = `
user_pref("remote.active-protocols", 1);
user_pref("app.update.enabled", false);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
`;

/** A Firefox, spoken to by WebDriver BiDi, which it knows without a driver in between. */
export class Firefox {
  readonly #browser: Browser;
  readonly #wire: Wire;

  private constructor(browser: Browser, wire: Wire) {
    this.#browser = browser;
    this.#wire = wire;
  }

  static async start(): Promise<Firefox> {
    const browser = await Browser.start({
      executable: NAMES.find((name) => name !== undefined)!,
      args: (profile) => ["--headless", "--remote-debugging-port=0", "--profile", profile],
      profile: { "user.js": PREFERENCES },
      listens: /WebDriver BiDi listening on (ws:\S+)/,
    });
    const wire = await Wire.open(`${browser.address}/session`);
    await wire.call("session.new", { capabilities: {} });
    return new Firefox(browser, wire);
  }

  async tab(url: string): Promise<FirefoxTab> {
    const { context } = await this.#wire.call("browsingContext.create", { type: "tab" });
    await this.#wire.call("browsingContext.navigate", { context, url, wait: "complete" });
    return new FirefoxTab(this.#wire, String(context));
  }

  async close(): Promise<void> {
    this.#wire.close();
    await this.#browser.close();
  }
}

/** A tab of it. */
export class FirefoxTab implements Place {
  readonly #wire: Wire;
  readonly #context: string;

  constructor(wire: Wire, context: string) {
    this.#wire = wire;
    this.#context = context;
  }

  async evaluate<T, Of>(run: (of: Of) => T | Promise<T>, of?: Of): Promise<T> {
    const answer = await this.#wire.call("script.evaluate", {
      // A value in the protocol's own form would have to be put together again.
      expression: `Promise.resolve(${textOf(run, of)}).then((value) => JSON.stringify(value))`,
      target: { context: this.#context },
      awaitPromise: true,
    });
    const { type, result, exceptionDetails } = answer as unknown as Evaluated;
    if (type !== "success") throw new Error(JSON.stringify(exceptionDetails));
    return (result.type === "string" ? JSON.parse(result.value) : undefined) as T;
  }

  async setOffline(offline: boolean): Promise<void> {
    await this.#wire.call("emulation.setNetworkConditions", {
      networkConditions: offline ? { type: "offline" } : null,
      contexts: [this.#context],
    });
  }

  async close(): Promise<void> {
    await this.#wire.call("browsingContext.close", { context: this.#context });
  }
}

interface Evaluated {
  readonly type: "success" | "exception";
  readonly result: { readonly type: string; readonly value: string };
  readonly exceptionDetails?: unknown;
}
