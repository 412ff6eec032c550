/**
 * Rooms over a connection: subscriptions that survive reconnects, publications with an answer,
 * presence, and long-polling where sockets cannot work.
 *
 * @module
 */
import { createConnection, unique } from "./connection.js";
import { outboxOf, type Question } from "./outbox.js";
import { queueOf } from "./queue.js";
import { subscriptionsOf } from "./subscriptions.js";
import type {
  Ack,
  Connection,
  Extension,
  Hello,
  Inside,
  Message,
  Presence,
  RoomConnection,
  RoomConnectionOptions,
  RoomMessage,
  Unsubscribe,
} from "./types.js";

/** Answers that nobody asked for any more are nobody's message. */
const ANSWERS = ["subscribed", "unsubscribed", "ack"];

const idle: Unsubscribe = () => {};

/**
 * Makes a connection with rooms, for an address of protocol version 2 such as `/ws/v2/connect`. It
 * does nothing, and touches nothing of the page, before `connect()`.
 */
export function createRoomConnection(options: RoomConnectionOptions): RoomConnection {
  let inside!: Inside;
  let parts!: Parts;
  const connection = createConnection(options, (given) => {
    inside = given;
    parts = partsOf(options, inside);
    return parts.extension;
  });
  const { subscriptions, outbox } = parts;
  connection.onMessage("message", (message) => subscriptions.deliver(message as RoomMessage));
  const nonce = unique(inside.environment.random);
  let published = 0;

  const ask = (message: Message, how: Partial<Question> = {}) =>
    new Promise<Message>((reply, fail) => outbox.ask(message, { ...how, reply, fail }));

  return Object.assign<Connection, Omit<RoomConnection, keyof Connection>>(connection, {
    subscribe: (room, listener, { since } = {}) =>
      subscriptions.subscribe(
        room,
        (typeof listener === "function" ? { onMessage: listener } : { ...listener }) as object,
        since,
      ),

    async publish(room, data, { messageId, ...how } = {}) {
      const message_id = messageId ?? `${nonce}-${++published}`;
      const { epoch, offset } = await ask(
        { type: "publish", room, data, message_id },
        { ...how, queued: true, resend: true },
      );
      return { room, epoch, offset } as Ack;
    },

    async presence(room, how) {
      const { count, members } = await ask({ type: "presence", room }, how);
      return { room, count, members } as Presence;
    },

    request: (message, how) => ask(message, { ...how, queued: true }),

    onGap: (listener) => inside.on("gap", listener),
  });
}

interface Parts {
  readonly extension: Extension;
  readonly outbox: ReturnType<typeof outboxOf>;
  readonly subscriptions: ReturnType<typeof subscriptionsOf>;
}

function partsOf(options: RoomConnectionOptions, inside: Inside): Parts {
  const { environment, on, emit, deliver, call, log } = inside;
  let hello: Hello | undefined;
  const outbox = outboxOf(inside, queueOf(options.queue));
  const subscriptions = subscriptionsOf({
    outbox,
    hello: () => hello,
    clock: environment.clock,
    call,
    log,
    gap: (gap) => emit("gap", gap),
  });
  let stopPolling = idle;

  const poll = (on: boolean) => {
    call(stopPolling);
    stopPolling = idle;
    const { fallback } = options;
    if (on && fallback) {
      call(() => {
        stopPolling = fallback.start({
          options,
          environment,
          rooms: subscriptions.positions,
          refuse: subscriptions.refuse,
          deliver(batch) {
            subscriptions.polled(batch);
            batch.messages.forEach(deliver);
          },
        });
      });
    }
  };

  on("welcome", (present) => {
    hello = present;
    subscriptions.welcome();
    outbox.flush();
  });
  on("lost", () => {
    hello = undefined;
    outbox.lost();
    subscriptions.lost();
  });
  on("retry", () => {
    subscriptions.retry();
    outbox.flush();
  });
  on("poll", poll);
  on("close", () => {
    outbox.close();
    subscriptions.close();
  });

  const extension: Extension = {
    takes(message) {
      if (message.type === "resync") {
        subscriptions.resync(message);
        return true;
      }
      return outbox.settle(message) || ANSWERS.includes(message.type);
    },
    repeats: (message) =>
      message.type === "message" && !subscriptions.advance(message as RoomMessage),
  };
  return { extension, outbox, subscriptions };
}
