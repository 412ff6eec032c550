import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, chromium } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chromium as installed } from "../scripts/chromium.mjs";
import { pack } from "../scripts/pack.mjs";
import { run } from "../scripts/run.mjs";
import { Api } from "./rig/api.js";
import { Child } from "./rig/child.js";
import { freePort } from "./rig/ports.js";
import { Server } from "./rig/server.js";
import { until } from "./rig/until.js";

const README = readFileSync(fileURLToPath(new URL("../README.md", import.meta.url)), "utf8");
const VITE = "vite@8.3.8";
const QUIET = ["--no-audit", "--no-fund", "--prefer-offline", "--ignore-scripts"];

/** The block of the README that is introduced by the file's name. */
function fromReadme(file: string): string {
  const [, block] = new RegExp(`\`${file}\`:\\n\\n\`\`\`\\w+\\n([^]*?)\`\`\``).exec(README) ?? [];
  if (block === undefined) throw new Error(`README.md shows no ${file}`);
  return block;
}

describe("a newcomer who follows the README", () => {
  const project = mkdtempSync(join(tmpdir(), "admitone-newcomer-"));
  let server: Server;
  let browser: Browser;
  let vite: Child;

  beforeAll(async () => {
    const packed = pack();
    try {
      writeFileSync(join(project, "package.json"), '{"private": true, "type": "module"}');
      run("npm", ["install", ...QUIET, packed.tarball, VITE], { cwd: project });
    } finally {
      packed.remove();
    }
    [server, browser] = await Promise.all([Server.start({}), chromium.launch(installed())]);
  });
  afterAll(async () => {
    await vite?.end();
    await browser?.close();
    await server?.crash();
    rmSync(project, { recursive: true, force: true });
  });

  it("is connected by ten lines", async () => {
    const main = fromReadme("main.js");
    expect(main.trim().split("\n").length).toBeLessThanOrEqual(10);
    for (const file of ["index.html", "main.js", "token.js", "vite.config.js"]) {
      const content = fromReadme(file).replaceAll("localhost:8080", `127.0.0.1:${server.port}`);
      writeFileSync(join(project, file), content);
    }
    const port = await freePort();
    const vitePath = join(project, "node_modules/vite/bin/vite.js");
    vite = new Child("node", [
      vitePath,
      project,
      "--host",
      "127.0.0.1",
      "--port",
      String(port),
      "--strictPort",
    ]);
    await until("Vite listens", () => {
      if (!vite.isRunning) throw new Error(`vite ended:\n${vite.said}`);
      return vite.said.includes(String(port));
    });

    const page = await browser.newPage();
    const said: string[] = [];
    page.on("console", (message) => said.push(message.text()));
    await page.goto(`http://127.0.0.1:${port}/`);

    await until("connected", async () => (await page.textContent("body"))?.includes("open"));
    await new Api(`http://127.0.0.1:${server.port}`).publish("demo.lobby", "hello, newcomer");
    await until("a message", () => said.some((line) => line.includes("hello, newcomer")));
  });
});
