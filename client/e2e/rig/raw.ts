import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import WebSocket from "ws";
import { chromium } from "../../scripts/chromium.mjs";
import { until } from "./until.js";

/**
 * A Chromium without Playwright, which makes every page believe that it is looked at: only here can
 * a tab be hidden and frozen, and the whole browser fall asleep.
 */
export class RawChromium {
  readonly #pid: number;
  readonly #profile: string;
  readonly #ended: Promise<unknown>;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #calls = 0;

  private constructor(pid: number, profile: string, ended: Promise<unknown>, socket: WebSocket) {
    this.#pid = pid;
    this.#profile = profile;
    this.#ended = ended;
    this.#socket = socket;
    socket.on("message", (data) => {
      const answer = JSON.parse(String(data)) as Answer;
      if (answer.id !== undefined) this.#waiting.get(answer.id)?.(answer);
    });
  }

  static async start(): Promise<RawChromium> {
    const { executablePath, args } = chromium();
    const profile = mkdtempSync(join(tmpdir(), "admitone-chromium-"));
    // A process group of its own, so that all its processes can be stopped together.
    const child = spawn(
      executablePath,
      [...args, "--headless=new", "--remote-debugging-port=0", `--user-data-dir=${profile}`],
      { detached: true, stdio: ["ignore", "ignore", "pipe"] },
    );
    const ended = new Promise((resolve) => child.once("exit", resolve));
    let said = "";
    child.stderr.on("data", (part) => {
      said += String(part);
    });
    const address = await until("Chromium listens", () => {
      if (child.exitCode !== null) throw new Error(`Chromium ended:\n${said}`);
      return /DevTools listening on (ws:\S+)/.exec(said)?.[1];
    });
    const socket = new WebSocket(address);
    await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
    return new RawChromium(child.pid!, profile, ended, socket);
  }

  /** Opens a tab in front of all others, which hides them. */
  async tab(url: string): Promise<RawTab> {
    const { targetId } = await this.call("Target.createTarget", { url });
    const { sessionId } = await this.call("Target.attachToTarget", { targetId, flatten: true });
    return new RawTab(this, String(sessionId));
  }

  /** All processes stand still, as when a laptop sleeps. */
  sleep(): void {
    process.kill(-this.#pid, "SIGSTOP");
  }

  wake(): void {
    process.kill(-this.#pid, "SIGCONT");
  }

  call(
    method: string,
    params: Record<string, unknown> = {},
    sessionId?: string,
  ): Promise<Record<string, unknown>> {
    const id = ++this.#calls;
    this.#socket.send(JSON.stringify({ id, method, params, ...(sessionId && { sessionId }) }));
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, ({ result, error }) => {
        this.#waiting.delete(id);
        if (error) reject(new Error(`${method}: ${error.message}`));
        else resolve(result ?? {});
      });
    });
  }

  async close(): Promise<void> {
    this.wake();
    this.#socket.terminate();
    process.kill(-this.#pid, "SIGKILL");
    await this.#ended;
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

interface Answer {
  readonly id?: number;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

/** A tab of it. */
export class RawTab {
  readonly #browser: RawChromium;
  readonly #session: string;

  constructor(browser: RawChromium, session: string) {
    this.#browser = browser;
    this.#session = session;
  }

  /** The value of an expression in the page; a promise is awaited. */
  async evaluate<T>(expression: string): Promise<T> {
    const { result, exceptionDetails } = await this.#call("Runtime.evaluate", {
      expression,
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
    return this.#browser.call(method, params, this.#session);
  }
}
