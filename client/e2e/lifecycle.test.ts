import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Api } from "./rig/api.js";
import type { Diary, Wish } from "./rig/lab.js";
import { RawChromium, type RawTab } from "./rig/raw.js";
import { APP, Stand } from "./rig/stand.js";
import { until } from "./rig/until.js";

const HEARTBEAT_MS = 1_000;

/** Longer than the client bears silence: the interval and 10 s. */
const SLEEP_MS = HEARTBEAT_MS + 12_000;

describe("a page that is put away", () => {
  let stand: Stand;
  let api: Api;
  let raw: RawChromium;

  beforeAll(async () => {
    stand = await Stand.start({ WS_HEARTBEAT_INTERVAL_MS: String(HEARTBEAT_MS) });
    api = new Api(stand.edge.origin);
    raw = await RawChromium.start();
  });
  afterAll(async () => {
    await raw?.close();
    await stand?.close();
  });

  async function open(tab: RawTab, wish: Wish): Promise<void> {
    await until("the page", () => tab.evaluate("Boolean(globalThis.lab)").catch(() => false));
    await tab.evaluate(`lab.open("a", ${JSON.stringify(wish)})`);
    await isOpen(tab);
    await until("its rooms are heard", () => tab.evaluate(`lab.isSubscribed("a")`));
  }

  const isOpen = (tab: RawTab) =>
    until("open", () => tab.evaluate(`lab.connection("a").state === "open"`));

  const diary = (tab: RawTab) => tab.evaluate<Diary>(`structuredClone(lab.diary("a"))`);

  it("says goodbye when it goes to the back-forward cache, and is back with the page", async () => {
    const room = "orders.bfcache";
    const tab = await stand.tab();
    const client = await tab.open("a", { rooms: [room] });
    await client.listens();
    await api.publish(room, "before");
    await client.hears(1);
    await tab.page.evaluate(() => {
      addEventListener("pageshow", ({ persisted }) => Object.assign(globalThis, { persisted }));
    });

    await tab.page.goto(`${stand.edge.origin}/app/elsewhere`);
    await until("the server is rid of it", () => stand.edge.open === 0);
    await api.publish(room, "meanwhile");
    await tab.page.evaluate(() => history.back());
    await until("the page is back", () =>
      tab.page
        .evaluate(() => (globalThis as never as { persisted?: boolean }).persisted)
        .catch(() => false),
    );

    const { dials } = await client.reaches("open");
    expect(dials).toHaveLength(2);
    expect(await client.hears(2)).toEqual(["before", "meanwhile"]);
    await tab.close();
  });

  it("says goodbye when its tab is frozen, and hears afterwards what it missed", async () => {
    const room = "orders.frozen";
    const tab = await raw.tab(`${stand.edge.origin}${APP}`);
    await open(tab, { rooms: [room] });
    await raw.tab("about:blank");

    await tab.setLifecycle("frozen");
    await until("the server is rid of it", () => stand.edge.open === 0);
    await api.publish(room, "meanwhile");
    await tab.setLifecycle("active");
    await tab.bringToFront();

    await isOpen(tab);
    await until("the message", async () => (await diary(tab)).rooms.length > 0);
    const { rooms, dials } = await diary(tab);
    expect(rooms.map(({ data }) => data)).toEqual(["meanwhile"]);
    expect(dials).toHaveLength(2);
    await tab.evaluate(`lab.connection("a").close()`);
  });

  // Each in a browser of its own, and both asleep at the same time.
  it.concurrent("keeps a socket that outlived the sleep of the machine", async () => {
    const room = "orders.asleep";
    const machine = await RawChromium.start();
    try {
      const tab = await machine.tab(`${stand.edge.origin}${APP}`);
      await open(tab, { rooms: [room] });

      await sleep(machine, () => api.publish(room, "meanwhile"));

      await until("the message", async () => (await diary(tab)).rooms.length > 0);
      await isOpen(tab);
      expect((await diary(tab)).dials).toHaveLength(1);
    } finally {
      await machine.close();
    }
  });

  it.concurrent("notices soon after waking that its socket has died", async () => {
    const clientId = "its-socket-dies";
    const machine = await RawChromium.start();
    try {
      const tab = await machine.tab(`${stand.edge.origin}${APP}`);
      await open(tab, { options: { clientId } });

      stand.edge.blackHole("all", clientId);
      await sleep(machine);
      const wokenAt = Date.now();

      await until("a second dial", async () => (await diary(tab)).dials.length > 1);
      // Found within 5 s of waking; dialled anew within half a second of that, and the machine's time.
      expect((await diary(tab)).dials[1]! - wokenAt).toBeLessThan(10_000);
      await isOpen(tab);
    } finally {
      await machine.close();
    }
  });

  async function sleep(machine: RawChromium, meanwhile?: () => Promise<void>): Promise<void> {
    machine.sleep();
    const sleptAt = performance.now();
    await meanwhile?.();
    await until("it has slept long enough", () => performance.now() - sleptAt > SLEEP_MS);
    machine.wake();
  }
});
