import { expect, it } from "vitest";
import { longPolling } from "../src/polling.js";
import { createRoomConnection } from "../src/rooms.js";
import { seeded } from "../src/testing.js";
import { stageOf } from "./stage.js";

const RECONNECTS = 1_000;
const HOUR_MS = 3_600_000;

it("an hour with a thousand reconnects leaves timers and listeners as they were", {
  timeout: 120_000,
}, async () => {
  const stage = stageOf({ createRoomConnection, longPolling }, { queue: true });
  const { gateway, clock, page, connection, lines } = stage;
  const heard: number[] = [];
  connection.subscribe<number>("orders.eu", ({ data }) => heard.push(data));
  await stage.open();
  // One after 6 s, so that each connection counts as stable and each loss as the first.
  await clock.advance(6_000);
  const timers = clock.pending;
  const random = seeded(3);
  let published = 0;
  const began = clock.now();

  for (let round = 1; round <= RECONNECTS; round++) {
    gateway.publish("orders.eu", ++published);
    switch (Math.floor(random() * 5)) {
      case 0:
        gateway.socket.end(1006);
        break;
      case 1:
        gateway.drain(() => 500);
        break;
      case 2:
        page.tell("hide");
        page.tell("show");
        break;
      case 3:
        connection.reconnect();
        break;
      default:
        connection.disconnect();
        connection.connect();
    }
    gateway.publish("orders.eu", ++published);
    await clock.advance(HOUR_MS / RECONNECTS);
    gateway.sockets.splice(0, gateway.sockets.length - 1);
    gateway.requests.splice(0);
    while (connection.state !== "open") {
      await clock.advance(1_000);
    }
  }
  await clock.advance(6_000);

  expect(clock.now() - began).toBeGreaterThanOrEqual(HOUR_MS);
  expect(connection.stats().successful_connections).toBe(RECONNECTS + 1);
  expect(clock.pending).toBe(timers);
  expect(page.listeners).toBe(1);
  expect(heard).toEqual(Array.from({ length: published }, (_, index) => index + 1));
  expect(stage.gaps).toEqual([]);
  expect(connection.stats().attempts).toHaveLength(10);
  expect(lines.length).toBeGreaterThan(RECONNECTS);
  connection.close();
  expect(clock.pending).toBe(0);
  expect(page.listeners).toBe(0);
});
