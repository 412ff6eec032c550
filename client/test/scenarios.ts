import { expect } from "vitest";
import { evenly, type Library, stageOf } from "./stage.js";

export interface Scenario {
  readonly name: string;
  readonly run: (library: Library) => Promise<void>;
}

const scenarios: Scenario[] = [];
const scenario = (name: string, run: Scenario["run"]) => scenarios.push({ name, run });

const ROOM = "orders.eu";

// --- tickets -----------------------------------------------------------------------------------

scenario("gets a fresh token and a fresh ticket for every connection", async (library) => {
  const { gateway, clock, connection, open } = stageOf(library);
  await open();
  connection.reconnect();
  await clock.advance(0);

  expect(gateway.ticketRequests.map(({ authorization }) => authorization)).toEqual([
    "Bearer secret-token-1",
    "Bearer secret-token-2",
  ]);
  const [first, second] = gateway.sockets;
  expect(first?.ticket).not.toBe(second?.ticket);
  expect(gateway.ticketRequests[0]?.body).toEqual({ clientId: connection.clientId });
});

scenario("keeps the ticket out of the address", async (library) => {
  const { gateway, open } = stageOf(library);
  await open();

  expect(gateway.socket.url.search).toBe(
    `?client_id=${gateway.socket.url.searchParams.get("client_id")}`,
  );
  expect(gateway.socket.protocols[0]).toBe("admitone.v1");
  expect(gateway.socket.ticket).toMatch(/^wst_/);
});

scenario("sends the ticket in the query where that is asked for", async (library) => {
  const { gateway, open, connection } = stageOf(library, {
    ticketTransport: "query",
    role: "test",
  });
  await open();

  expect(gateway.socket.url.searchParams.get("ticket")).toMatch(/^wst_/);
  expect(gateway.socket.url.searchParams.get("role")).toBe("test");
  expect(gateway.socket.protocols).toEqual(["admitone.v1"]);
  expect(connection.state).toBe("open");
});

scenario(
  "asks a store that is down 3 times more within 1.7 s, then falls back",
  async (library) => {
    const { gateway, clock, connection, lines, states, open } = stageOf(library);
    gateway.storeIsUp = false;
    await open();
    await clock.advance(1699);
    expect(connection.state).toBe("connecting");
    expect(gateway.ticketRequests).toHaveLength(3);
    await clock.advance(1);

    expect(gateway.ticketRequests).toHaveLength(4);
    expect(connection.snapshot).toMatchObject({
      state: "fallback",
      fallbackReason: "WS_TICKET_REDIS_NOT_READY",
      shouldReconnect: false,
    });
    expect(lines.filter((line) => line.includes("WS_TICKET_REDIS_NOT_READY"))).toHaveLength(1);
    expect(states()).toEqual(["connecting", "fallback"]);
    await clock.advance(600_000);
    expect(gateway.ticketRequests).toHaveLength(4);
  },
);

scenario("is open when the store comes back while it is asked", async (library) => {
  const { gateway, clock, connection, open } = stageOf(library);
  gateway.storeIsUp = false;
  await open();
  await clock.advance(300);
  gateway.storeIsUp = true;
  await clock.advance(400);

  expect(connection.state).toBe("open");
});

scenario("tries a refused token once more, then stops and says why", async (library) => {
  const { gateway, clock, connection, rejections, open } = stageOf(library);
  const expired = { status: 401, body: { code: "TOKEN_EXPIRED" } };
  gateway.ticketAnswers.push(expired, expired);
  await open();

  expect(rejections).toEqual([1]);
  expect(gateway.ticketRequests.map(({ authorization }) => authorization)).toEqual([
    "Bearer secret-token-1",
    "Bearer secret-token-2",
  ]);
  expect(connection.snapshot.state).toBe("idle");
  expect(connection.snapshot.error?.code).toBe("TOKEN_EXPIRED");
  await clock.advance(600_000);
  expect(gateway.ticketRequests).toHaveLength(2);
});

scenario("is open with the second token where the first was refused", async (library) => {
  const { gateway, connection, open } = stageOf(library);
  gateway.ticketAnswers.push({ status: 401, body: { code: "UNAUTHORIZED" } });
  await open();

  expect(connection.state).toBe("open");
});

scenario("stops at once for a token without a session", async (library) => {
  const { gateway, connection, rejections, open } = stageOf(library);
  gateway.ticketAnswers.push({ status: 401, body: { code: "MISSING_SESSION" } });
  await open();

  expect(gateway.ticketRequests).toHaveLength(1);
  expect(rejections).toEqual([]);
  expect(connection.snapshot.error?.code).toBe("MISSING_SESSION");
});

scenario("waits at least as long as Retry-After says", async (library) => {
  const { gateway, clock, connection, open } = stageOf(library);
  gateway.ticketAnswers.push({
    status: 429,
    body: { code: "RATE_LIMITED" },
    headers: { "retry-after": "7" },
  });
  await open();
  expect(connection.state).toBe("failed");
  await clock.advance(6_999);
  expect(gateway.ticketRequests).toHaveLength(1);
  await clock.advance(1_001);
  expect(gateway.ticketRequests).toHaveLength(2);
});

scenario("waits for its slot, and longer than for a ticket", async (library) => {
  const { gateway, clock, connection, open } = stageOf(library);
  gateway.ticketAnswers.push({ status: 200, body: { ticket: "wst_x", connectAfterMs: 15_000 } });
  await open();
  await clock.advance(14_999);
  expect(gateway.sockets).toHaveLength(0);
  expect(connection.state).toBe("connecting");
  await clock.advance(1);
  expect(gateway.sockets[0]?.ticket).toBe("wst_x");
});

scenario("goes without a ticket where there is no address for one", async (library) => {
  const { gateway, clock, connection } = stageOf(library, {});
  const anonymous = library.createRoomConnection({
    url: "http://gateway/ws/client",
    logger: null,
    environment: gateway.environment,
  });
  anonymous.connect();
  await clock.advance(0);

  expect(anonymous.state).toBe("open");
  expect(gateway.socket.url.protocol).toBe("ws:");
  expect(gateway.requests).toEqual([]);
  connection.close();
});

// --- one writer --------------------------------------------------------------------------------

scenario("connects once, however often it is asked", async (library) => {
  const { gateway, clock, connection, open } = stageOf(library);
  connection.connect();
  connection.connect();
  await open();
  connection.connect();
  await clock.advance(0);

  expect(gateway.sockets).toHaveLength(1);
  expect(gateway.ticketRequests).toHaveLength(1);
});

scenario("makes one connection of a double mount", async (library) => {
  const { gateway, clock, connection } = stageOf(library);
  connection.connect();
  connection.disconnect();
  connection.connect();
  await clock.advance(0);

  expect(gateway.ticketRequests).toHaveLength(1);
  expect(gateway.sockets).toHaveLength(1);
  expect(connection.stats().total_attempts).toBe(1);
});

scenario("leaves the old socket and hears nothing of it any more", async (library) => {
  const { gateway, clock, connection, messages, open } = stageOf(library);
  await open();
  const old = gateway.socket;
  const { onmessage, onclose } = old;
  connection.reconnect();
  await clock.advance(0);
  expect(old.closedByPage).toBe(1000);
  onmessage?.({ data: '{"type":"news"}' });
  old.onmessage?.({ data: '{"type":"news"}' });
  old.onclose?.({ code: 1006, reason: "" });
  await clock.advance(0);

  expect(messages.filter(({ type }) => type === "news").length).toBeLessThan(2);
  expect(onclose).not.toBe(old.onclose);
  expect(connection.state).toBe("open");
  expect(gateway.openSockets).toHaveLength(1);
});

scenario("leaves nothing behind wherever it is ended", async (library) => {
  for (const ms of [0, 1, 250, 500, 2_000, 9_000, 40_000]) {
    const { gateway, clock, page, connection } = stageOf(library);
    gateway.storeIsUp = ms !== 250;
    gateway.isMute = ms === 2_000;
    connection.connect();
    if (ms > 0) {
      await clock.advance(ms);
    }
    if (ms === 9_000) {
      gateway.crash();
      await clock.advance(3_000);
    }
    connection.close();
    await clock.advance(0);

    expect(connection.state).toBe("idle");
    expect(clock.pending).toBe(0);
    expect(page.listeners).toBe(0);
    expect(gateway.openSockets).toEqual([]);
    const requests = gateway.requests.length;
    await clock.advance(100_000);
    expect(gateway.requests).toHaveLength(requests);
  }
});

scenario("is not disturbed by what it no longer waits for", async (library) => {
  const { gateway, clock, connection } = stageOf(library);
  connection.connect();
  await clock.advance(0);
  gateway.socket.end(1001, "GOING_AWAY");
  await clock.advance(0);
  connection.reconnect();
  // The request is out, and its answer on the way.
  await null;
  await null;
  connection.reconnect();
  await clock.advance(0);

  expect(connection.state).toBe("open");
  expect(connection.snapshot.attempt).toBe(0);
  expect(gateway.sockets).toHaveLength(2);
});

// --- backoff -----------------------------------------------------------------------------------

scenario("waits 1, 2, 4, 8, 12 s and gives up after 8 tries", async (library) => {
  const stage = stageOf(library, { environment: evenly });
  const { gateway, clock, connection, transitions, open } = stage;
  gateway.isUp = false;
  await open();
  await clock.advance(120_000);

  const waits = transitions.flatMap(({ to, retryAt }, index) =>
    to === "failed" ? [retryAt! - startOf(stage, index)] : [],
  );
  expect(waits).toEqual([1000, 2000, 4000, 8000, 12_000, 12_000, 12_000, 12_000]);
  expect(connection.state).toBe("fallback");
  expect(connection.snapshot.fallbackReason).toBe("TICKET_UNREACHABLE");
  expect(gateway.ticketRequests).toHaveLength(9);
});

/** When the try began that the transition ended; failing takes no time here. */
const startOf = ({ connection, transitions }: ReturnType<typeof stageOf>, index: number) => {
  const tries = transitions.slice(0, index).filter(({ to }) => to !== "failed").length;
  const all = [0, 1000, 3000, 7000, 15_000, 27_000, 39_000, 51_000, 63_000];
  const first = connection.stats().attempts.at(-1)!.startedAt - all.at(-1)!;
  return first + all[tries - 1]!;
};

scenario("counts anew only after a connection has lived 5 s", async (library) => {
  const { gateway, clock, connection, open } = stageOf(library, { environment: evenly });
  await open();
  for (const attempt of [1, 2, 3]) {
    await clock.advance(4_000);
    gateway.socket.end(1001, "GOING_AWAY");
    await clock.advance(0);
    expect(connection.snapshot.attempt).toBe(attempt);
    await clock.advance(connection.snapshot.retryAt! - clock.now());
    expect(connection.state).toBe("open");
  }
  await clock.advance(5_000);
  expect(connection.snapshot.attempt).toBe(0);
});

scenario("comes back when the server said, and not before", async (library) => {
  const { gateway, clock, connection, open } = stageOf(library);
  await open();
  gateway.drain(() => 4_180);
  await clock.advance(4_179);
  expect(gateway.ticketRequests).toHaveLength(1);
  expect(connection.snapshot).toMatchObject({ state: "reconnecting", why: "SERVICE_RESTART" });
  await clock.advance(1);
  expect(connection.state).toBe("open");
  expect(connection.stats().attempts[0]).toMatchObject({ code: 1012, outcome: "ended" });
});

scenario("waits as long as a server says that has no place for it", async (library) => {
  const { gateway, clock, connection, open } = stageOf(library);
  gateway.isMute = true;
  await open();
  const error_code = "TOO_MANY_CONNECTIONS";
  gateway.socket.say({ type: "error", error_code, message: "", retry_after_ms: 7_000 });
  gateway.socket.end(4429, error_code);
  await clock.advance(0);
  expect(connection.snapshot).toMatchObject({ state: "failed", why: error_code });
  expect(connection.snapshot.retryAt! - clock.now()).toBe(7_000);
});

scenario("takes an error of an open connection for no goodbye", async (library) => {
  const { gateway, clock, connection, messages, open } = stageOf(library);
  await open();
  gateway.socket.say({ type: "error", error_code: "RATE_LIMITED", retry_after_ms: 7_000 });
  await clock.advance(60_000);
  expect(connection.stats().successful_connections).toBe(1);
  expect(messages.map(({ type }) => type)).toEqual(["error"]);
});

scenario("goes when it was told to, even if the close never comes", async (library) => {
  const { gateway, clock, connection, open } = stageOf(library);
  await open();
  gateway.socket.say({ type: "reconnect", reason: "SERVICE_RESTART", retry_after_ms: 3_000 });
  await clock.advance(0);
  gateway.socket.vanish();
  await clock.advance(2_000);
  expect(connection.snapshot).toMatchObject({ state: "reconnecting", why: "SERVICE_RESTART" });
});

scenario("spreads its return over the window when the server vanishes", async (library) => {
  const { gateway, clock, connection, open } = stageOf(
    library,
    { environment: { random: () => 0.75 } },
    { hello: { reconnect_window_ms: 20_000 } },
  );
  await open();
  gateway.crash();
  gateway.restart();
  await clock.advance(0);
  expect(connection.snapshot.retryAt! - clock.now()).toBe(15_000);
});

scenario("does not spread what is its own network's fault", async (library) => {
  const { gateway, clock, connection, open, page } = stageOf(
    library,
    { environment: evenly },
    {
      hello: { reconnect_window_ms: 60_000 },
    },
  );
  await open();
  gateway.socket.vanish();
  page.tell("online");
  await clock.advance(4_000);
  expect(connection.snapshot).toMatchObject({ state: "reconnecting", why: "unanswered" });
  await clock.advance(1_000);
  expect(connection.state).toBe("open");
});

scenario("does not come back where the server's flag says so", async (library) => {
  const { gateway, clock, connection, open, page } = stageOf(
    library,
    { fallbackProbe: true },
    {
      hello: { auto_reconnect: false },
    },
  );
  await open();
  expect(connection.snapshot.shouldReconnect).toBe(false);
  gateway.socket.end(1006);
  await clock.advance(300_000);
  page.tell("online");
  await clock.advance(300_000);
  expect(connection.state).toBe("fallback");
  expect(gateway.ticketRequests).toHaveLength(1);
});

scenario(
  "looks for a socket every minute in fallback, where that is switched on",
  async (library) => {
    const { gateway, clock, connection, open, states } = stageOf(library, { fallbackProbe: true });
    gateway.storeIsUp = false;
    await open();
    await clock.advance(1_700);
    expect(connection.state).toBe("fallback");
    await clock.advance(62_000);
    expect(connection.state).toBe("fallback");
    gateway.storeIsUp = true;
    await clock.advance(62_000);
    expect(connection.state).toBe("open");
    // A try in the background is no news before it has succeeded.
    expect(states()).toEqual(["connecting", "fallback", "open"]);
  },
);

// --- close codes -------------------------------------------------------------------------------

scenario("fetches one fresh ticket after a 4401, then stops and says why", async (library) => {
  const { gateway, clock, connection, open, rejections } = stageOf(library);
  const forged = { status: 200, body: { ticket: "wst_forged" } };
  gateway.ticketAnswers.push(forged, forged);
  await open();

  expect(gateway.sockets).toHaveLength(2);
  expect(rejections).toEqual([1, 2]);
  expect(connection.snapshot).toMatchObject({ state: "idle", why: "TICKET_INVALID" });
  expect(connection.snapshot.error).toMatchObject({ code: "TICKET_INVALID", retryable: false });
  await clock.advance(300_000);
  expect(gateway.ticketRequests).toHaveLength(2);
});

scenario("stops for good where it was replaced, and can be asked again", async (library) => {
  const { gateway, clock, connection, open } = stageOf(library);
  await open();
  gateway.socket.end(4409, "REPLACED");
  await clock.advance(300_000);
  expect(gateway.sockets).toHaveLength(1);
  expect(connection.snapshot.error?.code).toBe("REPLACED");
  await open();
  expect(connection.state).toBe("open");
  expect(connection.snapshot.error).toBeUndefined();
});

// --- the network and the page ------------------------------------------------------------------

scenario("finds a silent socket after the interval and 10 s", async (library) => {
  const { gateway, clock, connection, open, transitions } = stageOf(library);
  await open();
  await clock.advance(60_000);
  const heardAt = connection.stats().last_activity!;
  gateway.socket.vanish();
  await clock.advance(40_000);
  const found = transitions.find(({ why }) => why === "silence")!;
  expect(found).toMatchObject({ from: "open", to: "reconnecting" });
  const { attempts } = connection.stats();
  expect(attempts[0]!.startedAt + attempts[0]!.durationMs! - heardAt).toBeGreaterThan(35_000);
  expect(attempts[0]!.startedAt + attempts[0]!.durationMs! - heardAt).toBeLessThanOrEqual(36_000);
});

scenario("stays open as long as the server is heard", async (library) => {
  const { gateway, clock, connection, open } = stageOf(library);
  await open();
  await clock.advance(3_600_000);
  expect(gateway.sockets).toHaveLength(1);
  expect(connection.state).toBe("open");
});

scenario("finds a dead socket within 5 s of waking", async (library) => {
  const { gateway, clock, connection, open } = stageOf(library);
  await open();
  await clock.advance(7_300);
  gateway.socket.vanish();
  clock.sleep(20_000);
  await clock.advance(0);
  expect(connection.snapshot).toMatchObject({ state: "degraded", why: "wake" });
  await clock.advance(5_000);
  expect(connection.snapshot).toMatchObject({ state: "reconnecting", why: "unanswered" });
});

scenario("keeps a live socket that slept, and hears first what came meanwhile", async (library) => {
  const { gateway, clock, connection, open, states } = stageOf(library);
  await open();
  await clock.advance(7_300);
  clock.sleep(3_600_000);
  await clock.advance(10_000);
  expect(connection.state).toBe("open");
  expect(gateway.sockets).toHaveLength(1);
  expect(states()).toEqual(["connecting", "open", "degraded", "open"]);
});

scenario("does not judge at once in a hidden page, whose timers are late", async (library) => {
  const { gateway, clock, connection, open, page, states } = stageOf(library);
  await open();
  page.visible = false;
  clock.sleep(40_000);
  await clock.advance(0);
  expect(connection.state).toBe("open");
  await clock.advance(30_000);
  expect(states()).toEqual(["connecting", "open"]);
  expect(gateway.sockets).toHaveLength(1);
});

scenario("asks the server when its tab is looked at again", async (library) => {
  const { gateway, clock, connection, open, page } = stageOf(library);
  await open();
  await clock.advance(12_000);
  gateway.socket.vanish();
  page.tell("visible");
  expect(connection.snapshot).toMatchObject({ state: "degraded", why: "wake" });
  await clock.advance(5_000);
  expect(connection.state).not.toBe("degraded");
});

scenario("does not pay for earlier tries once the network is back", async (library) => {
  const { gateway, clock, connection, open, page } = stageOf(library, { environment: evenly });
  gateway.isUp = false;
  await open();
  await clock.advance(3_000);
  gateway.restart();
  gateway.isMute = true;
  await clock.advance(4_000);
  expect(connection.snapshot).toMatchObject({ state: "reconnecting", attempt: 3 });
  page.tell("online");
  gateway.socket.end(1006);
  await clock.advance(0);
  expect(connection.snapshot.attempt).toBe(1);
});

scenario("stops trying while offline, and connects at once when online", async (library) => {
  const { gateway, clock, connection, open, page } = stageOf(library, { environment: evenly });
  gateway.isUp = false;
  await open();
  await clock.advance(2_000);
  page.tell("offline");
  expect(connection.snapshot).toMatchObject({ state: "failed", why: "offline" });
  const requests = gateway.requests.length;
  await clock.advance(600_000);
  expect(gateway.requests).toHaveLength(requests);
  gateway.restart();
  page.tell("online");
  await clock.advance(0);
  expect(connection.snapshot).toMatchObject({ state: "open", attempt: 0 });
});

scenario("keeps its socket through an offline blip", async (library) => {
  const { gateway, clock, connection, open, page, transitions } = stageOf(library);
  await open();
  page.tell("offline");
  expect(connection.snapshot).toMatchObject({ state: "degraded", why: "offline" });
  page.tell("online");
  await clock.advance(1_000);
  expect(connection.state).toBe("open");
  expect(gateway.sockets).toHaveLength(1);
  expect(transitions.at(-1)?.why).toBe("answered");
});

scenario("leaves a socket that died offline, and waits for the network", async (library) => {
  const { gateway, clock, connection, open, page } = stageOf(library);
  await open();
  gateway.socket.vanish();
  page.tell("offline");
  await clock.advance(5_000);
  expect(connection.snapshot).toMatchObject({ state: "failed", why: "offline" });
  page.tell("online");
  await clock.advance(0);
  expect(connection.state).toBe("open");
});

scenario("closes cleanly before the page is cached, and dials anew after", async (library) => {
  const { gateway, clock, connection, open, page } = stageOf(library);
  await open();
  page.tell("hide");
  expect(gateway.socket.closedByPage).toBe(1000);
  expect(connection.snapshot).toMatchObject({
    state: "idle",
    why: "page_hidden",
    error: undefined,
  });
  await clock.advance(60_000);
  expect(gateway.sockets).toHaveLength(1);
  page.tell("show");
  page.tell("show");
  await clock.advance(0);
  expect(connection.state).toBe("open");
  expect(gateway.sockets).toHaveLength(2);
});

scenario("believes no socket that comes back with its page", async (library) => {
  const { gateway, clock, connection, open, page } = stageOf(library);
  await open();
  page.tell("show");
  await clock.advance(0);
  expect(gateway.sockets).toHaveLength(2);
  expect(gateway.openSockets).toHaveLength(1);
  expect(connection.state).toBe("open");
});

scenario("does not wait for ever for a hello", async (library) => {
  const { gateway, clock, connection, open } = stageOf(library);
  gateway.isMute = true;
  await open();
  await clock.advance(9_999);
  expect(connection.state).toBe("connecting");
  await clock.advance(1);
  expect(connection.snapshot).toMatchObject({ state: "failed", why: "timeout" });
  expect(gateway.socket.closedByPage).toBe(1000);
  expect(connection.stats().attempts[0]?.classification).toBe("timeout");
});

scenario("shows that the store is away, and that it is back", async (library) => {
  const { gateway, clock, connection, open } = stageOf(library);
  await open();
  gateway.setStore(false);
  await clock.advance(0);
  expect(connection.snapshot).toMatchObject({ state: "degraded", why: "STORE_UNAVAILABLE" });
  expect(connection.send({ type: "note" })).toBe("sent");
  gateway.setStore(true);
  await clock.advance(0);
  expect(connection.state).toBe("open");
});

// --- messages ----------------------------------------------------------------------------------

scenario("refuses what is sent without a connection", async (library) => {
  const { gateway, clock, connection, open } = stageOf(library);
  expect(connection.send({ type: "early" })).toBe("refused");
  await expect(connection.publish(ROOM, 1)).rejects.toMatchObject({ code: "NOT_CONNECTED" });
  await open();
  expect(connection.send({ type: "now" })).toBe("sent");
  await clock.advance(0);
  expect(gateway.socket.received.map(({ type }) => type)).toEqual(["now"]);
});

scenario("queues what is sent without a connection, bounded in number and age", async (library) => {
  const { gateway, clock, connection, open } = stageOf(library, {
    queue: { max: 2, maxAgeMs: 10_000 },
  });
  expect(connection.send({ type: "old" })).toBe("queued");
  await clock.advance(10_001);
  expect(connection.send({ type: "first" })).toBe("queued");
  expect(connection.send({ type: "second" })).toBe("queued");
  expect(connection.send({ type: "third" })).toBe("refused");
  await open();
  expect(gateway.socket.received.map(({ type }) => type)).toEqual(["first", "second"]);
});

scenario("delivers a publication once, though its answer was lost", async (library) => {
  const { gateway, clock, connection, open, data } = stageOf(library, { queue: true });
  connection.subscribe(ROOM, () => {});
  await open();
  const { socket } = gateway;
  const { say } = socket;
  // The answer gets lost; the server has stored it.
  socket.say = (message) =>
    typeof message === "object" && message.type === "ack" ? undefined : say.call(socket, message);
  const published = connection.publish(ROOM, "once");
  await clock.advance(0);
  socket.end(1006);
  await clock.advance(3_000);

  await expect(published).resolves.toMatchObject({ room: ROOM, offset: 1 });
  expect(gateway.room(ROOM).position.offset).toBe(1);
  expect(data()).toEqual(["once"]);
});

scenario("says that an answer is lost where nothing may be sent twice", async (library) => {
  const { gateway, clock, connection, open } = stageOf(library);
  await open();
  gateway.socket.vanish();
  const published = connection.publish(ROOM, "maybe");
  const pinged = connection.ping();
  connection.reconnect();
  await expect(published).rejects.toMatchObject({ code: "CONNECTION_LOST", retryable: true });
  await expect(pinged).rejects.toMatchObject({ code: "CONNECTION_LOST" });
  await clock.advance(0);
});

scenario("publishes again what the store could not take, when it is back", async (library) => {
  const { gateway, clock, connection, open } = stageOf(library, { queue: true });
  await open();
  gateway.setStore(false);
  await clock.advance(0);
  const published = connection.publish(ROOM, 1);
  await clock.advance(1_000);
  gateway.setStore(true);
  await clock.advance(0);
  await expect(published).resolves.toMatchObject({ offset: 1 });
});

scenario("measures the round trip", async (library) => {
  const { clock, connection, open } = stageOf(library);
  await open();
  const pinged = connection.ping();
  await clock.advance(0);
  expect(await pinged).toBe(0);
});

scenario("withdraws a question that is given up", async (library) => {
  const { gateway, clock, connection, open } = stageOf(library, { queue: true });
  const abort = new AbortController();
  const withdrawn = connection.publish(ROOM, "never", { signal: abort.signal });
  const late = connection.publish(ROOM, "late", { timeoutMs: 500 });
  const failures = Promise.allSettled([withdrawn, late]);
  abort.abort();
  await clock.advance(500);
  await open();
  const [first, second] = await failures;
  expect(first).toMatchObject({ reason: { code: "ABORTED" } });
  expect(second).toMatchObject({ reason: { code: "TIMEOUT" } });
  expect(gateway.socket.received).toEqual([]);
});

scenario("hears each message once, by its id or by the application's key", async (library) => {
  const { gateway, clock, messages, open, connection } = stageOf(library, {
    dedupKey: ({ key }) => key as string | undefined,
  });
  await open();
  for (const message of [
    { type: "news", message_id: "m1" },
    { type: "news", message_id: "m1" },
    { type: "fact", key: "k1" },
    { type: "fact", key: "k1" },
    { type: "plain" },
    { type: "plain" },
    { type: "message" },
    { type: "message" },
    { type: "other", message_id: "m1" },
  ]) {
    gateway.socket.say(message);
  }
  await clock.advance(0);
  const types = ["news", "fact", "plain", "plain", "message", "message", "other"];
  expect(messages.map(({ type }) => type)).toEqual(types);
  expect(connection.stats().duplicates_dropped).toBe(2);
});

scenario(
  "ignores frames that are no messages, and survives listeners that throw",
  async (library) => {
    const { gateway, clock, connection, messages, lines, open } = stageOf(library);
    connection.onMessage(() => {
      throw new RangeError("secret-token-of-the-application");
    });
    await open();
    for (const frame of ["", "no JSON", "7", "null", '{"type":7}', '{"type":"fine"}']) {
      gateway.socket.say(frame);
    }
    await clock.advance(0);
    expect(messages).toEqual([{ type: "fine" }]);
    expect(connection.state).toBe("open");
    expect(lines.join("\n")).toContain("RangeError");
    expect(lines.join("\n")).not.toContain("secret");
  },
);

// --- rooms -------------------------------------------------------------------------------------

scenario("takes up its rooms where it left them", async (library) => {
  const { gateway, clock, connection, open, gaps } = stageOf(library);
  const heard: unknown[] = [];
  connection.subscribe(ROOM, ({ data }) => heard.push(data));
  await open();
  gateway.publish(ROOM, 1);
  await clock.advance(0);
  gateway.socket.end(1006);
  gateway.publish(ROOM, 2);
  gateway.publish(ROOM, 3);
  await clock.advance(3_000);
  gateway.publish(ROOM, 4);
  await clock.advance(0);
  expect(heard).toEqual([1, 2, 3, 4]);
  expect(gaps).toEqual([]);
});

scenario("hears what it says right after it has subscribed", async (library) => {
  const { gateway, clock, connection, open, data, gaps } = stageOf(library);
  await open();
  connection.subscribe(ROOM, () => {});
  const published = connection.publish(ROOM, "mine");
  await clock.advance(0);
  gateway.publish(ROOM, "theirs");
  await clock.advance(0);
  await expect(published).resolves.toMatchObject({ offset: 1 });
  expect(data()).toEqual(["mine", "theirs"]);
  expect(gaps).toEqual([]);
});

scenario("bears a server that stores its words before it is subscribed", async (library) => {
  const { gateway, clock, connection, open, data, gaps } = stageOf(library);
  await open();
  const { socket } = gateway;
  const { send } = socket;
  const late: string[] = [];
  socket.send = (text) => {
    late.push(text);
  };
  connection.subscribe(ROOM, () => {});
  socket.send = send;
  const published = connection.publish(ROOM, "mine");
  await clock.advance(0);
  socket.send(late[0]!);
  await clock.advance(0);
  gateway.publish(ROOM, "theirs");
  await clock.advance(0);
  await expect(published).resolves.toMatchObject({ offset: 1 });
  expect(data()).toEqual(["theirs"]);
  expect(gaps).toEqual([]);
});

scenario("knows a repeat by its place, however long ago it was heard", async (library) => {
  const { gateway, clock, connection, open, data, gaps } = stageOf(library);
  const subscription = connection.subscribe(ROOM, () => {});
  await open();
  const { socket } = gateway;
  gateway.publish(ROOM, 1);
  const [first] = gateway.room(ROOM).after(undefined).messages;
  for (let n = 2; n <= 250; n++) {
    gateway.publish(ROOM, n);
  }
  await clock.advance(0);
  socket.say(first!);
  await clock.advance(0);
  expect(data()).toHaveLength(250);
  expect(subscription.position?.offset).toBe(250);
  expect(gaps).toEqual([]);
});

scenario("says so when history cannot close a gap", async (library) => {
  const { gateway, clock, connection, open, gaps, data } = stageOf(library);
  const told: unknown[] = [];
  connection.subscribe(ROOM, { onGap: (gap) => told.push(gap) });
  await open();
  gateway.publish(ROOM, 1);
  await clock.advance(0);
  gateway.socket.end(1006);
  gateway.room(ROOM).lose("later");
  gateway.publish(ROOM, "lost");
  await clock.advance(3_000);
  gateway.publish(ROOM, 2);
  await clock.advance(0);
  expect(gaps).toEqual([
    { room: ROOM, after: { epoch: "e2", offset: 1 }, now: { epoch: "later", offset: 1 } },
  ]);
  expect(told).toEqual(gaps);
  expect(data()).toEqual([1, 2]);
});

scenario("says so once when the server asks for a reload", async (library) => {
  const { gateway, clock, connection, open, gaps } = stageOf(library);
  const subscription = connection.subscribe(ROOM, () => {});
  await open();
  gateway.publish(ROOM, 1);
  await clock.advance(0);
  gateway.room(ROOM).lose("later");
  gateway.socket.say({ type: "resync", room: ROOM, epoch: "later", offset: 0 });
  await clock.advance(0);
  expect(subscription.position).toEqual({ epoch: "later", offset: 0 });
  gateway.publish(ROOM, 2);
  gateway.publish(ROOM, 3);
  await clock.advance(0);
  expect(gaps).toEqual([
    { room: ROOM, after: { epoch: "e2", offset: 1 }, now: { epoch: "later", offset: 0 } },
  ]);
  expect(subscription.position).toEqual({ epoch: "later", offset: 2 });
});

scenario("notices a hole that nobody told it of", async (library) => {
  const { gateway, clock, connection, open, gaps } = stageOf(library);
  connection.subscribe(ROOM, () => {});
  await open();
  gateway.publish(ROOM, 1);
  const { socket } = gateway;
  await clock.advance(0);
  const { say } = socket;
  socket.say = () => {};
  gateway.publish(ROOM, "lost");
  socket.say = say;
  gateway.publish(ROOM, 3);
  await clock.advance(0);
  expect(gaps).toEqual([
    { room: ROOM, after: { epoch: "e2", offset: 1 }, now: { epoch: "e2", offset: 3 } },
  ]);
});

scenario("shares a room between its listeners, and leaves it with the last", async (library) => {
  const { gateway, clock, connection, open } = stageOf(library);
  const heard: string[] = [];
  const first = connection.subscribe(ROOM, () => heard.push("first"));
  const second = connection.subscribe(ROOM, () => heard.push("second"));
  await open();
  gateway.publish(ROOM, 1);
  await clock.advance(0);
  first.unsubscribe();
  first.unsubscribe();
  gateway.publish(ROOM, 2);
  await clock.advance(0);
  second.unsubscribe();
  await clock.advance(0);
  gateway.publish(ROOM, 3);
  await clock.advance(0);
  expect(heard).toEqual(["first", "second", "second"]);
  expect(gateway.socket.received.map(({ type }) => type)).toEqual(["subscribe", "unsubscribe"]);
});

scenario("tells a refused room apart from one that is only late", async (library) => {
  const { gateway, clock, connection, open } = stageOf(library);
  const refused: string[] = [];
  connection.subscribe("secret.plans", { onError: ({ code }) => refused.push(code) });
  await open();
  const { socket } = gateway;
  const { say } = socket;
  socket.say = ({ id }: never) =>
    say.call(socket, { type: "error", id, error_code: "STORE_UNAVAILABLE" });
  connection.subscribe(ROOM, () => {});
  socket.say = say;
  await clock.advance(0);
  expect(refused).toEqual(["ROOM_FORBIDDEN"]);
  await clock.advance(1_000);
  const asked = gateway.socket.received.filter(({ type }) => type === "subscribe");
  expect(asked.map(({ room }) => room)).toEqual(["secret.plans", ROOM, ROOM]);
  gateway.publish(ROOM, 1);
});

scenario("says that a server without rooms has none", async (library) => {
  const { connection, open } = stageOf(library, {}, { hello: { features: ["heartbeat"] } });
  const refused: string[] = [];
  connection.subscribe(ROOM, { onError: ({ code }) => refused.push(code) });
  await open();
  expect(refused).toEqual(["NOT_SUPPORTED"]);
});

scenario("asks who is there", async (library) => {
  const { clock, connection, open } = stageOf(library, { clientId: "tab-1" });
  connection.subscribe(ROOM, () => {});
  await open();
  const present = connection.presence(ROOM);
  await clock.advance(0);
  expect(await present).toEqual({ room: ROOM, count: 1, members: [{ client_id: "tab-1" }] });
});

scenario("does not send what would end the connection", async (library) => {
  const { clock, connection, open } = stageOf(library, {}, { hello: { max_message_bytes: 300 } });
  await open();
  const published = connection.publish(ROOM, "ä".repeat(120));
  await expect(published).rejects.toMatchObject({ code: "PAYLOAD_TOO_LARGE" });
  expect(connection.send({ type: "long", text: "x".repeat(300) })).toBe("too_big");
  const small = connection.publish(ROOM, "ä".repeat(20));
  await clock.advance(0);
  await expect(small).resolves.toMatchObject({ offset: 1 });
});

scenario("leaves out of its queue what is longer than the server takes", async (library) => {
  const { gateway, connection, open } = stageOf(
    library,
    { queue: true },
    { hello: { max_message_bytes: 300 } },
  );
  const published = connection.publish(ROOM, "ä".repeat(150));
  const failed = expect(published).rejects.toMatchObject({ code: "PAYLOAD_TOO_LARGE" });
  expect(connection.send({ type: "long", text: "x".repeat(300) })).toBe("queued");
  expect(connection.send({ type: "short" })).toBe("queued");
  expect(connection.send({ type: "longer", text: "x".repeat(70_000) })).toBe("too_big");
  await open();
  await failed;
  expect(gateway.socket.received.map(({ type }) => type)).toEqual(["short"]);
});

// --- long-polling ------------------------------------------------------------------------------

scenario("polls in fallback, and crosses over without loss or repeat", async (library) => {
  const { gateway, clock, connection, open, gaps } = stageOf(library, {
    fallback: library.longPolling({ url: "http://gateway/api/v1/rooms" }),
  });
  const heard: unknown[] = [];
  connection.subscribe(ROOM, ({ data }) => heard.push(data));
  await open();
  gateway.publish(ROOM, 1);
  await clock.advance(0);
  // The store goes, and the socket with it.
  gateway.storeIsUp = false;
  gateway.socket.end(1006);
  await clock.advance(10_000);
  expect(connection.state).toBe("fallback");
  gateway.storeIsUp = true;
  gateway.publish(ROOM, 2);
  await clock.advance(10_000);
  gateway.publish(ROOM, 3);
  await clock.advance(60_000);
  gateway.publish(ROOM, 4);
  await clock.advance(0);
  expect(connection.state).toBe("fallback");
  expect(heard).toEqual([1, 2, 3, 4]);
  connection.connect();
  expect(connection.state).toBe("connecting");
  gateway.publish(ROOM, 5);
  await clock.advance(0);
  expect(connection.state).toBe("open");
  gateway.publish(ROOM, 6);
  await clock.advance(30_000);
  expect(heard).toEqual([1, 2, 3, 4, 5, 6]);
  expect(gaps).toEqual([]);
  const polls = gateway.requests.length;
  await clock.advance(60_000);
  expect(gateway.requests).toHaveLength(polls);
});

scenario("says so when polling cannot close a gap either", async (library) => {
  const { gateway, clock, connection, open, gaps } = stageOf(library, {
    fallback: library.longPolling({ url: "http://gateway/api/v1/rooms" }),
  });
  const heard: unknown[] = [];
  connection.subscribe(ROOM, ({ data }) => heard.push(data));
  await open();
  gateway.publish(ROOM, 1);
  await clock.advance(0);
  gateway.storeIsUp = false;
  gateway.socket.end(1006);
  await clock.advance(10_000);
  gateway.room(ROOM).lose("later");
  gateway.storeIsUp = true;
  await clock.advance(20_000);
  gateway.publish(ROOM, 2);
  await clock.advance(1_000);
  expect(gaps).toEqual([
    { room: ROOM, after: { epoch: "e2", offset: 1 }, now: { epoch: "later", offset: 0 } },
  ]);
  expect(heard).toEqual([1, 2]);
});

scenario(
  "polls many rooms in turn, gets a new token, and leaves refused rooms",
  async (library) => {
    const seen: string[] = [];
    const answers = new Map([["r0", 403]]);
    const stage = stageOf(library, {
      fallback: library.longPolling({ url: "http://gateway/api/v1/rooms", parallel: 2 }),
    });
    const { gateway, clock, connection, rejections } = stage;
    const { fetch } = gateway.environment;
    let unauthorized = 1;
    const polling = library.createRoomConnection({
      url: "ws://gateway/ws/v2/connect",
      ticketUrl: "http://gateway/tickets",
      getToken: () => "secret-token-p",
      onTokenRejected: () => rejections.push(99),
      fallback: library.longPolling({ url: "http://gateway/api/v1/rooms", parallel: 2 }),
      logger: null,
      environment: {
        ...gateway.environment,
        fetch: async (url, init) => {
          if (init?.method === "POST") {
            return fetch(url, init);
          }
          const room = url.split("/").at(-2)!;
          seen.push(room);
          if (unauthorized-- > 0) {
            return new Response(JSON.stringify({ code: "TOKEN_EXPIRED" }), { status: 401 });
          }
          const status = answers.get(room);
          return status
            ? new Response(JSON.stringify({ code: "FORBIDDEN" }), { status })
            : fetch(url, init);
        },
      },
    });
    const refused: string[] = [];
    const heard: unknown[] = [];
    for (const room of ["r0", "r1", "r2", "r3", "r4"]) {
      polling.subscribe(room, {
        onMessage: ({ data }) => heard.push(data),
        onError: ({ code }) => refused.push(code),
      });
    }
    gateway.storeIsUp = false;
    polling.connect();
    await clock.advance(2_000);
    gateway.storeIsUp = true;
    await clock.advance(30_000);
    for (const room of ["r1", "r2", "r3", "r4"]) {
      gateway.publish(room, room);
    }
    await clock.advance(10_000);
    expect(refused).toEqual(["FORBIDDEN"]);
    expect([...heard].sort()).toEqual(["r1", "r2", "r3", "r4"]);
    expect(rejections).toContain(99);
    expect(seen.filter((room) => room === "r0").length).toBeLessThanOrEqual(3);
    polling.close();
    connection.close();
    await clock.advance(0);
    expect(clock.pending).toBe(0);
  },
);

scenario("survives a fallback that cannot start", async (library) => {
  const { gateway, clock, connection, open, lines } = stageOf(library, {
    fallback: {
      start() {
        throw new TypeError("no");
      },
    },
  });
  gateway.storeIsUp = false;
  await open();
  await clock.advance(2_000);
  expect(connection.state).toBe("fallback");
  expect(lines.join()).toContain("TypeError");
  gateway.storeIsUp = true;
  await open();
  expect(connection.state).toBe("open");
});

export default scenarios;
