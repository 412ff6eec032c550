import { expect, expectTypeOf, test } from "vitest";
import type { WebSocket as WsWebSocket } from "ws";
import { createRoomConnection } from "../src/rooms.js";
import { FakeGateway } from "../src/testing.js";
import type { Environment } from "../src/types.js";

test("a connection says hello, hears a room and answers the heartbeat", async () => {
  const gateway = new FakeGateway();
  const connection = createRoomConnection({
    url: "ws://gateway/ws/v2/connect",
    ticketUrl: "http://gateway/api/v1/auth/ws-ticket",
    getToken: () => "token-1",
    logger: null,
    environment: gateway.environment,
  });
  const heard: unknown[] = [];
  connection.subscribe("orders.eu", ({ data }) => heard.push(data));
  connection.connect();
  expect(connection.state).toBe("connecting");
  await gateway.clock.advance(0);
  expect(connection.state).toBe("open");
  gateway.publish("orders.eu", 1);
  const acked = connection.publish("orders.eu", 2);
  await gateway.clock.advance(60_000);
  expect(await acked).toEqual({ room: "orders.eu", epoch: "e2", offset: 2 });
  expect(heard).toEqual([1, 2]);
  expect(connection.state).toBe("open");
  expect(connection.stats()).toMatchObject({ heartbeats_received: 2, heartbeats_sent: 2 });
  connection.close();
  expect(gateway.clock.pending).toBe(0);
  expect(gateway.page.listeners).toBe(0);
});

test("the WebSockets of a browser and of the ws package fit", () => {
  expectTypeOf<typeof WebSocket>().toExtend<Environment["WebSocket"]>();
  expectTypeOf<typeof WsWebSocket>().toExtend<Environment["WebSocket"]>();
});
