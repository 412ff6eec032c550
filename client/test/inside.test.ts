import { afterEach, describe, expect, it, vi } from "vitest";
import { createConnection } from "../src/index.js";
import { logTo } from "../src/logger.js";
import { browserPage } from "../src/page.js";
import { longPolling } from "../src/polling.js";
import { recorderOf } from "../src/recorder.js";
import { createRoomConnection } from "../src/rooms.js";
import { exportForRUM } from "../src/rum.js";
import { FakeGateway, manualClock } from "../src/testing.js";
import { stageOf } from "./stage.js";

describe("what is seen of the inside", () => {
  it("are counts and the last ten attempts, each with its end", async () => {
    const stage = stageOf({ createRoomConnection, longPolling });
    const { gateway, clock, connection } = stage;
    await stage.open();
    await clock.advance(50_000);
    gateway.socket.end(1013, "TRY_AGAIN_LATER");
    await clock.advance(2_000);
    connection.send({ type: "note" });
    await clock.advance(0);

    const stats = connection.stats();
    expect(stats).toMatchObject({
      total_attempts: 2,
      successful_connections: 2,
      messages_received: 5,
      messages_sent: 3,
      heartbeats_received: 2,
      heartbeats_sent: 2,
      duplicates_dropped: 0,
      message_counts_by_type: { hello: 2, ping: 2, echo: 1 },
      close_codes: { 1013: 1 },
      recent_durations_ms: [50_000],
      last_activity: clock.now(),
    });
    expect(stats.connection_start! + stats.current_uptime_ms).toBe(clock.now());
    expect(stats.attempts).toEqual([
      {
        startedAt: expect.any(Number),
        outcome: "ended",
        connectMs: 0,
        durationMs: 50_000,
        code: 1013,
        classification: "server_error",
        why: "TRY_AGAIN_LATER",
      },
      { startedAt: expect.any(Number), outcome: "connected", connectMs: 0 },
    ]);
  });

  it("are lines, of which an end for good is a warning", async () => {
    const gateway = new FakeGateway();
    const logger = { info: vi.fn(), warn: vi.fn() };
    gateway.ticketAnswers.push({ status: 401, body: { code: "MISSING_SESSION" } });
    const { environment } = gateway;
    const connection = createConnection({
      url: "ws://gateway/",
      ticketUrl: "http://gateway/",
      logger,
      environment,
    });
    connection.connect();
    await gateway.clock.advance(0);

    expect(logger.info.mock.calls).toEqual([["[WS] idle → connecting: connect"]]);
    expect(logger.warn.mock.calls).toEqual([["[WS] connecting → idle: MISSING_SESSION"]]);
  });

  it("is a flat object of numbers for monitoring", async () => {
    const stage = stageOf({ createRoomConnection, longPolling });
    const { gateway, clock, connection } = stage;
    await stage.open();
    for (const ms of [10_000, 20_000, 90_000]) {
      await clock.advance(ms);
      gateway.socket.end(1006);
      await clock.advance(2_000);
    }

    const flat = exportForRUM(connection);
    expect(Object.values(flat).every((value) => typeof value === "number")).toBe(true);
    expect(Object.keys(flat).every((name) => name.startsWith("ws_client_"))).toBe(true);
    const lived = connection.stats().recent_durations_ms;
    expect(flat).toMatchObject({
      ws_client_total_attempts: 4,
      ws_client_closes_1006: 3,
      ws_client_connection_ms_p95: Math.max(...lived),
      ws_client_connection_ms_mean: lived.reduce((sum, ms) => sum + ms, 0) / 3,
      ws_client_connection_ms_current: connection.stats().current_uptime_ms,
    });
    expect(flat["ws_client_backoff_ms_mean"]).toBeGreaterThan(700);
  });

  it("counts every type, also those with the names of what each object has", () => {
    const recorder = recorderOf(manualClock());
    for (const type of ["constructor", "__proto__", "constructor"]) recorder.received(type);

    expect(Object.entries(recorder.stats().message_counts_by_type)).toEqual([
      ["constructor", 2],
      ["__proto__", 1],
    ]);
  });

  it("does not grow with what a server makes up", () => {
    const recorder = recorderOf(manualClock());
    for (let n = 0; n < 500; n++) {
      recorder.received(`type-${n}`);
      recorder.waits(n);
      recorder.began();
      recorder.connected();
      recorder.ended({ why: "x", code: 1006 });
    }

    const stats = recorder.stats();
    expect(Object.keys(stats.message_counts_by_type).length).toBeLessThanOrEqual(51);
    expect(stats.message_counts_by_type["other"]).toBe(450);
    expect(stats.attempts).toHaveLength(10);
    expect(stats.recent_backoffs_ms).toHaveLength(100);
    expect(stats.recent_durations_ms).toHaveLength(100);
  });

  it("is an immutable value that stays the same while nothing changes", async () => {
    const stage = stageOf({ createRoomConnection, longPolling });
    const { connection, clock } = stage;
    const before = connection.snapshot;
    let changes = 0;
    connection.onChange(() => changes++);
    expect(connection.snapshot).toBe(before);
    await stage.open();
    const open = connection.snapshot;
    const told = changes;
    await clock.advance(4_000);

    expect(before.state).toBe("idle");
    expect(open).toMatchObject({ state: "open", hello: { accepted_version: 2 } });
    expect(connection.snapshot).toBe(open);
    expect(changes).toBe(told);
  });
});

describe("log lines", () => {
  it("begin with [WS], and do not repeat themselves", () => {
    const lines: string[] = [];
    const log = logTo({
      info: (line) => lines.push(`i ${line}`),
      warn: (line) => lines.push(`w ${line}`),
    });
    for (const line of ["a", "a", "b", "a"]) {
      log("info", line);
    }
    log("warn", "c");

    expect(lines).toEqual(["i [WS] a", "i [WS] b", "i [WS] a", "w [WS] c"]);
  });

  it("go to the console where nothing else is said", async () => {
    const info = vi.spyOn(console, "info").mockImplementation(() => {});
    const gateway = new FakeGateway();
    const connection = createConnection({
      url: "ws://gateway/ws/client",
      environment: gateway.environment,
    });
    connection.connect();
    await gateway.clock.advance(0);

    expect(info.mock.calls).toEqual([
      ["[WS] idle → connecting: connect"],
      ["[WS] connecting → open: hello"],
    ]);
    connection.close();
    info.mockRestore();
  });

  it("can be switched off", () => {
    expect(() => logTo(null)("warn", "x")).not.toThrow();
  });
});

describe("the browser's page", () => {
  afterEach(() => vi.unstubAllGlobals());

  const told = (target: EventTarget, type: string, persisted?: boolean) =>
    target.dispatchEvent(
      Object.assign(new Event(type), persisted === undefined ? {} : { persisted }),
    );

  it("is heard until nobody listens any more", () => {
    const document = Object.assign(new EventTarget(), { visibilityState: "hidden" });
    const window = new EventTarget();
    vi.stubGlobal("document", document);
    vi.stubGlobal("window", window);
    const events: string[] = [];
    const stop = browserPage.listen((event) => events.push(event));
    told(window, "online");
    told(window, "offline");
    told(window, "pagehide", false);
    told(window, "pagehide", true);
    told(window, "pageshow", false);
    told(window, "pageshow", true);
    told(document, "freeze");
    told(document, "resume");
    told(document, "visibilitychange");
    expect(browserPage.visible).toBe(false);
    stop();
    told(window, "online");

    expect(events).toEqual(["online", "offline", "hide", "show", "hide", "show", "visible"]);
  });

  it("is not there on a server", () => {
    expect(browserPage.visible).toBe(true);
    expect(() => browserPage.listen(() => {})()).not.toThrow();
  });
});
