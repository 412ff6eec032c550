import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Api } from "./rig/api.js";
import type { Wish } from "./rig/lab.js";
import { RawChromium, type RawTab } from "./rig/raw.js";
import { Client, Stand } from "./rig/stand.js";
import { until } from "./rig/until.js";

const HEARTBEAT_MS = 1_000;

/** Longer than the client bears silence: the interval and 10 s. */
const SLEEP_MS = HEARTBEAT_MS + 12_000;

describe("a page that is put away", () => {
  let stand: Stand;
  let api: Api;

  beforeAll(async () => {
    stand = await Stand.start({ WS_HEARTBEAT_INTERVAL_MS: String(HEARTBEAT_MS) });
    api = new Api(stand.edge.origin);
  });
  afterAll(() => stand?.close());

  async function open(tab: RawTab, wish: Wish): Promise<Client> {
    await until("the page", () => tab.evaluate(() => "lab" in globalThis).catch(() => false));
    const client = await Client.open(tab, "a", wish);
    await client.listens();
    return client;
  }

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

  it("says goodbye when its tab is frozen, and hears afterwards what it missed", () =>
    onMachine(async (machine) => {
      const room = "orders.frozen";
      const tab = await machine.tab(stand.app);
      const client = await open(tab, { rooms: [room] });
      await machine.tab("about:blank");

      await tab.setLifecycle("frozen");
      await until("the server is rid of it", () => stand.edge.open === 0);
      await api.publish(room, "meanwhile");
      await tab.setLifecycle("active");
      await tab.bringToFront();

      expect(await client.hears(1)).toEqual(["meanwhile"]);
      const { dials } = await client.reaches("open");
      expect(dials).toHaveLength(2);
    }));

  // These two sleep at the same time.
  it.concurrent("keeps a socket that outlived the sleep of the machine", () =>
    onMachine(async (machine) => {
      const room = "orders.asleep";
      const client = await open(await machine.tab(stand.app), { rooms: [room] });

      await sleep(machine, () => api.publish(room, "meanwhile"));

      expect(await client.hears(1)).toEqual(["meanwhile"]);
      const { dials } = await client.reaches("open");
      expect(dials).toHaveLength(1);
    }));

  it.concurrent("notices soon after waking that its socket has died", () =>
    onMachine(async (machine) => {
      const clientId = "its-socket-dies";
      const client = await open(await machine.tab(stand.app), { options: { clientId } });

      stand.edge.blackHole("all", clientId);
      await sleep(machine);
      const wokenAt = Date.now();

      await until("a second dial", async () => (await client.diary()).dials.length > 1);
      // Found within 5 s of waking; dialled anew within half a second of that, and the machine's time.
      expect((await client.diary()).dials[1]! - wokenAt).toBeLessThan(10_000);
      await client.reaches("open");
    }));
});

/** With a browser of its own, as a laptop has one. */
async function onMachine(run: (machine: RawChromium) => Promise<void>): Promise<void> {
  const machine = await RawChromium.start();
  try {
    await run(machine);
  } finally {
    await machine.close();
  }
}

async function sleep(machine: RawChromium, meanwhile?: () => Promise<void>): Promise<void> {
  machine.sleep();
  const sleptAt = performance.now();
  await meanwhile?.();
  await until("it has slept long enough", () => performance.now() - sleptAt > SLEEP_MS);
  machine.wake();
}
