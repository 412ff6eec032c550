import { type Browser, type BrowserContext, chromium, type Page } from "playwright";
import { chromium as installed } from "../../scripts/chromium.mjs";
import { Edge } from "./edge.js";
import { page, script } from "./files.js";
import type { Diary, Wish } from "./lab.js";
import type { Place } from "./place.js";
import { Redis } from "./redis.js";
import { Server } from "./server.js";
import { until } from "./until.js";

const APP = "/app/";

/** What a page talks to, real: Redis, the server's jar, what stands in front of it. */
export class Site {
  readonly redis: Redis;
  readonly server: Server;
  readonly edge: Edge;

  protected constructor({ redis, server, edge }: Parts) {
    this.redis = redis;
    this.server = server;
    this.edge = edge;
  }

  static async open(env: Record<string, string> = {}): Promise<Site> {
    return new Site(await partsOf(env));
  }

  /** The address of the page with the lab in it. */
  get app(): string {
    return `${this.edge.origin}${APP}`;
  }

  /** Resolves when the server can use its store. */
  async ready(): Promise<void> {
    await isReady(this.edge);
  }

  async close(): Promise<void> {
    await this.edge.close();
    await this.server.crash();
    await this.redis.close();
  }
}

interface Parts {
  readonly redis: Redis;
  readonly server: Server;
  readonly edge: Edge;
}

async function partsOf(env: Record<string, string>): Promise<Parts> {
  const redis = await Redis.start();
  const [server, edge] = await Promise.all([
    Server.start({ ADMITONE_STORE: "redis", REDIS_URL: redis.url, ...env }),
    script("e2e/rig/lab.ts").then((lab) =>
      Edge.start({
        [APP]: page("/app/lab.js"),
        "/app/lab.js": lab,
        "/app/elsewhere": page("data:text/javascript,"),
      }),
    ),
  ]);
  edge.target = server.port;
  await isReady(edge);
  return { redis, server, edge };
}

async function isReady(edge: Edge): Promise<void> {
  await until("the server is ready", async () => {
    const answer = await fetch(`${edge.origin}/ready`).catch(() => undefined);
    return answer?.ok;
  });
}

/** A site and a Chromium. */
export class Stand extends Site {
  readonly browser: Browser;

  private constructor(parts: Parts, browser: Browser) {
    super(parts);
    this.browser = browser;
  }

  static async start(env: Record<string, string> = {}): Promise<Stand> {
    const [parts, browser] = await Promise.all([
      partsOf(env),
      chromium.launch({ ...installed(), ignoreDefaultArgs: ["--disable-back-forward-cache"] }),
    ]);
    return new Stand(parts, browser);
  }

  /** Opens a tab of a browser that shares nothing with others. */
  async tab(context?: BrowserContext): Promise<Tab> {
    const page = await (context ?? (await this.browser.newContext())).newPage();
    await page.goto(this.app);
    return new Tab(page);
  }

  override async close(): Promise<void> {
    await this.browser.close();
    await super.close();
  }
}

/** A tab with the lab in it. */
export class Tab {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  open(name: string, wish: Wish = {}): Promise<Client> {
    return Client.open(this.page as Place, name, wish);
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}

/** A connection in a tab. */
export class Client {
  readonly #page: Place;
  readonly #name: string;

  private constructor(page: Place, name: string) {
    this.#page = page;
    this.#name = name;
  }

  static async open(page: Place, name: string, wish: Wish = {}): Promise<Client> {
    await page.evaluate(([name, wish]) => lab.open(name, wish), [name, wish] as const);
    return new Client(page, name);
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
