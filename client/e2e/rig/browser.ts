import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "./until.js";

/** How a browser is started that is asked over a socket. */
export interface Launch {
  readonly executable: string;
  readonly args: (profile: string) => readonly string[];
  /** Files of the profile. */
  readonly profile?: Readonly<Record<string, string>>;
  /** What it says when it listens, with the address. */
  readonly listens: RegExp;
}

/** The processes of a browser, with a profile that nobody has used before. */
export class Browser {
  /** Where it listens. */
  readonly address: string;
  readonly #pid: number;
  readonly #profile: string;
  readonly #ended: Promise<unknown>;

  private constructor(address: string, pid: number, profile: string, ended: Promise<unknown>) {
    this.address = address;
    this.#pid = pid;
    this.#profile = profile;
    this.#ended = ended;
  }

  static async start({ executable, args, profile = {}, listens }: Launch): Promise<Browser> {
    const folder = mkdtempSync(join(tmpdir(), "admitone-browser-"));
    for (const [name, content] of Object.entries(profile)) {
      writeFileSync(join(folder, name), content);
    }
    // A process group of its own, so that all its processes can be stopped together.
    const child = spawn(executable, [...args(folder)], {
      detached: true,
      stdio: ["ignore", "ignore", "pipe"],
    });
    let failure: Error | undefined;
    child.once("error", (error) => {
      failure = error;
    });
    const ended = new Promise((resolve) => child.once("exit", resolve));
    let said = "";
    child.stderr.on("data", (part) => {
      said += String(part);
    });
    const address = await until(`${executable} listens`, () => {
      if (failure) throw failure;
      if (child.exitCode !== null) throw new Error(`${executable} ended:\n${said}`);
      return listens.exec(said)?.[1];
    });
    return new Browser(address, child.pid!, folder, ended);
  }

  /** To all its processes. */
  signal(signal: NodeJS.Signals): void {
    process.kill(-this.#pid, signal);
  }

  async close(): Promise<void> {
    this.signal("SIGCONT");
    this.signal("SIGKILL");
    await this.#ended;
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
