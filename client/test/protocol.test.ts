import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { failure } from "../src/outbox.js";
import { longPolling } from "../src/polling.js";
import { createRoomConnection } from "../src/rooms.js";
import type { Message } from "../src/types.js";
import { stageOf } from "./stage.js";

interface Fixture {
  readonly from: "client" | "server";
  readonly fields: Readonly<Record<string, { readonly type: string; readonly required: boolean }>>;
  readonly example: Message;
}

const protocol = new URL("../../protocol/", import.meta.url);
const read = (name: string) => JSON.parse(readFileSync(new URL(name, protocol), "utf8"));

const fixtures: readonly (readonly [string, Fixture])[] = readdirSync(
  new URL("messages/", protocol),
)
  .filter((name) => name.endsWith(".json"))
  .map((name) => [name.replace(".json", ""), read(`messages/${name}`)]);

const typeOf = (value: unknown) =>
  value === null
    ? "null"
    : Array.isArray(value)
      ? "array"
      : Number.isInteger(value)
        ? "integer"
        : typeof value;

/** One of each message that this client sends. */
async function sent(): Promise<ReadonlyMap<string, Message>> {
  const stage = stageOf({ createRoomConnection, longPolling });
  const { gateway, clock, connection } = stage;
  const room = "orders.eu";
  const subscription = connection.subscribe(room, () => {}, { since: { epoch: "e", offset: 1 } });
  await stage.open();
  const answers = [
    connection.publish(room, { n: 1 }),
    connection.presence(room),
    connection.ping(),
  ];
  connection.send({ type: "status" });
  subscription.unsubscribe();
  await clock.advance(26_000);
  await Promise.all(answers);
  return new Map(gateway.socket.received.map((message) => [message.type, message]));
}

describe("the protocol's messages", () => {
  const ours = fixtures.filter(([, { from }]) => from === "client");
  const theirs = fixtures.filter(([, { from }]) => from === "server");

  it.each(ours)("%s is what this client sends", async (_, { fields, example }) => {
    const message = (await sent()).get(example.type);

    expect(message, `${example.type} is sent`).toBeDefined();
    for (const [name, { type, required }] of Object.entries(fields)) {
      if (required || message![name] !== undefined) {
        expect(type === "any" || type === typeOf(message![name]), `${name} is ${type}`).toBe(true);
      }
    }
    expect(Object.keys(fields)).toEqual(expect.arrayContaining(Object.keys(message!)));
  });

  it.each(theirs)("%s is understood", async (name, { example }) => {
    const isHello = example.type === "hello";
    const stage = stageOf(
      { createRoomConnection, longPolling },
      {},
      { hello: isHello ? example : {} },
    );
    const { gateway, clock, connection, messages, lines } = stage;
    await stage.open();
    if (isHello) {
      expect(connection.snapshot.hello).toEqual(example);
    } else {
      gateway.socket.say(example);
    }
    await clock.advance(0);

    const own = [
      "hello",
      "ping",
      "pong",
      "reconnect",
      "resync",
      "subscribed",
      "unsubscribed",
      "ack",
    ];
    expect(messages.map(({ type }) => type)).toEqual(
      own.includes(example.type) ? [] : [example.type],
    );
    expect(lines.join()).not.toContain("no message");
    expect(connection.state, name).toBe("open");
    connection.close();
  });
});

describe("errors of messages", () => {
  it.each(read("message-errors.json") as readonly { code: string; retryable: boolean }[])(
    "$code may succeed later: $retryable",
    ({ code, retryable }) => {
      expect(failure(code).retryable).toBe(retryable);
    },
  );
});
