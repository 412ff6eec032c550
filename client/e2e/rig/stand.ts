import { type Browser, type BrowserContext, chromium, type Page } from "playwright";
import { chromium as installed } from "../../scripts/chromium.mjs";
import { Edge } from "./edge.js";
import { page, script } from "./files.js";
import type { Diary, Wish } from "./lab.js";
import { Redis } from "./redis.js";
import { Server } from "./server.js";
import { until } from "./until.js";

export const APP = "/app/";

/** Everything a test needs, real: Redis, the server's jar, what stands in front of it, Chromium. */
export class Stand {
  readonly redis: Redis;
  readonly server: Server;
  readonly edge: Edge;
  readonly browser: Browser;

  private constructor(redis: Redis, server: Server, edge: Edge, browser: Browser) {
    this.redis = redis;
    this.server = server;
    this.edge = edge;
    this.browser = browser;
  }

  static async start(env: Record<string, string> = {}): Promise<Stand> {
    const redis = await Redis.start();
    const [server, edge, browser] = await Promise.all([
      Server.start({ ADMITONE_STORE: "redis", REDIS_URL: redis.url, ...env }),
      script("e2e/rig/lab.ts").then((lab) =>
        Edge.start({
          [APP]: page("/app/lab.js"),
          "/app/lab.js": lab,
          "/app/elsewhere": page("data:text/javascript,"),
        }),
      ),
      chromium.launch({ ...installed(), ignoreDefaultArgs: ["--disable-back-forward-cache"] }),
    ]);
    edge.target = server.port;
    const stand = new Stand(redis, server, edge, browser);
    await stand.ready();
    return stand;
  }

  /** Resolves when the server can use its store. */
  async ready(): Promise<void> {
    await until("the server is ready", async () => {
      const answer = await fetch(`${this.edge.origin}/ready`).catch(() => undefined);
      return answer?.ok;
    });
  }

  /** Opens a tab of a browser that shares nothing with others. */
  async tab(context?: BrowserContext): Promise<Tab> {
    const page = await (context ?? (await this.browser.newContext())).newPage();
    await page.goto(`${this.edge.origin}${APP}`);
    return new Tab(page);
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.edge.close();
    await this.server.crash();
    await this.redis.close();
  }
}

/** A tab with the lab in it. */
export class Tab {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(name: string, wish: Wish = {}): Promise<Client> {
    await this.page.evaluate(([name, wish]) => lab.open(name, wish), [name, wish] as const);
    return new Client(this.page, name);
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}

/** A connection in a tab. */
export class Client {
  readonly #page: Page;
  readonly #name: string;

  constructor(page: Page, name: string) {
    this.#page = page;
    this.#name = name;
  }

  diary(): Promise<Diary> {
    return this.#page.evaluate((name) => structuredClone(lab.diary(name)), this.#name);
  }

  state(): Promise<string> {
    return this.#page.evaluate((name) => lab.connection(name).state, this.#name);
  }

  /** The code of what ended it for good. */
  error(): Promise<string | undefined> {
    return this.#page.evaluate((name) => lab.connection(name).snapshot.error?.code, this.#name);
  }

  /** Waits for the state; answers the diary of that moment. */
  async reaches(state: string, patienceMs?: number): Promise<Diary> {
    try {
      await until(
        `${this.#name} is ${state}`,
        async () => (await this.state()) === state,
        patienceMs,
      );
    } catch (failure) {
      const { transitions, lines } = await this.diary();
      const steps = transitions.map(({ from, to, why }) => `${from} -> ${to}: ${why}`);
      throw new Error(`${failure}\n${[...steps, ...lines].join("\n")}`);
    }
    return this.diary();
  }

  /** Waits until it is open and its rooms are heard. */
  async listens(): Promise<void> {
    await this.reaches("open");
    await until("its rooms are heard", () =>
      this.#page.evaluate((name) => lab.isSubscribed(name), this.#name),
    );
  }

  /** Waits until so many messages of rooms have come; answers their data. */
  async hears(count: number): Promise<unknown[]> {
    await until(`${count} messages`, async () => (await this.diary()).rooms.length >= count);
    return (await this.diary()).rooms.map(({ data }) => data);
  }

  publish(room: string, data: unknown): Promise<unknown> {
    return this.#page.evaluate(
      ([name, room, data]) => lab.connection(name).publish(room, data, { timeoutMs: 60_000 }),
      [this.#name, room, data] as const,
    );
  }

  do(method: "connect" | "disconnect" | "reconnect" | "close"): Promise<void> {
    return this.#page.evaluate(([name, method]) => lab.connection(name)[method](), [
      this.#name,
      method,
    ] as const);
  }
}
