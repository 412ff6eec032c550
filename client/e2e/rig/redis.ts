import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Child } from "./child.js";
import { freePort } from "./ports.js";
import { until } from "./until.js";

/** A real Redis on a port of its own, that can go away and come back. */
export class Redis {
  readonly port: number;
  readonly #directory = mkdtempSync(join(tmpdir(), "admitone-redis-"));
  #child: Child | undefined;

  private constructor(port: number) {
    this.port = port;
  }

  static async start(): Promise<Redis> {
    const redis = new Redis(await freePort());
    await redis.start();
    return redis;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Starts it, empty, on the same port as before. */
  async start(): Promise<void> {
    const child = new Child("redis-server", [
      ...["--port", String(this.port), "--bind", "127.0.0.1"],
      ...["--save", "", "--appendonly", "no", "--dir", this.#directory],
    ]);
    this.#child = child;
    await until("Redis answers", () => {
      if (!child.isRunning) throw new Error(`redis-server ended:\n${child.said}`);
      return answers(this.port);
    });
  }

  /** Kills it, without a goodbye. */
  async kill(): Promise<void> {
    await this.#child?.end("SIGKILL");
  }

  async close(): Promise<void> {
    await this.kill();
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => socket.write("PING\r\n"));
    socket.once("data", (data) => {
      resolve(String(data).startsWith("+PONG"));
      socket.destroy();
    });
    socket.once("error", () => resolve(false));
  });
}
