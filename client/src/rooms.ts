/**
 * Rooms over a connection: subscriptions that survive reconnects, publications with an answer,
 * presence, and long-polling where sockets cannot work.
 *
 * @module
 */
import { createConnection, unique } from "./connection.js";
import { AdmitOneError } from "./errors.js";
import { outboxOf, type Question } from "./outbox.js";
import { queueOf } from "./queue.js";
import { subscriptionsOf } from "./subscriptions.js";
import type {
  Ack,
  Connection,
  Extension,
  Gap,
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

/** Room for the id that a question gets. */
const ID_BYTES = 32;
const DEFAULT_MAX_BYTES = 65_536;

const idle: Unsubscribe = () => {};

/**
 * Makes a connection with rooms, for an address of protocol version 2 such as `/ws/v2/connect`. It
 * does nothing, and touches nothing of the page, before `connect()`.
 */
export function createRoomConnection(options: RoomConnectionOptions): RoomConnection {
  const gaps = new Set<{ readonly listener: (gap: Gap) => void }>();
  let inside!: Inside;
  let parts!: Parts;
  const connection = createConnection(options, (given) => {
    inside = given;
    parts = partsOf(options, inside, gaps);
    return parts.extension;
  });
  const { subscriptions, outbox } = parts;
  connection.onMessage("message", (message) => subscriptions.deliver(message as RoomMessage));
  const nonce = unique(inside.environment.random);
  let published = 0;

  const { send } = connection;
  /** What is longer would not be refused by the server but end the connection for good. */
  const fits = (message: Message) =>
    new TextEncoder().encode(JSON.stringify(message)).length <=
    (connection.snapshot.hello?.max_message_bytes ?? DEFAULT_MAX_BYTES) - ID_BYTES;

  const ask = (message: Message, how: Partial<Question> = {}) =>
    new Promise<Message>((reply, fail) => {
      if (fits(message)) {
        outbox.ask(message, { ...how, reply, fail });
      } else {
        fail(new AdmitOneError("PAYLOAD_TOO_LARGE"));
      }
    });

  return Object.assign<
    Connection,
    Omit<RoomConnection, keyof Connection> & Pick<Connection, "send">
  >(connection, {
    send: (message) => (fits(message) ? send(message) : "refused"),

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

    onGap(listener) {
      const entry = { listener };
      gaps.add(entry);
      return () => {
        gaps.delete(entry);
      };
    },
  });
}

interface Parts {
  readonly extension: Extension;
  readonly outbox: ReturnType<typeof outboxOf>;
  readonly subscriptions: ReturnType<typeof subscriptionsOf>;
}

function partsOf(
  options: RoomConnectionOptions,
  { environment, transmit, deliver, call }: Inside,
  gaps: Set<{ readonly listener: (gap: Gap) => void }>,
): Parts {
  let hello: Hello | undefined;
  const outbox = outboxOf(transmit, environment.clock, queueOf(options.queue));
  const subscriptions = subscriptionsOf({
    outbox,
    hello: () => hello,
    clock: environment.clock,
    call,
    gap(gap) {
      for (const { listener } of [...gaps]) {
        call(() => listener(gap));
      }
    },
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

  const extension: Extension = {
    welcome(present) {
      hello = present;
      subscriptions.welcome();
      outbox.flush();
    },
    lost() {
      hello = undefined;
      outbox.lost();
      subscriptions.lost();
    },
    retry() {
      subscriptions.retry();
      outbox.flush();
    },
    poll,
    takes(message) {
      if (message.type === "resync") {
        subscriptions.resync(message);
        return true;
      }
      return outbox.settle(message) || ANSWERS.includes(message.type);
    },
    repeats: (message) =>
      message.type === "message" && !subscriptions.advance(message as RoomMessage),
    close() {
      outbox.close();
      subscriptions.close();
      gaps.clear();
    },
  };
  return { extension, outbox, subscriptions };
}
