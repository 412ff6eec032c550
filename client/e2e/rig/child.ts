import { type ChildProcess, spawn } from "node:child_process";

/** A process of this test, with what it said. */
export class Child {
  readonly #process: ChildProcess;
  #said = "";
  #ended: Promise<void>;

  constructor(command: string, args: string[], env: NodeJS.ProcessEnv = process.env) {
    this.#process = spawn(command, args, { env, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.on("data", (part) => {
        this.#said += String(part);
      });
    }
    this.#ended = new Promise((resolve) => {
      this.#process.once("exit", () => resolve());
      this.#process.once("error", (failure) => {
        this.#said += String(failure);
        resolve();
      });
    });
  }

  get said(): string {
    return this.#said;
  }

  get isRunning(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** Sends the signal. */
  signal(signal: NodeJS.Signals): void {
    if (this.isRunning) this.#process.kill(signal);
  }

  /** Ends it, and resolves when it has ended. */
  async end(signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
    this.signal(signal);
    await this.#ended;
  }
}
