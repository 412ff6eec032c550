import type { AdmitOneError } from "./errors.js";
import { failure, type Outbox } from "./outbox.js";
import type {
  Batch,
  Clock,
  Gap,
  Hello,
  Inside,
  Message,
  Position,
  RoomListener,
  RoomMessage,
  Subscription,
} from "./types.js";

interface Room {
  readonly name: string;
  readonly listeners: Set<RoomListener>;
  position: Position | undefined;
  /** A `wanted` room is asked for at the next good moment, a `refused` one at the next hello. */
  state: "wanted" | "asked" | "refused";
}

/** What the rooms need. Nothing given here may throw. */
export interface RoomHooks {
  readonly outbox: Outbox;
  readonly clock: Clock;
  /** That of the present connection. */
  hello(): Hello | undefined;
  /** Calls a listener of the application. */
  call(listener: () => void): void;
  log: Inside["log"];
  gap(gap: Gap): void;
}

/**
 * The rooms that the application wants, and how far each has been heard. They outlive connections:
 * each hello subscribes them again from there.
 */
export interface Subscriptions {
  subscribe(name: string, listener: RoomListener, since: Position | undefined): Subscription;
  /** Asks for all rooms anew. */
  welcome(): void;
  /** Nothing can be asked before the next `welcome()`. */
  lost(): void;
  /** Asks for those that are not asked for. */
  retry(): void;
  /** The rooms that long-polling is to ask for, each with the last position heard. */
  positions(): ReadonlyMap<string, Position | undefined>;
  /** Moves a room's position on; `false` if the message was heard before. */
  advance(message: RoomMessage): boolean;
  deliver(message: RoomMessage): void;
  /** Takes in what long-polling says about a room, before its messages are delivered. */
  polled(batch: Batch): void;
  /** The server could not close a gap, and goes on after this position. */
  resync(room: Message): void;
  refuse(name: string, error: AdmitOneError): void;
  close(): void;
}

/** A room that cannot be had at the moment is asked for again after so long. */
const RETRY_MS = 1000;

const IGNORED = { reply: () => {}, fail: () => {} };

export function subscriptionsOf({
  outbox,
  hello,
  call,
  log,
  gap,
  clock,
}: RoomHooks): Subscriptions {
  const rooms = new Map<string, Room>();
  let again: unknown;

  const tell = (name: string, told: (listener: RoomListener) => void) => {
    for (const listener of [...(rooms.get(name)?.listeners ?? [])]) {
      call(() => told(listener));
    }
  };

  const tellGap = (room: string, now: Position, after: Position | undefined) => {
    const found: Gap = { room, now, ...(after && { after }) };
    gap(found);
    tell(room, (listener) => listener.onGap?.(found));
  };

  const refuse = (name: string, error: AdmitOneError) => {
    const room = rooms.get(name);
    if (room) {
      room.state = "refused";
      log("warn", `room ${name}: ${error.code}`);
      tell(name, (listener) => listener.onError?.(error));
    }
  };

  const ask = (room: Room) => {
    const { name: named, position: since } = room;
    room.state = "asked";
    outbox.ask(
      { type: "subscribe", room: named, ...(since && { since }) },
      {
        reply({ epoch, offset, recovered }) {
          const now = { epoch, offset } as Position;
          if (!since || !recovered) {
            // Else the missed messages follow, and lead there one by one.
            room.position = now;
          }
          if (since && !recovered) {
            tellGap(named, now, since);
          }
        },
        fail(error) {
          if (error.retryable) {
            room.state = "wanted";
            clock.clearTimeout(again);
            again = clock.setTimeout(retry, RETRY_MS);
          } else {
            refuse(named, error);
          }
        },
      },
    );
  };

  const retry = () => {
    const features = hello()?.features;
    for (const room of features ? [...rooms.values()] : []) {
      if (room.state === "wanted") {
        if (features!.includes("rooms")) {
          ask(room);
        } else {
          refuse(room.name, failure("NOT_SUPPORTED"));
        }
      }
    }
  };

  return {
    subscribe(name, listener, since) {
      const room: Room = rooms.get(name) ?? {
        name,
        listeners: new Set(),
        position: since,
        state: "wanted",
      };
      rooms.set(name, room);
      room.listeners.add(listener);
      retry();
      return {
        room: name,
        get position() {
          return room.position;
        },
        unsubscribe() {
          if (room.listeners.delete(listener) && !room.listeners.size) {
            rooms.delete(name);
            outbox.ask({ type: "unsubscribe", room: name }, IGNORED);
          }
        },
      };
    },

    welcome() {
      for (const room of rooms.values()) {
        room.state = "wanted";
      }
      retry();
    },

    lost: () => clock.clearTimeout(again),

    retry,

    positions: () =>
      new Map(
        [...rooms.values()]
          .filter(({ state }) => state !== "refused")
          .map(({ name, position }) => [name, position]),
      ),

    advance({ room: name, epoch, offset }) {
      const room = rooms.get(name);
      const after = room?.position;
      const step = after && after.epoch === epoch ? offset - after.offset : undefined;
      if (step !== undefined && step <= 0) {
        return false;
      }
      if (room) {
        room.position = { epoch, offset };
        if (after && step !== 1) {
          tellGap(name, room.position, after);
        }
      }
      return true;
    },

    deliver(message) {
      tell(message.room, (listener) => listener.onMessage?.(message));
    },

    polled({ room: name, epoch, offset, recovered, messages }) {
      const room = rooms.get(name);
      const after = room?.position;
      if (after && !recovered) {
        tellGap(name, { epoch, offset }, after);
      }
      if (room && (!recovered || !messages.length)) {
        room.position = messages.length ? undefined : { epoch, offset };
      }
    },

    resync({ room: name, epoch, offset }) {
      const room = rooms.get(name as string);
      if (room) {
        const after = room.position;
        room.position = { epoch, offset } as Position;
        tellGap(room.name, room.position, after);
      }
    },

    refuse,

    close() {
      clock.clearTimeout(again);
      rooms.clear();
    },
  };
}
