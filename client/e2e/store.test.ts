import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Api } from "./rig/api.js";
import { Stand } from "./rig/stand.js";
import { until } from "./rig/until.js";

const ROOM = "orders.eu";

describe("a page whose server has lost its store", () => {
  let stand: Stand;
  let api: Api;

  beforeAll(async () => {
    stand = await Stand.start();
    api = new Api(stand.edge.origin);
  });
  afterAll(() => stand?.close());

  beforeEach(async () => {
    await stand.redis.kill();
    await until("the loss is noticed", async () => {
      const answer = await fetch(`${stand.edge.origin}/ready`);
      return answer.status === 503;
    });
  });

  it("falls back after four tickets, about 1.7 s, and polling delivers", async () => {
    const before = stand.edge.tickets.length;
    const tab = await stand.tab();
    const client = await tab.open("a", { rooms: [ROOM], polls: true });

    const { transitions } = await client.reaches("fallback");
    const [first, last] = [transitions[0]!, transitions.at(-1)!];
    expect(stand.edge.tickets.slice(before)).toEqual([503, 503, 503, 503]);
    // 200, 500 and 1000 ms between them, and the answers.
    expect(last.at - first.at).toBeGreaterThanOrEqual(1_650);
    const { fallbackReason, shouldReconnect } = await tab.page.evaluate(
      () => lab.connection("a").snapshot,
    );
    expect(fallbackReason).toContain("WS_TICKET_REDIS_NOT_READY");
    expect(shouldReconnect).toBe(false);

    await stand.redis.start();
    await stand.ready();
    await api.publish(ROOM, "by polling");
    expect(await client.hears(1)).toEqual(["by polling"]);
    expect(await client.state()).toBe("fallback");

    await client.do("connect");
    await client.reaches("open");
    await api.publish(ROOM, "by socket");
    expect(await client.hears(2)).toEqual(["by polling", "by socket"]);
    await tab.close();
  });

  it("connects when the store comes back between two tickets", async () => {
    const before = stand.edge.tickets.length;
    const tab = await stand.tab();
    const client = await tab.open("a", { polls: true });

    await until("a refused ticket", () => stand.edge.tickets.length > before);
    // However slow the machine is to start Redis: the next requests come after that.
    stand.edge.beforeTickets = stand.redis.start().then(() => stand.ready());

    const { transitions } = await client.reaches("open");
    expect(stand.edge.tickets.slice(before)).toContain(503);
    expect(stand.edge.tickets.at(-1)).toBe(200);
    expect(transitions.map(({ to }) => to)).not.toContain("fallback");
    await tab.close();
  });

  it("stays open, degraded, while the store is away", async () => {
    await stand.redis.start();
    await stand.ready();
    const tab = await stand.tab();
    const client = await tab.open("a", { rooms: [ROOM] });
    await client.listens();

    await stand.redis.kill();
    await client.reaches("degraded");
    await stand.redis.start();

    const { dials } = await client.reaches("open");
    expect(dials).toHaveLength(1);
    await tab.close();
  });
});
