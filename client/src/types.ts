import type { AdmitOneError } from "./errors.js";

/**
 * Where a connection stands.
 *
 * - `idle`: no socket and nothing that would open one. {@link Snapshot.error} is set when the
 *   connection ended for good, and says why.
 * - `connecting`: the first try since `connect()`.
 * - `open`: the server said hello, and is heard.
 * - `degraded`: the socket is there and can be used, but it is in doubt (a ping is waiting for its
 *   answer) or the server works without its store.
 * - `reconnecting`: the connection was lost, or a try failed, and a new one is under way.
 * - `failed`: a try failed and another is scheduled, or waits for the network.
 * - `fallback`: sockets are given up; long-polling runs where it is configured.
 */
export type State =
  | "idle"
  | "connecting"
  | "open"
  | "degraded"
  | "reconnecting"
  | "failed"
  | "fallback";

/**
 * What kind of trouble ended a try or a connection.
 *
 * - `network`: nothing could be reached, or the browser says that it is offline.
 * - `handshake`: the server, or something before it, refused the ticket or the socket.
 * - `server_error`: the server leaves or failed: 5xx, 1001, 1011, 1012, 1013, 4500.
 * - `abnormal`: an open connection broke without a goodbye (1006).
 * - `timeout`: no hello, no answer or no sign of life in time.
 * - `unknown`: any other close code.
 */
export type Classification =
  | "network"
  | "handshake"
  | "server_error"
  | "abnormal"
  | "timeout"
  | "unknown";

/** One step from a state to another. */
export interface Transition {
  readonly from: State;
  readonly to: State;
  /** A machine-readable word first, such as `SERVICE_RESTART`, `offline` or `hello`. */
  readonly why: string;
  /** Tries since a connection last lived for 5 s, with the one that is scheduled. */
  readonly attempt: number;
  /** When the next try is due, in milliseconds of the clock; absent when none is scheduled. */
  readonly retryAt?: number;
}

/** Anything that goes over the wire: a JSON object with a string `type`. */
export interface Message {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** The first message of an admitted socket. */
export interface Hello extends Message {
  readonly type: "hello";
  readonly accepted_version: number;
  readonly features: readonly string[];
  readonly client_id: string;
  readonly heartbeat_interval_ms: number;
  readonly connection_id?: string;
  readonly max_message_bytes?: number;
  readonly auto_reconnect?: boolean;
  readonly reconnect_window_ms?: number;
  readonly user_id?: string;
}

/** A message of a room. The same over a socket and over long-polling. */
export interface RoomMessage<Data = unknown> extends Message {
  readonly type: "message";
  readonly room: string;
  readonly epoch: string;
  readonly offset: number;
  readonly message_id?: string;
  readonly data: Data;
  readonly from?: { readonly user_id?: string };
  readonly timestamp?: string;
}

/** A point in a room's history. */
export interface Position {
  readonly epoch: string;
  readonly offset: number;
}

/** Messages of a room were lost and cannot be had again: load what the room shows anew. */
export interface Gap {
  readonly room: string;
  /** The last message that was seen; absent when nothing was. */
  readonly after?: Position;
  /** After this one messages are delivered again. */
  readonly now: Position;
}

/** The server has stored a publication. */
export interface Ack extends Position {
  readonly room: string;
}

/** Who is in a room; `members` is capped by the server, `count` is not. */
export interface Presence {
  readonly room: string;
  readonly count: number;
  readonly members: readonly { readonly user_id?: string; readonly client_id: string }[];
}

/**
 * What became of a message given to `send`.
 *
 * - `sent`: it was handed to the socket.
 * - `queued`: it waits for a connection, as the option `queue` allows.
 * - `refused`: there is no connection, and no place where to wait for one.
 * - `too_big`: it is longer than the server takes, and will never be sent. The server would end the
 *   connection for it, for good.
 */
export type SendResult = "sent" | "queued" | "refused" | "too_big";

/** Ends what it was returned for. May be called more than once. */
export type Unsubscribe = () => void;

/** What is told about a room to one who subscribed to it. */
export interface RoomListener<Data = unknown> {
  onMessage?(message: RoomMessage<Data>): void;
  /** Called when messages were lost; see {@link Gap}. */
  onGap?(gap: Gap): void;
  /** Called when the server refused the subscription, for example with `ROOM_FORBIDDEN`. */
  onError?(error: AdmitOneError): void;
}

/** One's interest in a room. It survives reconnects, and ends with `unsubscribe()`. */
export interface Subscription {
  readonly room: string;
  /**
   * The last message delivered, to go on from there later. Absent before the server's first answer:
   * the room is heard from that answer on, and not what others publish before it.
   */
  readonly position: Position | undefined;
  unsubscribe(): void;
}

/** How long to wait before each try. */
export interface BackoffStrategy {
  /** Before the first, the second and so on; after the last of them it is the cap. */
  readonly waitsMs: readonly number[];
  /** No wait is longer, before chance is applied. */
  readonly capMs: number;
  /** 0.2 spreads each wait over ±20 %. */
  readonly jitter: number;
  /** So many times in a row it is tried again; then sockets are given up. `Infinity` is allowed. */
  readonly tries: number;
}

/** The name of one of the shipped strategies. */
export type BackoffName = "production" | "patient" | "aggressive" | "immediate";

/** Receives log lines. All of them begin with `[WS]`; none carries a ticket or a token. */
export interface Logger {
  info(line: string): void;
  warn(line: string): void;
}

/** Time, as the client sees it. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  setTimeout(callback: () => void, ms: number): unknown;
  clearTimeout(handle: unknown): void;
}

/**
 * The part of a WebSocket that is used. Its handlers get `{ data }` with a message and
 * `{ code, reason }` with a close, as a browser's and the `ws` package's do.
 */
export interface WebSocketLike {
  onmessage: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  send(text: string): void;
  close(code?: number, reason?: string): void;
}

/**
 * What the page and its network tell.
 *
 * - `online`, `offline`: the browser's opinion about the network.
 * - `hide`: the page is about to be frozen or cached.
 * - `show`: the page is back from there.
 * - `visible`: the tab is looked at again.
 */
export type PageEvent = "online" | "offline" | "hide" | "show" | "visible";

/** The page around the client; there is none on a server. */
export interface Page {
  /** Whether timers run as asked for: a hidden page's are held back. */
  readonly visible: boolean;
  listen(listener: (event: PageEvent) => void): Unsubscribe;
}

/** All that the client touches of the world outside. Each part can be replaced. */
export interface Environment {
  readonly WebSocket: new (url: string, protocols?: string[]) => WebSocketLike;
  readonly fetch: (url: string, init?: RequestInit) => Promise<Response>;
  readonly clock: Clock;
  /** At least 0, less than 1; `seeded(1)` makes runs repeatable. */
  readonly random: () => number;
  readonly page: Page;
}

/** Bounds of the queue for messages that are sent while there is no connection. */
export interface QueueOptions {
  /** At most so many messages; the next one is refused. 100 by default. */
  readonly max?: number;
  /** Older ones are dropped. 30,000 by default; a server knows a `message_id` for 120,000. */
  readonly maxAgeMs?: number;
}

/** What a fallback needs to take the place of the socket. */
export interface FallbackContext {
  readonly options: Pick<ConnectionOptions, "getToken" | "onTokenRejected">;
  readonly environment: Environment;
  /** The rooms to poll at this moment, each with the last position seen. */
  rooms(): ReadonlyMap<string, Position | undefined>;
  /** Hands over what one request brought. */
  deliver(batch: Batch): void;
  /** The room is refused; its subscribers are told. */
  refuse(room: string, error: AdmitOneError): void;
}

/** Messages of a room, as long-polling brings them. */
export interface Batch extends Position {
  readonly room: string;
  readonly messages: readonly RoomMessage[];
  readonly recovered: boolean;
}

/** Brings messages while there is no socket. `longPolling()` makes the usual one. */
export interface Fallback {
  /** Starts; the function returned stops it at once and leaves nothing running. */
  start(context: FallbackContext): () => void;
}

/** What a connection is to do. */
export interface ConnectionOptions {
  /** The socket's address; a path is taken relative to the page. */
  readonly url: string;
  /** Where tickets are issued. Without it the socket is opened anonymously. */
  readonly ticketUrl?: string;
  /**
   * The bearer token for the next connection. Called before every one of them, so a fresh token can
   * be given each time. Without it the request for a ticket carries the page's cookies.
   */
  readonly getToken?: (context: { readonly signal: AbortSignal }) => string | Promise<string>;
  /** Called when the server refused the token: forget it, so that `getToken` gets a new one. */
  readonly onTokenRejected?: () => void;
  /** Names this client to the server. 1 to 128 of `[A-Za-z0-9._:-]`; a random one by default. */
  readonly clientId?: string;
  /** The role to be admitted in; a server takes none for `frontend`. */
  readonly role?: "frontend" | "admin" | "test";
  /** `subprotocol` keeps tickets out of access logs, and is the default. */
  readonly ticketTransport?: "subprotocol" | "query";
  /** `production` by default. */
  readonly backoff?: BackoffName | BackoffStrategy;
  /** A ticket, a socket and the hello must come within this time. 10,000 by default. */
  readonly connectTimeoutMs?: number;
  /** Whether a socket is tried every so often while in fallback: `true` means every 60,000 ms. */
  readonly fallbackProbe?: boolean | number;
  /** Whether messages sent while there is no connection wait for it. `false` by default. */
  readonly queue?: boolean | QueueOptions;
  /** A key for messages that carry neither `message_id` nor an offset; equal keys are repeats. */
  readonly dedupKey?: (message: Message) => string | undefined;
  /** `console` by default. `null` is silent. */
  readonly logger?: Logger | null;
  /** Replaces parts of the world outside, for tests and other runtimes. */
  readonly environment?: Partial<Environment>;
}

/** What a connection with rooms is to do. */
export interface RoomConnectionOptions extends ConnectionOptions {
  /** `longPolling()` of `@admitone/client/polling`; nothing by default. */
  readonly fallback?: Fallback;
}

/** The present state in one immutable value; a new one is made whenever something in it changes. */
export interface Snapshot {
  readonly state: State;
  /** The reason of the last transition. */
  readonly why: string;
  /** Tries since a connection last lived for 5 s, with the one that is scheduled. */
  readonly attempt: number;
  /** When the next try is due, in milliseconds of the clock. */
  readonly retryAt: number | undefined;
  /** Why sockets were given up, while they are. */
  readonly fallbackReason: string | undefined;
  /** Whether the connection comes back by itself when it is lost. */
  readonly shouldReconnect: boolean;
  /** Why the connection ended for good; `connect()` clears it. */
  readonly error: AdmitOneError | undefined;
  /** The hello of the present connection. */
  readonly hello: Hello | undefined;
}

/** A try, and the connection that came of it. */
export interface Attempt {
  /** Milliseconds of the clock. */
  readonly startedAt: number;
  /** `connected` lives, `ended` has lived, `failed` never did. */
  readonly outcome: "pending" | "connected" | "ended" | "failed";
  /** Until the hello came or the try failed. */
  readonly connectMs?: number;
  /** How long the connection lived, 0 for a failed try; absent while it lives. */
  readonly durationMs?: number;
  /** The close code; absent when the trouble came before there was a socket. */
  readonly code?: number | undefined;
  readonly classification?: Classification | undefined;
  /** Why it ended; absent while it lives. */
  readonly why?: string;
}

/** Counts since the connection object was made. Times are milliseconds of the clock. */
export interface Stats {
  /** Tries to connect. */
  readonly total_attempts: number;
  /** Those that came to a hello. */
  readonly successful_connections: number;
  /** How long the present connection has lived; 0 without one. */
  readonly current_uptime_ms: number;
  /** Messages of any type, over the socket and by polling. */
  readonly messages_received: number;
  /** Messages of any type. */
  readonly messages_sent: number;
  /** Pings of the server and pongs. */
  readonly heartbeats_received: number;
  /** Pongs to the server and pings. */
  readonly heartbeats_sent: number;
  /** When anything was last received or sent. */
  readonly last_activity: number | null;
  /** When the present connection was opened. */
  readonly connection_start: number | null;
  /** Messages that were heard before. */
  readonly duplicates_dropped: number;
  /** At most fifty types; the rest counts as `other`. */
  readonly message_counts_by_type: Readonly<Record<string, number>>;
  /** How many tries and connections ended with each close code. */
  readonly close_codes: Readonly<Record<string, number>>;
  /** The last hundred waits before a try. */
  readonly recent_backoffs_ms: readonly number[];
  /** How long the last hundred connections lived. */
  readonly recent_durations_ms: readonly number[];
  /** The last ten, oldest first. */
  readonly attempts: readonly Attempt[];
}

/** Options of one `request` or `publish`. */
export interface RequestOptions {
  /** How long to wait for the answer. 10,000 by default. */
  readonly timeoutMs?: number;
  /** Withdraws what was not sent yet, and stops waiting for the answer. */
  readonly signal?: AbortSignal;
}

/** Options of one `publish`. */
export interface PublishOptions extends RequestOptions {
  /** Unique; a random one by default. The same id again within two minutes is delivered once. */
  readonly messageId?: string;
}

/**
 * A connection that stays open: through restarts, outages and bad networks. Made by
 * `createConnection`, which does not connect yet.
 */
export interface Connection {
  /** How the server knows this client; the same through all reconnects. */
  readonly clientId: string;
  readonly state: State;
  /** The same object until something changes, as `useSyncExternalStore` wants it. */
  readonly snapshot: Snapshot;

  /** Connects, if nothing is under way. */
  connect(): void;
  /** Ends the connection and all tries; `connect()` begins again. Subscriptions are kept. */
  disconnect(): void;
  /** Drops the present socket or wait, and tries at once. */
  reconnect(): void;
  /** Disconnects for good and forgets all listeners. The object is of no use after it. */
  close(): void;

  /** Says what became of the message; it never throws for want of a connection. */
  send(message: Message): SendResult;
  /** The round trip to the server, in milliseconds; rejects when there is no connection. */
  ping(): Promise<number>;

  /** Every message that is not the protocol's own, once. */
  onMessage(listener: (message: Message) => void): Unsubscribe;
  /** Those of one type. */
  onMessage(type: string, listener: (message: Message) => void): Unsubscribe;
  /** Each step from a state to another, in order. */
  onTransition(listener: (transition: Transition) => void): Unsubscribe;
  /** Called whenever {@link Connection.snapshot} is a new one. */
  onChange(listener: () => void): Unsubscribe;

  /** What has happened so far, as a copy. */
  stats(): Stats;
}

/** A connection with rooms, of protocol version 2. Made by `createRoomConnection`. */
export interface RoomConnection extends Connection {
  /** Subscribes to a room, now or as soon as there is a connection. */
  subscribe<Data = unknown>(
    room: string,
    listener: RoomListener<Data> | ((message: RoomMessage<Data>) => void),
    options?: { readonly since?: Position },
  ): Subscription;
  /** Resolves once the server has stored the message. */
  publish(room: string, data: unknown, options?: PublishOptions): Promise<Ack>;
  /** Asks who is in a room. */
  presence(room: string, options?: RequestOptions): Promise<Presence>;
  /** Sends with an `id` and resolves with the answer that carries it; an `error` rejects. */
  request(message: Message, options?: RequestOptions): Promise<Message>;
  /** Gaps of all rooms. */
  onGap(listener: (gap: Gap) => void): Unsubscribe;
}

/** What happens to a connection, with what is told of it. Of use to this package alone. */
export interface Told {
  readonly message: Message;
  readonly transition: Transition;
  readonly change: unknown;
  /** The hello has come. */
  readonly welcome: Hello;
  /** The socket that had said hello is gone. */
  readonly lost: unknown;
  /** A good moment to try again what the server could not do before. */
  readonly retry: unknown;
  /** Whether messages are to be had without a socket. */
  readonly poll: boolean;
  readonly gap: Gap;
  /** The answer to a ping, or why there will be none. */
  readonly pong: AdmitOneError | undefined;
  /** A message of the socket, before anybody has said whose it is. */
  readonly heard: Message;
  /** The server has refused the ticket. */
  readonly rejected: unknown;
  readonly close: unknown;
}

/** What an {@link Extension} sees of a connection from inside. Of use to this package alone. */
export interface Inside {
  readonly environment: Environment;
  on<Kind extends keyof Told>(kind: Kind, listener: (value: Told[Kind]) => void): Unsubscribe;
  /** Tells all listeners. One that throws breaks nothing but itself. */
  emit<Kind extends keyof Told>(kind: Kind, value?: Told[Kind]): void;
  /** Whether it was handed to a live socket. */
  transmit(text: string): boolean;
  /** Whether it is as short as the server wants it. */
  fits(text: string): boolean;
  log(level: keyof Logger, line: string): void;
  /** Takes in a message that came by another way than the socket. */
  deliver(message: Message): void;
  /** Calls a listener, whose exception breaks nothing. */
  call(listener: () => void): void;
}

/** A part above the connection, which hears messages first. Of use to this package alone. */
export interface Extension {
  /** Whether the message is the extension's own, and nobody else's. */
  takes(message: Message): boolean;
  /** Whether the message of a room was heard before. */
  repeats(message: Message): boolean;
}
