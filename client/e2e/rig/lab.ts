// Runs in the page: makes connections by name, and keeps what they told.
import type {
  Environment,
  Gap,
  Message,
  RoomConnection,
  RoomConnectionOptions,
  RoomMessage,
  Subscription,
  Transition,
} from "../../src/index.js";
import { longPolling } from "../../src/polling.js";
import { createRoomConnection } from "../../src/rooms.js";
import { exportForRUM } from "../../src/rum.js";

/** What a test wants of a connection; data only, since it crosses from the test to the page. */
export interface Wish {
  readonly userId?: string;
  readonly sessionId?: string;
  /** Rooms to subscribe to; the token allows them to be read and written. */
  readonly rooms?: readonly string[];
  /** The tokens to give, one after the other, instead of one from the server; the last repeats. */
  readonly tokens?: readonly string[];
  readonly polls?: boolean;
  readonly options?: Partial<RoomConnectionOptions>;
}

/** What a connection told, each with the page's time. */
export interface Diary {
  readonly transitions: (Transition & { at: number })[];
  readonly messages: Message[];
  readonly rooms: RoomMessage[];
  readonly gaps: Gap[];
  readonly lines: string[];
  /** When a token was asked for: the first step of every try. */
  readonly dials: number[];
  rejectedTokens: number;
  /** What servers said about coming back. */
  readonly advice: { at: number; retryAfterMs: number }[];
}

interface Entry {
  readonly connection: RoomConnection;
  readonly diary: Diary;
  readonly subscriptions: readonly Subscription[];
}

class Lab {
  readonly #all = new Map<string, Entry>();

  open(name: string, wish: Wish = {}): void {
    const diary: Diary = {
      transitions: [],
      messages: [],
      rooms: [],
      gaps: [],
      lines: [],
      dials: [],
      rejectedTokens: 0,
      advice: [],
    };
    const line = (text: string) => void diary.lines.push(text);
    const connection = createRoomConnection({
      url: "/ws/v2/connect",
      ticketUrl: "/api/v1/auth/ws-ticket",
      ...tokens(wish, diary),
      logger: { info: line, warn: line },
      ...(wish.polls && { fallback: longPolling({ url: "/api/v1/rooms" }) }),
      environment: { WebSocket: overhearing(diary) },
      ...wish.options,
    });
    connection.onTransition((t) => diary.transitions.push({ ...t, at: Date.now() }));
    connection.onMessage((message) => diary.messages.push(message));
    connection.onGap((gap) => diary.gaps.push(gap));
    const subscriptions = (wish.rooms ?? []).map((room) =>
      connection.subscribe(room, (message) => diary.rooms.push(message)),
    );
    this.#all.set(name, { connection, diary, subscriptions });
    connection.connect();
  }

  connection(name: string): RoomConnection {
    return this.#entry(name).connection;
  }

  /** Whether the server has said of each room from where on it is heard. */
  isSubscribed(name: string): boolean {
    return this.#entry(name).subscriptions.every(({ position }) => position !== undefined);
  }

  diary(name: string): Diary {
    return this.#entry(name).diary;
  }

  /** Everything that can be read of it, as text. */
  inside(name: string): string {
    const { connection, diary } = this.#entry(name);
    const { lines, transitions } = diary;
    const numbers = [connection.stats(), exportForRUM(connection)];
    return JSON.stringify([lines, transitions, connection.snapshot, numbers]);
  }

  #entry(name: string) {
    const entry = this.#all.get(name);
    if (entry === undefined) throw new Error(`there is no connection ${name}`);
    return entry;
  }
}

/** A WebSocket whose advice is written down, since the client keeps it to itself. */
function overhearing(diary: Diary): Environment["WebSocket"] {
  class Overhearing extends WebSocket {
    constructor(url: string, protocols?: string[]) {
      super(url, protocols);
      this.addEventListener("message", ({ data }) => {
        const message = JSON.parse(String(data)) as Message;
        if (message["retry_after_ms"] !== undefined) {
          diary.advice.push({ at: Date.now(), retryAfterMs: Number(message["retry_after_ms"]) });
        }
      });
    }
  }
  return Overhearing as unknown as Environment["WebSocket"];
}

function tokens(
  wish: Wish,
  diary: Diary,
): Pick<RoomConnectionOptions, "getToken" | "onTokenRejected"> {
  const given = [...(wish.tokens ?? [])];
  let token: string | undefined;
  return {
    getToken: async () => {
      diary.dials.push(Date.now());
      token ??= given.length > 0 ? given[0]! : await mint(wish);
      return token;
    },
    onTokenRejected: () => {
      diary.rejectedTokens += 1;
      token = undefined;
      if (given.length > 1) given.shift();
    },
  };
}

async function mint({ userId = "ada", sessionId, rooms = [] }: Wish): Promise<string> {
  const answer = await fetch("/api/v1/auth/token", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ userId, sessionId, rooms: rooms.map((room) => `${room}:rw`) }),
  });
  return ((await answer.json()) as { token: string }).token;
}

declare global {
  var lab: Lab;
}

globalThis.lab = new Lab();
