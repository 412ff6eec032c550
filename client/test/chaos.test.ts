import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BACKOFF, waitMs } from "../src/backoff.js";
import { longPolling } from "../src/polling.js";
import { waitingLine } from "../src/queue.js";
import { createRoomConnection } from "../src/rooms.js";
import { seenOf } from "../src/seen.js";
import { manualClock, seeded } from "../src/testing.js";
import { stageOf } from "./stage.js";

const ROOM = "orders.eu";

type Stage = ReturnType<typeof stageOf>;

/** What may happen to a page, its network and its server. */
const HAPPENINGS = {
  publish: ({ gateway }: Stage) =>
    void gateway.publish(ROOM, gateway.room(ROOM).position.offset + 1),
  breaks: ({ gateway }: Stage) => gateway.sockets.at(-1)?.end(1006),
  vanishes: ({ gateway }: Stage) => gateway.sockets.at(-1)?.vanish(),
  leaves: ({ gateway }: Stage) => gateway.drain(() => 700),
  fails: ({ gateway }: Stage) => gateway.sockets.at(-1)?.end(4500, "HANDSHAKE_ERROR"),
  crash: ({ gateway }: Stage) => gateway.crash(),
  restart: ({ gateway }: Stage) => gateway.restart(),
  storeDown: ({ gateway }: Stage) => gateway.setStore(false),
  storeUp: ({ gateway }: Stage) => gateway.setStore(true),
  offline: ({ page }: Stage) => page.tell("offline"),
  online: ({ page }: Stage) => page.tell("online"),
  hide: ({ page }: Stage) => page.tell("hide"),
  show: ({ page }: Stage) => page.tell("show"),
  visible: ({ page }: Stage) => page.tell("visible"),
  sleep: ({ clock }: Stage) => clock.sleep(30_000),
  connect: ({ connection }: Stage) => connection.connect(),
  disconnect: ({ connection }: Stage) => connection.disconnect(),
  reconnect: ({ connection }: Stage) => connection.reconnect(),
} as const satisfies Record<string, (stage: Stage) => void>;

const happening = fc.record({
  what: fc.constantFrom(...(Object.keys(HAPPENINGS) as (keyof typeof HAPPENINGS)[])),
  thenMs: fc.constantFrom(0, 1, 300, 1_000, 4_000, 12_000, 40_000),
});

describe("whatever happens", () => {
  it("there is one socket at most, and each message is heard once and in order", {
    timeout: 120_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(happening, { minLength: 1, maxLength: 40 }),
        fc.integer(),
        async (happenings, seed) => {
          const stage = stageOf(
            { createRoomConnection, longPolling },
            { fallback: longPolling({ url: "http://gateway/api/v1/rooms" }), queue: true },
            { seed },
          );
          const { gateway, clock, connection, page, gaps } = stage;
          const heard: number[] = [];
          connection.subscribe<number>(ROOM, ({ data }) => heard.push(data), {
            since: gateway.room(ROOM).position,
          });
          await stage.open();
          for (const { what, thenMs } of happenings) {
            HAPPENINGS[what](stage);
            await clock.advance(thenMs);
            expect(gateway.openSockets.length).toBeLessThanOrEqual(1);
          }

          gateway.restart();
          gateway.setStore(true);
          page.tell("online");
          page.tell("show");
          connection.reconnect();
          await clock.advance(30_000);
          expect(connection.state).toBe("open");
          const { offset } = gateway.room(ROOM).position;
          expect(heard).toEqual(Array.from({ length: offset }, (_, index) => index + 1));
          expect(gaps).toEqual([]);

          connection.close();
          expect(clock.pending).toBe(0);
          expect(page.listeners).toBe(0);
        },
      ),
      { numRuns: 150 },
    );
  });

  it("a publication is delivered once, or its author is told that it may not be", {
    timeout: 120_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(happening, { minLength: 1, maxLength: 20 }),
        fc.boolean(),
        fc.integer(),
        async (happenings, queue, seed) => {
          const stage = stageOf({ createRoomConnection, longPolling }, { queue }, { seed });
          const { gateway, clock, connection } = stage;
          await stage.open();
          const outcomes: Promise<"stored" | "unknown">[] = [];
          for (const { what, thenMs } of happenings) {
            const published = connection.publish(ROOM, outcomes.length + 1);
            outcomes.push(
              published.then(
                () => "stored" as const,
                () => "unknown" as const,
              ),
            );
            HAPPENINGS[what === "publish" ? "visible" : what](stage);
            await clock.advance(thenMs);
          }
          gateway.restart();
          gateway.setStore(true);
          connection.reconnect();
          await clock.advance(60_000);

          const told = await Promise.all(outcomes);
          const stored = gateway
            .room(ROOM)
            .after(undefined)
            .messages.map(({ data }) => data);
          expect(new Set(stored).size).toBe(stored.length);
          told.forEach((outcome, index) => {
            if (outcome === "stored") {
              expect(stored).toContain(index + 1);
            }
          });
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe("a wait", () => {
  it("is within its strategy, and never under 100 ms", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(BACKOFF)),
        fc.nat(20),
        fc.integer(),
        (strategy, attempt, seed) => {
          const ms = waitMs(strategy, attempt, seeded(seed), {});
          const step = strategy.waitsMs[attempt] ?? strategy.capMs;
          expect(ms).toBeGreaterThanOrEqual(
            Math.max(100, Math.floor(step * (1 - strategy.jitter))),
          );
          expect(ms).toBeLessThanOrEqual(Math.ceil(step * (1 + strategy.jitter)));
          expect(ms).toBe(waitMs(strategy, attempt, seeded(seed), {}));
        },
      ),
    );
  });

  it("is what the server says", () => {
    const any = fc.integer({ min: 1, max: 100_000 });
    fc.assert(
      fc.property(any, fc.integer(), (ms, seed) => {
        const { production } = BACKOFF;
        const random = seeded(seed);
        expect(waitMs(production, 0, random, { advisedMs: ms, windowMs: 7 })).toBe(
          Math.max(100, ms),
        );
        expect(waitMs(production, 0, random, { retryAfterMs: ms })).toBeGreaterThanOrEqual(ms);
        expect(waitMs(production, 0, random, { retryAfterMs: ms })).toBeLessThanOrEqual(
          Math.max(100, ms + 1000),
        );
        expect(waitMs(production, 0, random, { windowMs: ms })).toBeLessThanOrEqual(
          Math.max(100, ms),
        );
      }),
    );
  });

  it("is as the strategies promise", () => {
    expect(BACKOFF).toEqual({
      production: { waitsMs: [1000, 2000, 4000, 8000, 12000], capMs: 12000, jitter: 0.2, tries: 8 },
      patient: { waitsMs: [1000, 2000, 4000, 8000, 16000], capMs: 16000, jitter: 0.2, tries: 10 },
      aggressive: { waitsMs: [500, 1000, 2000, 4000], capMs: 4000, jitter: 0.1, tries: 10 },
      immediate: { waitsMs: [100, 100, 100], capMs: 100, jitter: 0, tries: 3 },
    });
  });
});

describe("what is remembered", () => {
  it("are the last 200 keys, by their last use", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(400), { maxLength: 1_000 }), (keys) => {
        const seen = seenOf();
        let recent: number[] = [];
        for (const key of keys) {
          expect(seen(`${key}`)).toBe(recent.includes(key));
          recent = [...recent.filter((each) => each !== key), key].slice(-200);
        }
      }),
    );
  });

  it("of what is to be sent is bounded, in order, and not too old", () => {
    const doings = fc.array(fc.oneof(fc.constant("put" as const), fc.nat(6_000)), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(doings, (steps) => {
        const clock = manualClock();
        const line = waitingLine(clock, { max: 5, maxAgeMs: 10_000 });
        let model: { text: string; until: number }[] = [];
        steps.forEach((step, index) => {
          if (step === "put") {
            model = model.filter(({ until }) => until >= clock.now());
            const free = model.length < 5;
            expect(line.put(`${index}`)).toBe(free);
            if (free) {
              model.push({ text: `${index}`, until: clock.now() + 10_000 });
            }
          } else {
            clock.sleep(step);
          }
        });
        const sent: string[] = [];
        line.flush((text) => sent.push(text) > 0);
        expect(sent).toEqual(
          model.filter(({ until }) => until >= clock.now()).map(({ text }) => text),
        );
        line.flush(() => expect.fail("sent twice"));
      }),
    );
  });
});
