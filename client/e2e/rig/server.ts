import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Child } from "./child.js";
import { freePort } from "./ports.js";
import { until } from "./until.js";

/** `ADMITONE_JAR` names another one. */
const JAR =
  process.env["ADMITONE_JAR"] ??
  fileURLToPath(new URL("../../../bootstrap/target/admitone.jar", import.meta.url));

/** Two cores that build something else meanwhile have needed more than 30 s. */
const START_PATIENCE_MS = 60_000;

/** What signs the tokens of the tests. */
export const SECRET = "the-secret-of-the-server-under-test-00001";

/** The real server, as a process of its own, on one port through all its lives. */
export class Server {
  readonly port: number;
  readonly #env: Record<string, string>;
  #child: Child | undefined;

  private constructor(port: number, env: Record<string, string>) {
    this.port = port;
    this.#env = env;
  }

  static async start(env: Record<string, string>): Promise<Server> {
    if (!existsSync(JAR)) {
      throw new Error(`There is no ${JAR}. Build it first: ./mvnw -q -DskipTests package`);
    }
    for (;;) {
      const server = new Server(await freePort(), env);
      try {
        await server.start();
        return server;
      } catch (failure) {
        // Between the asking for a free port and its use anybody may have taken it.
        if (!server.said.includes("is taken by another process")) throw failure;
      }
    }
  }

  get said(): string {
    return this.#child?.said ?? "";
  }

  /** Resolves when it takes requests. */
  async start(): Promise<void> {
    const child = new Child(java(), ["-XX:TieredStopAtLevel=1", "-Xmx256m", "-jar", JAR], {
      PATH: process.env.PATH,
      JWT_SECRET: SECRET,
      // One session may do here in a minute what many do elsewhere.
      ADMITONE_TICKETS_PER_MINUTE: "100000",
      ...this.#env,
      PORT: String(this.port),
    });
    this.#child = child;
    await until(
      "the server takes requests",
      () => {
        if (!child.isRunning) throw new Error(`the server ended:\n${child.said}`);
        return child.said.includes("event=started");
      },
      START_PATIENCE_MS,
    );
  }

  /** As a crash ends it: nobody is told. */
  async crash(): Promise<void> {
    await this.#child?.end("SIGKILL");
  }

  /** As a deploy ends it: with a goodbye to everybody. Resolves when it has ended. */
  async stop(): Promise<void> {
    await this.#child?.end("SIGTERM");
  }
}

function java(): string {
  const { JAVA_HOME } = process.env;
  return JAVA_HOME === undefined ? "java" : `${JAVA_HOME}/bin/java`;
}
