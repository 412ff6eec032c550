import { expect, it } from "vitest";
import { longPolling } from "../src/polling.js";
import { createRoomConnection } from "../src/rooms.js";
import { exportForRUM } from "../src/rum.js";
import { FakeGateway } from "../src/testing.js";

const TOKEN = "eyJhbGciOiJIUzI1NiJ9.hush.signature";
const TICKET = "wst_HUSHHUSHHUSHHUSHHUSHHUSHHUSHHUSHHUSHHUSHHUSH";

/** All that an observer can get hold of, as text. */
function observed() {
  const gateway = new FakeGateway();
  const seen: unknown[] = [];
  const note = (thing: unknown) => seen.push(thing);
  const connection = createRoomConnection({
    url: "ws://gateway/ws/v2/connect",
    ticketUrl: "http://gateway/ticket",
    getToken: () => TOKEN,
    ticketTransport: "query",
    fallback: longPolling({ url: "http://gateway/api/v1/rooms" }),
    logger: { info: note, warn: note },
    environment: {
      ...gateway.environment,
      WebSocket: gateway.environment.WebSocket,
    },
  });
  connection.onTransition(note);
  connection.onMessage(note);
  connection.onChange(() => note(connection.snapshot));
  const text = () =>
    JSON.stringify(
      [seen, connection.snapshot, connection.stats(), exportForRUM(connection)],
      (_, value) =>
        value instanceof Error ? [value.name, value.message, value.stack, { ...value }] : value,
    );
  return { gateway, connection, note, text };
}

it("neither ticket nor token is ever shown, whatever goes wrong", async () => {
  const { gateway, connection, note, text } = observed();
  const { clock } = gateway;
  const answers = [
    { status: 200, body: { ticket: TICKET } },
    { status: 401, body: { code: TOKEN, message: TOKEN } },
    { status: 503, body: { code: TICKET, message: TICKET } },
    { status: 500, body: { error: TOKEN } },
    { status: 200, body: { ticket: TICKET, connectAfterMs: 10 } },
    { status: 200, body: { tickets: TICKET } },
  ];
  gateway.ticketAnswers.push(...answers);
  connection.subscribe("orders.eu", { onError: note });
  connection.connect();
  for (const reason of [TICKET, TOKEN, `TICKET_INVALID ${TICKET}`, ""]) {
    await clock.advance(15_000);
    gateway.sockets.at(-1)?.end(4500, reason);
    gateway.sockets.at(-1)?.say(`${TICKET} is no JSON`);
  }
  gateway.storeIsUp = false;
  connection.reconnect();
  await clock.advance(30_000);
  await connection.publish("orders.eu", 1).catch(note);
  await connection.ping().catch(note);

  const shown = text();
  expect(gateway.requests.length).toBeGreaterThan(5);
  expect(gateway.sockets.some(({ ticket }) => ticket === TICKET)).toBe(true);
  expect(shown).toContain("fallback");
  for (const secret of [TOKEN, TICKET, "HUSH", "hush"]) {
    expect(shown).not.toContain(secret);
  }
});

it("an exception that holds the address is not passed on", async () => {
  const { gateway, connection, text } = observed();
  const thrower = createRoomConnection({
    url: "ws://gateway/ws/v2/connect",
    ticketUrl: "http://gateway/ticket",
    getToken: () => {
      throw new Error(`no luck with ${TOKEN}`);
    },
    environment: gateway.environment,
    logger: null,
  });
  thrower.connect();
  gateway.ticketAnswers.push({ status: 200, body: { ticket: TICKET } });
  const refusing = createRoomConnection({
    url: "ws://gateway/ws/v2/connect",
    ticketUrl: "http://gateway/ticket",
    ticketTransport: "query",
    logger: null,
    environment: {
      ...gateway.environment,
      WebSocket: class {
        constructor(url: string) {
          throw new SyntaxError(`The URL '${url}' is invalid.`);
        }
      } as never,
    },
  });
  refusing.connect();
  await gateway.clock.advance(0);

  expect(thrower.snapshot).toMatchObject({ state: "failed", why: "TOKEN_UNAVAILABLE" });
  expect(refusing.snapshot).toMatchObject({ state: "fallback", why: "SOCKET_REFUSED" });
  for (const { snapshot, stats } of [thrower, refusing]) {
    expect(JSON.stringify([snapshot, stats()])).not.toMatch(/hush/i);
  }
  expect(text()).not.toMatch(/hush/i);
  connection.close();
});
