import { type Browser, chromium } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chromium as installed } from "../scripts/chromium.mjs";
import { Api } from "./rig/api.js";
import { Edge } from "./rig/edge.js";
import { page, script } from "./rig/files.js";
import { Server } from "./rig/server.js";
import { until } from "./rig/until.js";

describe("a React page under StrictMode", () => {
  let server: Server;
  let edge: Edge;
  let browser: Browser;

  beforeAll(async () => {
    [server, edge, browser] = await Promise.all([
      Server.start({}),
      script("e2e/rig/strict.tsx").then((strict) =>
        Edge.start({
          "/app/": page("/app/strict.js", '<div id="root"></div>'),
          "/app/strict.js": strict,
        }),
      ),
      chromium.launch(installed()),
    ]);
    edge.target = server.port;
  });
  afterAll(async () => {
    await browser?.close();
    await edge?.close();
    await server?.crash();
  });

  it("has one connection through mounts and renders, and none after it is gone", async () => {
    const api = new Api(edge.origin);
    const tab = await browser.newPage();
    await tab.goto(`${edge.origin}/app/`);

    await tab.evaluate(() => window.strict.render("first"));
    await until("open", async () => (await tab.textContent("#state")) === "open");
    await api.publish("orders.react", 1);
    await until("a message", () => tab.evaluate(() => window.strict.heard.length === 1));
    await tab.evaluate(() => window.strict.render("second"));
    await api.publish("orders.react", 2);
    await until("another message", () => tab.evaluate(() => window.strict.heard.length === 2));

    expect(await tab.evaluate(() => window.strict.heard)).toEqual([
      ["first", 1],
      ["second", 2],
    ]);
    expect(edge.tickets).toEqual([200]);
    expect(edge.upgrades).toBe(1);

    await tab.evaluate(() => window.strict.leave());
    await until("closed", () => edge.open === 0);
  });
});
