import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { Api } from "./rig/api.js";
import { Firefox, type FirefoxTab } from "./rig/firefox.js";
import type { Wish } from "./rig/lab.js";
import { Client, Site } from "./rig/stand.js";
import { until } from "./rig/until.js";

const ROOM = "orders.eu";

describe("a page in Firefox", () => {
  let site: Site;
  let api: Api;
  let firefox: Firefox;
  let tabs: FirefoxTab[] = [];

  beforeAll(async () => {
    [site, firefox] = await Promise.all([
      Site.open({ ADMITONE_DRAIN_WINDOW: "2s", WS_HEARTBEAT_INTERVAL_MS: "1000" }),
      Firefox.start(),
    ]);
    api = new Api(site.edge.origin);
  });
  afterAll(async () => {
    await firefox?.close();
    await site?.close();
  });
  afterEach(async () => {
    await Promise.all(tabs.map((tab) => tab.close()));
    tabs = [];
  });

  async function open(wish: Wish): Promise<{ tab: FirefoxTab; client: Client }> {
    const tab = await firefox.tab(site.app);
    tabs.push(tab);
    return { tab, client: await Client.open(tab, "a", wish) };
  }

  it("connects, and hears in its room what another tab says there", async () => {
    const { client: ada } = await open({ userId: "ada", rooms: [ROOM] });
    const { client: bob } = await open({ userId: "bob", rooms: [ROOM] });
    await Promise.all([ada.listens(), bob.listens()]);

    await ada.publish(ROOM, "from ada");
    await bob.publish(ROOM, "from bob");

    expect(await ada.hears(2)).toEqual(["from ada", "from bob"]);
    expect(await bob.hears(2)).toEqual(["from ada", "from bob"]);
  });

  it("comes back after a break, and hears everything once", async () => {
    const room = "orders.cut";
    const { client } = await open({ rooms: [room] });
    await client.listens();
    await api.publish(room, "before");
    await client.hears(1);

    site.edge.cut();
    await api.publish(room, "meanwhile");

    expect(await client.hears(2)).toEqual(["before", "meanwhile"]);
    const { dials, gaps } = await client.diary();
    expect(dials).toHaveLength(2);
    expect(gaps).toEqual([]);
  });

  it("comes back when a server that stopped told it to, and not before", async () => {
    const { client } = await open({});
    await client.reaches("open");

    await site.server.stop();
    await site.server.start();

    await until("a second connection", async () => {
      const { transitions } = await client.diary();
      return transitions.filter(({ to }) => to === "open").length === 2;
    });
    const { advice, dials } = await client.diary();
    const [{ at, retryAfterMs }] = advice as [(typeof advice)[number]];
    expect(dials.find((dial) => dial > at)).toBeGreaterThanOrEqual(at + retryAfterMs);
  });

  it("is back as soon as the network is", async () => {
    const room = "orders.offline";
    const { tab, client } = await open({ rooms: [room] });
    await client.listens();

    await tab.setOffline(true);
    await until("not open", async () => (await client.state()) !== "open");
    site.edge.cut();
    await client.reaches("failed");
    await api.publish(room, "meanwhile");
    await tab.setOffline(false);

    const { transitions } = await client.reaches("open");
    expect(transitions.map(({ why }) => why)).toContain("online");
    expect(await client.hears(1)).toEqual(["meanwhile"]);
  });

  it("polls while the store cannot admit it, and crosses back without loss", async () => {
    const room = "orders.polled";
    await site.redis.kill();
    await until("the loss is noticed", async () => {
      const answer = await fetch(`${site.edge.origin}/ready`);
      return answer.status === 503;
    });
    const { client } = await open({ rooms: [room], polls: true });
    await client.reaches("fallback");

    await site.redis.start();
    await site.ready();
    await api.publish(room, "by polling");
    expect(await client.hears(1)).toEqual(["by polling"]);
    await client.do("connect");
    await client.reaches("open");
    await api.publish(room, "by socket");
    expect(await client.hears(2)).toEqual(["by polling", "by socket"]);
  });
});
