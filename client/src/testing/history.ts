import type { Position, RoomMessage } from "../types.js";

const KEPT = 100;

/** One room of the fake gateway: its order, and its latest messages. */
export class History {
  readonly room: string;
  readonly #ids = new Map<string, Position>();
  #epoch: string;
  #top = 0;
  #messages: RoomMessage[] = [];

  constructor(room: string, epoch: string) {
    this.room = room;
    this.#epoch = epoch;
  }

  get position(): Position {
    return { epoch: this.#epoch, offset: this.#top };
  }

  /** A repeated id gets the position of the first. */
  publish(data: unknown, messageId?: string): { position: Position; message?: RoomMessage } {
    const known = messageId === undefined ? undefined : this.#ids.get(messageId);
    if (known) {
      return { position: known };
    }
    this.#top++;
    const message: RoomMessage = {
      type: "message",
      room: this.room,
      ...this.position,
      message_id: messageId ?? `${this.room}-${this.#epoch}-${this.#top}`,
      data,
    };
    this.#messages = [...this.#messages, message].slice(-KEPT);
    this.#ids.set(message.message_id!, this.position);
    return { position: this.position, message };
  }

  /** What came after; `recovered` is whether it is all of it. */
  after(since: Position | undefined, limit = KEPT) {
    const first = this.#messages[0]?.offset ?? this.#top + 1;
    const recovered =
      !since ||
      (since.epoch === this.#epoch && since.offset >= first - 1 && since.offset <= this.#top);
    const all = this.#messages.filter(({ offset }) => offset > (since?.offset ?? 0));
    return { recovered, messages: recovered ? all.slice(0, limit) : [] };
  }

  /** Forgets all, as a store that was lost. */
  lose(epoch: string): void {
    this.#epoch = epoch;
    this.#top = 0;
    this.#messages = [];
    this.#ids.clear();
  }
}
