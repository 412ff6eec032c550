import type { Environment, Message, Position } from "../types.js";
import { type ManualClock, manualClock } from "./clock.js";
import { History } from "./history.js";
import { type FakePage, fakePage } from "./page.js";
import { seeded } from "./random.js";
import { type FakeServer, FakeSocket } from "./socket.js";

/** An answer of the fake gateway over HTTP. */
export interface FakeAnswer {
  readonly status: number;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request that the fake gateway got. */
export interface FakeRequest {
  readonly url: string;
  readonly method: string;
  readonly authorization: string | undefined;
  readonly body: unknown;
}

export interface FakeGatewayOptions {
  readonly clock?: ManualClock;
  readonly page?: FakePage;
  /** What chance the client has; the same seed gives the same run. */
  readonly seed?: number;
  /** 25,000 by default. */
  readonly heartbeatMs?: number;
  /** More fields for each hello. */
  readonly hello?: Readonly<Record<string, unknown>>;
}

/** So long over the interval a client may be silent. */
const TIMEOUT_MS = 30_000;

const NOT_READY: FakeAnswer = {
  status: 503,
  body: { error: "SERVICE_UNAVAILABLE", code: "WS_TICKET_REDIS_NOT_READY", retryAfter: 2 },
};

/**
 * A server in memory that speaks the protocol: tickets, hello, heartbeat, rooms with history, and
 * long-polling. Give its `environment` to `createConnection`, move its `clock`, and take things away
 * from it.
 *
 * ```ts
 * const gateway = new FakeGateway();
 * const connection = createConnection({ ...options, environment: gateway.environment });
 * connection.connect();
 * await gateway.clock.advance(0);
 * gateway.socket.end(1012, "SERVICE_RESTART");
 * ```
 */
export class FakeGateway {
  readonly clock: ManualClock;
  readonly page: FakePage;
  /** For `ConnectionOptions.environment`. */
  readonly environment: Environment;
  /** All sockets, oldest first. */
  readonly sockets: FakeSocket[] = [];
  /** All requests, oldest first. */
  readonly requests: FakeRequest[] = [];
  /** While `false`, tickets and publications are refused. */
  storeIsUp = true;
  /** While `false`, nothing answers: requests fail and sockets break. */
  isUp = true;
  /** While `true`, a socket opens and no hello comes. */
  isMute = false;
  /** The answers to the next requests for a ticket; then it goes on as usual. */
  readonly ticketAnswers: FakeAnswer[] = [];
  /** More fields for each hello. */
  hello: Readonly<Record<string, unknown>>;
  readonly #heartbeatMs: number;
  readonly #tickets = new Set<string>();
  readonly #rooms = new Map<string, History>();
  readonly #subscribed = new Map<FakeSocket, Set<string>>();
  readonly #polls = new Set<() => void>();
  readonly #beats = new Map<FakeSocket, unknown>();
  readonly #heardAt = new Map<FakeSocket, number>();
  readonly #server: FakeServer = {
    heard: (socket, message) => this.#heard(socket, message),
    left: (socket) => {
      this.clock.clearTimeout(this.#beats.get(socket));
      this.#beats.delete(socket);
      this.#heardAt.delete(socket);
      this.#subscribed.delete(socket);
    },
  };
  #count = 0;

  constructor(options: FakeGatewayOptions = {}) {
    this.clock = options.clock ?? manualClock();
    this.page = options.page ?? fakePage();
    this.hello = options.hello ?? {};
    this.#heartbeatMs = options.heartbeatMs ?? 25_000;
    const dial = (url: string, protocols: string[] = []) => this.#dial(url, protocols);
    this.environment = {
      clock: this.clock,
      page: this.page,
      random: seeded(options.seed ?? 1),
      fetch: (url, init) => this.#fetch(url, init ?? {}),
      WebSocket: function WebSocket(url: string, protocols?: string[]) {
        return dial(url, protocols);
      } as unknown as Environment["WebSocket"],
    };
  }

  /** The latest socket. */
  get socket(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (!socket) {
      throw new Error("No socket has been opened yet.");
    }
    return socket;
  }

  /** Those that neither side has closed. */
  get openSockets(): readonly FakeSocket[] {
    return this.sockets.filter(({ isOpen }) => isOpen);
  }

  /** The requests for tickets. */
  get ticketRequests(): readonly FakeRequest[] {
    return this.requests.filter(({ method }) => method === "POST");
  }

  /** Breaks all sockets and answers nothing, until `restart()`. */
  crash(): void {
    this.isUp = false;
    for (const socket of this.openSockets) {
      socket.end(1006);
    }
  }

  restart(): void {
    this.isUp = true;
  }

  /** Says goodbye to all, each with its own time to come back. */
  drain(retryAfterMs: (index: number) => number): void {
    this.openSockets.forEach((socket, index) => {
      socket.say({
        type: "reconnect",
        reason: "SERVICE_RESTART",
        retry_after_ms: retryAfterMs(index),
      });
      socket.end(1012, "SERVICE_RESTART");
    });
  }

  /** The store goes or comes back, and open sockets are told. */
  setStore(up: boolean): void {
    this.storeIsUp = up;
    const mode = up ? "normal" : "degraded";
    for (const socket of this.openSockets) {
      socket.say({ type: "status", mode, ...(up ? {} : { reason: "STORE_UNAVAILABLE" }) });
    }
  }

  /** Publishes as a back end would. */
  publish(room: string, data: unknown, messageId?: string): Position {
    const { position, message } = this.room(room).publish(data, messageId);
    if (message) {
      for (const [socket, rooms] of this.#subscribed) {
        if (rooms.has(room)) {
          socket.say(message);
        }
      }
      for (const wake of [...this.#polls]) {
        wake();
      }
    }
    return position;
  }

  /** A room, made when it is first asked for. */
  room(name: string): History {
    const room = this.#rooms.get(name) ?? new History(name, `e${++this.#count}`);
    this.#rooms.set(name, room);
    return room;
  }

  #dial(url: string, protocols: readonly string[]): FakeSocket {
    const socket = new FakeSocket(url, protocols, this.#server);
    this.sockets.push(socket);
    queueMicrotask(() => this.#admit(socket));
    return socket;
  }

  #admit(socket: FakeSocket): void {
    const { ticket } = socket;
    if (!this.isUp) {
      socket.end(1006);
      return;
    }
    if (this.isMute || !socket.isOpen) {
      return;
    }
    socket.onopen?.();
    if (ticket !== undefined && !this.#tickets.delete(ticket)) {
      socket.say({ type: "error", error_code: "TICKET_INVALID", message: "" });
      socket.end(4401, "TICKET_INVALID");
      return;
    }
    this.#subscribed.set(socket, new Set());
    this.#heardAt.set(socket, this.clock.now());
    socket.say({
      type: "hello",
      accepted_version: 2,
      features: ["heartbeat", "rooms", "history", "acks", "presence"],
      client_id: socket.url.searchParams.get("client_id"),
      heartbeat_interval_ms: this.#heartbeatMs,
      ...this.hello,
    });
    this.#beat(socket, 1);
  }

  #beat(socket: FakeSocket, heartbeat_count: number): void {
    const beat = () => {
      if (this.clock.now() - (this.#heardAt.get(socket) ?? 0) > this.#heartbeatMs + TIMEOUT_MS) {
        socket.end(4408, "HEARTBEAT_TIMEOUT");
      } else if (socket.isOpen) {
        socket.say({ type: "ping", heartbeat_count });
        this.#beat(socket, heartbeat_count + 1);
      }
    };
    this.#beats.set(socket, this.clock.setTimeout(beat, this.#heartbeatMs));
  }

  #heard(socket: FakeSocket, message: Message): void {
    this.#heardAt.set(socket, this.clock.now());
    const { type, id } = message;
    const room = `${message["room"]}`;
    const rooms = this.#subscribed.get(socket);
    if (type === "ping") {
      socket.say({ type: "pong", ...(id === undefined ? {} : { id }) });
    } else if (type === "subscribe") {
      this.#subscribe(socket, message);
    } else if (type === "unsubscribe") {
      rooms?.delete(room);
      socket.say({ type: "unsubscribed", id, room });
    } else if (type === "publish" && !this.storeIsUp) {
      socket.say({ type: "error", id, error_code: "STORE_UNAVAILABLE", message: "" });
    } else if (type === "publish") {
      const position = this.publish(room, message["data"], message["message_id"] as string);
      socket.say({ type: "ack", id, room, ...position });
    } else if (type === "presence") {
      const members = [...this.#subscribed]
        .filter(([, of]) => of.has(room))
        .map(([of]) => ({ client_id: of.url.searchParams.get("client_id") }));
      socket.say({ type: "presence", id, room, count: members.length, members });
    } else if (type !== "pong") {
      socket.say({ type: "echo", original_message: message });
    }
  }

  #subscribe(socket: FakeSocket, { id, room: name, since }: Message): void {
    const room = this.room(`${name}`);
    if (room.room.startsWith("secret.")) {
      socket.say({ type: "error", id, error_code: "ROOM_FORBIDDEN", message: "" });
      return;
    }
    const { recovered, messages } = room.after(since as Position | undefined);
    this.#subscribed.get(socket)?.add(room.room);
    socket.say({ type: "subscribed", id, room: room.room, ...room.position, recovered });
    if (since) {
      for (const message of messages) {
        socket.say(message);
      }
    }
  }

  async #fetch(url: string, init: RequestInit): Promise<Response> {
    const headers = (init.headers ?? {}) as Record<string, string>;
    const request: FakeRequest = {
      url,
      method: init.method ?? "GET",
      authorization: headers["authorization"],
      body: init.body === undefined ? undefined : JSON.parse(init.body as string),
    };
    this.requests.push(request);
    await null;
    init.signal?.throwIfAborted();
    if (!this.isUp) {
      throw new TypeError("Failed to fetch");
    }
    return request.method === "POST" ? this.#issue() : this.#read(url, init.signal ?? undefined);
  }

  #issue(): Response {
    const answer = this.ticketAnswers.shift() ?? (this.storeIsUp ? undefined : NOT_READY);
    if (answer) {
      return response(answer);
    }
    const ticket = `wst_${`${++this.#count}`.padStart(43, "0")}`;
    this.#tickets.add(ticket);
    return response({ status: 200, body: { ticket, ttlSeconds: 60 } });
  }

  async #read(url: string, signal: AbortSignal | undefined): Promise<Response> {
    const { pathname, searchParams } = new URL(url, "http://gateway");
    const room = this.room(decodeURIComponent(pathname.split("/").at(-2)!));
    const epoch = searchParams.get("epoch");
    const since = epoch ? { epoch, offset: Number(searchParams.get("offset")) } : undefined;
    const waitMs = Number(searchParams.get("wait")) * 1000;
    const limit = Number(searchParams.get("limit")) || undefined;
    if (!this.storeIsUp) {
      return response({ status: 503, body: { code: "STORE_UNAVAILABLE", retryAfter: 2 } });
    }
    let found = room.after(since, limit);
    if (found.recovered && found.messages.length === 0 && waitMs > 0) {
      await this.#news(waitMs, signal);
      found = room.after(since, limit);
    }
    const { epoch: now, offset } = found.messages.at(-1) ?? room.position;
    return response({ status: 200, body: { ...found, epoch: now, offset } });
  }

  /** Until something is published, the time is over, or the page has given up. */
  #news(ms: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = () => {
        this.#polls.delete(end);
        this.clock.clearTimeout(timer);
        signal?.removeEventListener("abort", end);
        if (signal?.aborted) {
          reject(signal.reason);
        } else {
          resolve();
        }
      };
      const timer = this.clock.setTimeout(end, ms);
      this.#polls.add(end);
      signal?.addEventListener("abort", end);
    });
  }
}

/**
 * Not a `Response` of the platform: a browser reads that one's body in turns of its own, which no
 * clock of a test can await.
 */
const response = ({ status, body = {}, headers = {} }: FakeAnswer): Response =>
  ({
    ok: status >= 200 && status < 300,
    status,
    headers: new Headers({ "content-type": "application/json", ...headers }),
    json: async () => body,
    text: async () => JSON.stringify(body),
  }) as Response;
