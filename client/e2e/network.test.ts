import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Api } from "./rig/api.js";
import { Stand } from "./rig/stand.js";
import { until } from "./rig/until.js";

const ROOM = "orders.eu";

describe("a page on a bad network", () => {
  let stand: Stand;
  let api: Api;

  beforeAll(async () => {
    stand = await Stand.start({ WS_HEARTBEAT_INTERVAL_MS: "1000" });
    api = new Api(stand.edge.origin);
  });
  afterAll(() => stand?.close());

  it("comes back at once when the network does, and hears everything once", async () => {
    const tab = await stand.tab();
    const client = await tab.open("a", { rooms: [ROOM] });
    await client.listens();
    await api.publish(ROOM, "before");
    await client.hears(1);

    await tab.page.context().setOffline(true);
    await until("not open", async () => (await client.state()) !== "open");
    await api.publish(ROOM, "meanwhile");
    stand.edge.cut();
    await client.reaches("failed");
    await tab.page.evaluate(() => {
      addEventListener("online", () => Object.assign(globalThis, { onlineAt: Date.now() }));
    });
    await tab.page.context().setOffline(false);

    const { transitions } = await client.reaches("open");
    const onlineAt = await tab.page.evaluate(
      () => (globalThis as never as { onlineAt: number }).onlineAt,
    );
    // A browser that is busy says so before its network is there: then a second try follows.
    const again = transitions.find(({ why }) => why === "online");
    // In the same turn as the event, where any backoff would have waited for 800 ms at least.
    expect(Math.abs(again!.at - onlineAt)).toBeLessThan(500);
    await api.publish(ROOM, "after");
    expect(await client.hears(3)).toEqual(["before", "meanwhile", "after"]);
    await tab.close();
  });

  it("keeps its socket through a short blip", async () => {
    const tab = await stand.tab();
    const client = await tab.open("a", { rooms: [ROOM] });
    await client.listens();

    await tab.page.context().setOffline(true);
    await until("in doubt", async () => (await client.state()) !== "open");
    await tab.page.context().setOffline(false);

    const { dials } = await client.reaches("open");
    expect(dials).toHaveLength(1);
    await tab.close();
  });

  it("finds out that its socket leads nowhere, although nobody closes it", async () => {
    const tab = await stand.tab();
    const room = "orders.black-hole";
    const client = await tab.open("a", { rooms: [room] });
    await client.listens();
    await api.publish(room, "before");
    await client.hears(1);

    stand.edge.blackHole();
    await api.publish(room, "meanwhile");

    await until("a second dial", async () => (await client.diary()).dials.length > 1);
    await client.reaches("open");
    await api.publish(room, "after");
    expect(await client.hears(3)).toEqual(["before", "meanwhile", "after"]);
    await tab.close();
  });

  it("shares nothing with another tab, and hears what that one says once", async () => {
    const context = await stand.browser.newContext();
    const [left, right] = [await stand.tab(context), await stand.tab(context)];
    const room = "orders.two-tabs";
    const ada = await left.open("ada", { userId: "ada", rooms: [room] });
    const bob = await right.open("bob", { userId: "bob", rooms: [room] });
    await Promise.all([ada.listens(), bob.listens()]);

    await ada.publish(room, "from ada");
    await bob.publish(room, "from bob");
    expect(await ada.hears(2)).toEqual(["from ada", "from bob"]);
    expect(await bob.hears(2)).toEqual(["from ada", "from bob"]);

    await left.page.close();
    await api.publish(room, "to who is left");
    expect(await bob.hears(3)).toEqual(["from ada", "from bob", "to who is left"]);
    expect((await bob.diary()).dials).toHaveLength(1);
    await context.close();
  });
});
