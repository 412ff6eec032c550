import type { AdmitOneError } from "./errors.js";
import { failure, type Outbox } from "./outbox.js";
import type {
  Batch,
  Gap,
  Hello,
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
  /** The gap up to the next message has been told. */
  gapTold: boolean;
  /** A `wanted` room is asked for at the next good moment, a `refused` one at the next hello. */
  state: "wanted" | "asked" | "refused";
}

/** What the rooms tell; nothing given here may throw. */
export interface RoomHooks {
  readonly outbox: Outbox;
  hello(): Hello | undefined;
  /** Calls a listener of the application. */
  call(listener: () => void): void;
  gap(gap: Gap): void;
}

/**
 * The rooms that the application wants, and how far each has been heard. They outlive connections:
 * each hello subscribes them again from there.
 */
export class Rooms {
  readonly #rooms = new Map<string, Room>();
  readonly #hooks: RoomHooks;

  constructor(hooks: RoomHooks) {
    this.#hooks = hooks;
  }

  subscribe(name: string, listener: RoomListener, since: Position | undefined): Subscription {
    const room = this.#rooms.get(name) ?? {
      name,
      listeners: new Set<RoomListener>(),
      position: since,
      gapTold: false,
      state: "wanted" as const,
    };
    this.#rooms.set(name, room);
    room.listeners.add(listener);
    this.retry();
    return {
      room: name,
      get position() {
        return room.position;
      },
      unsubscribe: () => this.#leave(room, listener),
    };
  }

  /** Asks for all rooms anew. */
  welcome(): void {
    for (const room of this.#rooms.values()) {
      room.state = "wanted";
    }
    this.retry();
  }

  /** Asks for those that are not asked for. */
  retry(): void {
    const hello = this.#hooks.hello();
    for (const room of hello ? [...this.#rooms.values()] : []) {
      if (room.state === "wanted") {
        if (hello!.features?.includes("rooms")) {
          this.#ask(room);
        } else {
          this.refuse(room.name, failure("NOT_SUPPORTED"));
        }
      }
    }
  }

  /** The rooms that long-polling is to ask for, each with the last position heard. */
  positions(): ReadonlyMap<string, Position | undefined> {
    const wanted = [...this.#rooms.values()].filter(({ state }) => state !== "refused");
    return new Map(wanted.map(({ name, position }) => [name, position]));
  }

  /** Where the message stands in its room; `false` is a message that was heard before. */
  advance({ room: name, epoch, offset }: RoomMessage): boolean {
    const room = this.#rooms.get(name);
    if (room) {
      const after = room.position;
      const same = after?.epoch === epoch;
      if (same && offset <= after!.offset) {
        return false;
      }
      room.position = { epoch, offset };
      if (after && !room.gapTold && !(same && offset === after.offset + 1)) {
        this.#gap(room, room.position, after);
      }
      room.gapTold = false;
    }
    return true;
  }

  deliver(message: RoomMessage): void {
    for (const listener of [...(this.#rooms.get(message.room)?.listeners ?? [])]) {
      this.#hooks.call(() => listener.onMessage?.(message));
    }
  }

  /** Takes in what long-polling says about a room, before its messages are delivered. */
  polled({ room: name, epoch, offset, recovered, messages }: Batch): void {
    const room = this.#rooms.get(name);
    if (room) {
      const after = room.position;
      if (after && !recovered) {
        this.#gap(room, { epoch, offset }, after);
      }
      if (!recovered || messages.length === 0) {
        room.position = messages.length === 0 ? { epoch, offset } : undefined;
      }
    }
  }

  /** The server could not close a gap, and goes on with what comes next. */
  resync({ room: name }: Message): void {
    const room = this.#rooms.get(name as string);
    if (room) {
      room.gapTold = true;
      this.#gap(room, undefined, room.position);
    }
  }

  refuse(name: string, error: AdmitOneError): void {
    const room = this.#rooms.get(name);
    if (room) {
      room.state = "refused";
      for (const listener of [...room.listeners]) {
        this.#hooks.call(() => listener.onError?.(error));
      }
    }
  }

  close(): void {
    this.#rooms.clear();
  }

  #ask(room: Room): void {
    const since = room.position;
    room.state = "asked";
    this.#hooks.outbox.ask(
      { type: "subscribe", room: room.name, ...(since && { since }) },
      {
        reply: ({ epoch, offset, recovered }: Message) => {
          const now = { epoch, offset } as Position;
          if (!since || !recovered) {
            // Else the missed messages follow, and lead there one by one.
            room.position = now;
          }
          if (since && !recovered) {
            this.#gap(room, now, since);
          }
        },
        fail: (error) => {
          if (error.retryable || error.code === "NOT_CONNECTED") {
            room.state = "wanted";
          } else {
            this.refuse(room.name, error);
          }
        },
      },
    );
  }

  #gap({ name, listeners }: Room, now: Position | undefined, after: Position | undefined): void {
    const gap: Gap = { room: name, ...(after && { after }), ...(now && { now }) };
    this.#hooks.gap(gap);
    for (const listener of [...listeners]) {
      this.#hooks.call(() => listener.onGap?.(gap));
    }
  }

  #leave(room: Room, listener: RoomListener): void {
    if (room.listeners.delete(listener) && room.listeners.size === 0) {
      this.#rooms.delete(room.name);
      if (this.#hooks.hello()) {
        const ignore = () => {};
        this.#hooks.outbox.ask(
          { type: "unsubscribe", room: room.name },
          { reply: ignore, fail: ignore },
        );
      }
    }
  }
}
