import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chromium as installed } from "../scripts/chromium.mjs";
import { Server } from "./rig/server.js";
import { until } from "./rig/until.js";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Where to put pictures of the page, for people who want to look at it. */
const { SCREENSHOTS } = process.env;

describe("the page that a server in development shows", () => {
  let server: Server;
  let browser: Browser;

  beforeAll(async () => {
    [server, browser] = await Promise.all([Server.start({}), chromium.launch(installed())]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.crash();
  });

  async function visit(context: BrowserContext): Promise<{ page: Page; wrong: string[] }> {
    const page = await context.newPage();
    const wrong: string[] = [];
    page.on("pageerror", (error) => wrong.push(String(error)));
    page.on("console", (message) => {
      // What the browser says of answers that are meant to be errors is no fault of the page.
      if (message.type() === "error" && !/Failed to load resource/.test(message.text())) {
        wrong.push(message.text());
      }
    });
    await page.goto(`http://127.0.0.1:${server.port}/`);
    return { page, wrong };
  }

  async function signIn(page: Page, name: string): Promise<void> {
    await page.fill("#user", name);
    await page.keyboard.press("Enter");
    await shows(page, "#state", "open");
  }

  const shows = (page: Page, selector: string, text: string) =>
    until(`${selector} shows ${text}`, async () =>
      (await page.textContent(selector))?.includes(text),
    );

  it("lets two tabs talk, by keyboard alone", async () => {
    const context = await browser.newContext();
    const { page: left, wrong } = await visit(context);
    const { page: right } = await visit(context);
    await signIn(left, "ada");
    await signIn(right, "bob");

    await left.focus("#text");
    await left.keyboard.type("hello, bob");
    await left.keyboard.press("Enter");

    await shows(right, "#messages", "hello, bob");
    await shows(left, "#messages", "hello, bob");
    expect(await left.locator("#messages p").count()).toBe(1);
    expect(wrong).toEqual([]);
    await context.close();
  });

  it("shows an outage of the store from its beginning to its end", async () => {
    const context = await browser.newContext();
    const { page, wrong } = await visit(context);
    await signIn(page, "ada");

    await page.click("#drill");
    for (const step of ["degraded", "refused", "fallback", "back", "open"]) {
      await page.waitForSelector(`#drill-${step}[data-done]`, { timeout: 60_000 });
    }

    const steps = await page.locator("#transitions strong").allTextContents();
    const [degraded, fallback] = [steps.indexOf("degraded"), steps.indexOf("fallback")];
    expect(degraded).toBeGreaterThan(steps.indexOf("open"));
    expect(fallback).toBeGreaterThan(degraded);
    expect(steps.lastIndexOf("open")).toBeGreaterThan(fallback);
    expect(wrong).toEqual([]);
    await context.close();
  });

  it("shows one ticket admitted once, and refused the second time", async () => {
    const context = await browser.newContext();
    const { page } = await visit(context);

    await page.click("#twice");

    await shows(page, "#twice-result", "admitted");
    await shows(page, "#twice-result", "refused, 4401");
    await context.close();
  });

  it("shows the inside of the connection in its panel", async () => {
    const context = await browser.newContext();
    const { page } = await visit(context);
    await signIn(page, "ada");

    await page.getByRole("button", { name: "Ping", exact: true }).click();

    const panel = page.locator("admitone-diagnostics section");
    await until("a round trip", async () => / ms/.test((await panel.textContent()) ?? ""));
    expect(await panel.textContent()).toContain("rooms");
    await context.close();
  });

  for (const [name, colorScheme, width] of [
    ["light", "light", 1280],
    ["dark", "dark", 1280],
    ["narrow", "light", 360],
  ] as const) {
    it(`can be read and used by everybody: ${name}`, async () => {
      const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
      const { page } = await visit(context);
      await signIn(page, "ada");
      await page.fill("#text", "hello");
      await page.keyboard.press("Enter");
      await shows(page, "#messages", "hello");

      await page.evaluate(AXE);
      const { violations } = await page.evaluate(() =>
        (globalThis as never as { axe: { run(): Promise<{ violations: Violation[] }> } }).axe.run(),
      );
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow).toBeLessThanOrEqual(0);
      if (SCREENSHOTS !== undefined) {
        await page.screenshot({ path: `${SCREENSHOTS}/${name}.png`, fullPage: true });
      }
      await context.close();
    });
  }
});

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}
