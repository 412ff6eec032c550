import { describe, expect, it } from "vitest";
import { createConnection } from "../src/index.js";
import { FakeGateway, seeded } from "../src/testing.js";
import type { Connection } from "../src/types.js";

const CLIENTS = 10_000;
const ALLOWED_SHARE = 0.15;

/** How many came back in each second after the moment; prints them, since a shape says more. */
function histogram(title: string, times: readonly number[], from: number) {
  const seconds = new Map<number, number>();
  for (const time of times) {
    const second = Math.floor((time - from) / 1000);
    seconds.set(second, (seconds.get(second) ?? 0) + 1);
  }
  const most = Math.max(...seconds.values());
  const rows = [...seconds]
    .sort(([a], [b]) => a - b)
    .map(
      ([second, count]) =>
        `${`${second}`.padStart(4)} s ${`${count}`.padStart(6)} ${"#".repeat((count / most) * 50)}`,
    );
  console.log(`${title}: ${times.length} clients\n${rows.join("\n")}`);
  return { most, seconds };
}

/** So many pages on one gateway, all open. Without tickets: when they return is not up to those. */
async function crowd(hello: Record<string, unknown>, clients = CLIENTS) {
  const gateway = new FakeGateway({ hello });
  const opened = new Map<Connection, number>();
  const connections = Array.from({ length: clients }, (_, index) => {
    const connection = createConnection({
      url: "ws://gateway/ws/client",
      logger: null,
      environment: { ...gateway.environment, random: seeded(index + 1) },
    });
    connection.onTransition(({ to, from }) => {
      if (to === "open" && from !== "degraded") {
        opened.set(connection, gateway.clock.now());
        if (from === "reconnecting") {
          // Back, and counted: it need not tick along until the last one is.
          connection.disconnect();
        }
      }
    });
    return connection;
  });
  for (const connection of connections) {
    connection.connect();
  }
  await gateway.clock.advance(5_500);
  expect(opened.size).toBe(clients);
  opened.clear();
  return { gateway, connections, opened };
}

describe("ten thousand clients", () => {
  it("come back spread after a crash and an outage of 30 s", { timeout: 240_000 }, async () => {
    // What a server with so many sockets tells in its hello.
    const { gateway, opened } = await crowd({ reconnect_window_ms: 20_000 });
    gateway.crash();
    await gateway.clock.advance(30_000);
    const back = gateway.clock.now();
    gateway.restart();
    await gateway.clock.advance(60_000);

    const { most } = histogram("after an outage of 30 s", [...opened.values()], back);
    expect(opened.size).toBe(CLIENTS);
    expect(most / CLIENTS).toBeLessThanOrEqual(ALLOWED_SHARE);
  });

  it("and fewer of them come back spread after a crash without an outage", {
    timeout: 240_000,
  }, async () => {
    const fewer = 2_000;
    const { gateway, opened } = await crowd({ reconnect_window_ms: 20_000 }, fewer);
    const gone = gateway.clock.now();
    gateway.crash();
    gateway.restart();
    await gateway.clock.advance(60_000);

    const { most } = histogram("after a crash alone", [...opened.values()], gone);
    expect(opened.size).toBe(fewer);
    expect(most / fewer).toBeLessThanOrEqual(ALLOWED_SHARE);
  });

  it("come back when they were told after a drain, and none before", {
    timeout: 240_000,
  }, async () => {
    const { gateway, connections, opened } = await crowd({ reconnect_window_ms: 20_000 });
    const random = seeded(7);
    const advice = connections.map(() => Math.floor(random() * 10_000));
    const drained = gateway.clock.now();
    gateway.drain((index) => advice[index]!);
    await gateway.clock.advance(20_000);

    const { most } = histogram("after a drain", [...opened.values()], drained);
    expect(opened.size).toBe(CLIENTS);
    expect(most / CLIENTS).toBeLessThanOrEqual(ALLOWED_SHARE);
    connections.forEach((connection, index) => {
      expect(opened.get(connection)! - drained).toBeGreaterThanOrEqual(advice[index]!);
    });
  });
});
