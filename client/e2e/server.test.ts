import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Api } from "./rig/api.js";
import { Stand } from "./rig/stand.js";
import { until } from "./rig/until.js";

const ROOM = "orders.eu";
const CLIENTS = 100;
const WINDOW_MS = 4_000;

describe("a page whose server ends", () => {
  let stand: Stand;
  let api: Api;

  beforeAll(async () => {
    stand = await Stand.start({ ADMITONE_DRAIN_WINDOW: `${WINDOW_MS}ms` });
    api = new Api(stand.edge.origin);
  });
  afterAll(() => stand?.close());

  it("delivers a message once whose acknowledgement died with the server", async () => {
    const tab = await stand.tab();
    const client = await tab.open("a", { rooms: [ROOM], options: { queue: { maxAgeMs: 60_000 } } });
    await client.listens();
    await client.publish(ROOM, "before");

    stand.edge.blackHole("answers");
    const published = client.publish(ROOM, "in between");
    await until("it is stored", async () => (await api.history(ROOM)).length === 2);
    await stand.server.crash();
    stand.edge.cut();
    await stand.server.start();

    await published;
    await client.reaches("open");
    await api.publish(ROOM, "after");
    expect(await client.hears(3)).toEqual(["before", "in between", "after"]);
    expect(await api.history(ROOM)).toHaveLength(3);
    expect((await client.diary()).gaps).toEqual([]);
    await tab.close();
  });

  it("comes back when it was told to, and not before", async () => {
    const tab = await stand.tab();
    const client = await tab.open("a");
    await client.reaches("open");

    await stand.server.stop();
    await stand.server.start();
    await until("a second connection", async () => {
      const { transitions } = await client.diary();
      return transitions.filter(({ to }) => to === "open").length === 2;
    });

    const { advice, dials, transitions } = await client.diary();
    const [{ at, retryAfterMs }] = advice as [(typeof advice)[number]];
    expect(transitions.map(({ why }) => why).join()).toContain("SERVICE_RESTART");
    expect(dials.find((dial) => dial > at)).toBeGreaterThanOrEqual(at + retryAfterMs);
    await tab.close();
  });

  it("is one of many that come back one after the other", async () => {
    const tab = await stand.tab();
    await tab.page.evaluate((count) => {
      for (let i = 0; i < count; i++) lab.open(`c${i}`, { sessionId: `sess_${i}` });
    }, CLIENTS);
    const open = () =>
      tab.page.evaluate(
        (count) =>
          Array.from({ length: count }, (_, i) => lab.connection(`c${i}`).state).filter(
            (state) => state === "open",
          ).length,
        CLIENTS,
      );
    await until("all are open", async () => (await open()) === CLIENTS, 60_000);

    await stand.server.stop();
    await stand.server.start();
    await until("all are open again", async () => (await open()) === CLIENTS, 60_000);

    const all = await tab.page.evaluate(
      (count) =>
        Array.from({ length: count }, (_, i) => {
          const { advice, dials, transitions } = lab.diary(`c${i}`);
          const [{ at: toldAt, retryAfterMs }] = advice as [(typeof advice)[number]];
          // What was planned: how late a busy machine's timers are is no matter of the client.
          const planned = transitions.find(({ at, retryAt }) => retryAt && at >= toldAt)?.retryAt;
          const dialled = dials.find((dial) => dial > toldAt)!;
          return { advised: toldAt + retryAfterMs, dialled, planned };
        }),
      CLIENTS,
    );
    for (const { advised, dialled } of all) expect(dialled).toBeGreaterThanOrEqual(advised);
    const planned = all.map(({ planned }) => planned!).sort((a, b) => a - b);
    expect(planned.at(-1)! - planned[0]!).toBeGreaterThan(WINDOW_MS / 2);
    const inOneTenth = Math.max(
      ...planned.map(
        (from) => planned.filter((at) => at >= from && at < from + WINDOW_MS / 10).length,
      ),
    );
    expect(inOneTenth).toBeLessThan(CLIENTS / 2);
    await tab.close();
  });
});
