import { type Browser, type CDPSession, chromium } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chromium as installed } from "../scripts/chromium.mjs";
import { Edge } from "./rig/edge.js";
import { page, script } from "./rig/files.js";

const RECONNECTS = 1_000;
const WARM_UP = 200;
const SLACK_BYTES = 256 * 1024;

describe("an hour with a thousand reconnects", () => {
  let browser: Browser;
  let edge: Edge;

  beforeAll(async () => {
    browser = await chromium.launch(installed());
    edge = await Edge.start({
      "/app/": page("/app/hour.js"),
      "/app/hour.js": await script("e2e/rig/hour.ts"),
    });
  });
  afterAll(async () => {
    await browser?.close();
    await edge?.close();
  });

  it("leaves heap, listeners and timers as they were, and loses no message", async () => {
    const tab = await browser.newPage();
    const cdp = await tab.context().newCDPSession(tab);
    await cdp.send("Performance.enable");
    await tab.goto(`${edge.origin}/app/`);
    const before = await measure(cdp);

    await tab.evaluate(() => hour.start());
    await tab.evaluate((times) => hour.reconnect(times), WARM_UP);
    const warm = await measure(cdp);
    const timers = (await tab.evaluate(() => hour.numbers())).timers;
    await tab.evaluate((times) => hour.reconnect(times), RECONNECTS - WARM_UP);
    const after = await measure(cdp);

    const numbers = await tab.evaluate(() => hour.numbers());
    expect(numbers.connected).toBe(RECONNECTS + 1);
    expect(numbers.heard).toBe(RECONNECTS);
    expect(numbers.timers).toBe(timers);
    expect(after.listeners).toBe(warm.listeners);
    expect(after.heap - warm.heap).toBeLessThan(SLACK_BYTES);

    await tab.evaluate(() => hour.close());
    expect((await tab.evaluate(() => hour.numbers())).timers).toBe(0);
    expect((await measure(cdp)).listeners).toBe(before.listeners);
  });
});

async function measure(cdp: CDPSession): Promise<{ heap: number; listeners: number }> {
  await cdp.send("HeapProfiler.collectGarbage");
  const { metrics } = await cdp.send("Performance.getMetrics");
  const value = (name: string) =>
    metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
  return { heap: value("JSHeapUsedSize"), listeners: value("JSEventListeners") };
}
