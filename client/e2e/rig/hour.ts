// An hour of a page's life: the client is real, and so is the page around it; clock and gateway are
// not, so that the hour takes seconds.
import { createRoomConnection } from "../../src/rooms.js";
import { FakeGateway } from "../../src/testing.js";
import type { Environment } from "../../src/types.js";

const ROOM = "orders.eu";
const EVERY_MS = 3_600;

const gateway = new FakeGateway();
const { clock, random, fetch, WebSocket } = gateway.environment;
const environment: Partial<Environment> = { clock, random, fetch, WebSocket };
const connection = createRoomConnection({
  url: "/ws/v2/connect",
  ticketUrl: "/api/v1/auth/ws-ticket",
  getToken: () => "a token",
  // None of these connections lives for the 5 s that make a failed try forgotten.
  backoff: { waitsMs: [], capMs: 100, jitter: 0, tries: Number.POSITIVE_INFINITY },
  logger: null,
  environment,
});
let heard = 0;
let published = 0;
connection.subscribe(ROOM, () => {
  heard += 1;
});

const life = {
  async start(): Promise<void> {
    connection.connect();
    await gateway.clock.advance(EVERY_MS);
  },

  /** So many times: a message, the connection breaks, and it is back. */
  async reconnect(times: number): Promise<void> {
    for (let i = 0; i < times; i++) {
      gateway.publish(ROOM, ++published);
      await gateway.clock.advance(0);
      gateway.socket.end(1006);
      await gateway.clock.advance(EVERY_MS);
      if (connection.state !== "open") throw new Error(`${connection.state} after ${i}`);
      // What the gateway remembers is no matter of the client.
      gateway.sockets.splice(0, gateway.sockets.length - 1);
      gateway.requests.length = 0;
    }
  },

  close(): void {
    connection.close();
  },

  numbers: () => ({
    heard,
    published,
    timers: gateway.clock.pending,
    connected: connection.stats().successful_connections,
  }),
};

declare global {
  var hour: typeof life;
}

globalThis.hour = life;
