"use client";

/**
 * React hooks. Safe under StrictMode (its double mount makes one connection) and on a server (they
 * render the idle state and touch nothing).
 *
 * @module
 */
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { createRoomConnection } from "./rooms.js";
import type {
  Gap,
  Message,
  Position,
  RoomConnection,
  RoomConnectionOptions,
  RoomListener,
  RoomMessage,
  Snapshot,
  State,
  Subscription,
  Transition,
} from "./types.js";

/**
 * What a component wants of its connection.
 *
 * A new connection is made when `url`, `ticketUrl`, `clientId`, `role` or `ticketTransport` is
 * another one. Callbacks may change with every render, and make none; each other option counts as
 * it was when the connection was made.
 */
export interface WebSocketConnectionOptions extends RoomConnectionOptions {
  /** Whether to connect while the component is mounted. `true` by default. */
  readonly autoConnect?: boolean;
  readonly onMessage?: (message: Message) => void;
  readonly onTransition?: (transition: Transition) => void;
  readonly onGap?: (gap: Gap) => void;
}

/** The connection of a component. The functions stay the same from render to render. */
export interface WebSocketConnection {
  /** Messages go both ways: `open` or `degraded`. */
  readonly isConnected: boolean;
  /** Not connected, and something is under way or scheduled. */
  readonly isConnecting: boolean;
  /** Sockets are given up; messages come by long-polling, where that is configured. */
  readonly isFallback: boolean;
  readonly state: State;
  /** The whole of it: why, how many tries, when the next one is. */
  readonly snapshot: Snapshot;
  readonly connect: RoomConnection["connect"];
  readonly disconnect: RoomConnection["disconnect"];
  readonly send: RoomConnection["send"];
  readonly onMessage: RoomConnection["onMessage"];
  /** For rooms, requests and statistics. */
  readonly connection: RoomConnection;
}

/** Connects while the component is mounted. */
export function useWebSocketConnection(options: WebSocketConnectionOptions): WebSocketConnection {
  const latest = useLatest(options);
  const { connection, functions } = useOwnConnection(options, latest);
  const look = () => connection.snapshot;
  const snapshot = useSyncExternalStore(functions.onChange, look, look);
  useWhileMounted(connection, options.autoConnect ?? true);
  useEffect(() => {
    const stops = [
      connection.onMessage((message) => latest.current.onMessage?.(message)),
      connection.onTransition((transition) => latest.current.onTransition?.(transition)),
      connection.onGap((gap) => latest.current.onGap?.(gap)),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [connection, latest]);
  const { state } = snapshot;
  return {
    isConnected: state === "open" || state === "degraded",
    isConnecting: state === "connecting" || state === "reconnecting" || state === "failed",
    isFallback: state === "fallback",
    state,
    snapshot,
    connect: functions.connect,
    disconnect: functions.disconnect,
    send: functions.send,
    onMessage: functions.onMessage,
    connection,
  };
}

/**
 * Subscribes to a room while the component is mounted, and goes on after the last message seen when
 * it is mounted again. The listener may change with every render.
 *
 * @param room `undefined` subscribes to nothing
 * @param since where to go on from when nothing was seen yet
 */
export function useRoom<Data = unknown>(
  connection: RoomConnection,
  room: string | undefined,
  listener: RoomListener<Data> | ((message: RoomMessage<Data>) => void),
  since?: Position,
): void {
  const latest = useLatest(typeof listener === "function" ? { onMessage: listener } : listener);
  const start = useLatest(since);
  const seen = useRef<Subscription | undefined>(undefined);
  useEffect(() => {
    if (room === undefined) return;
    const from = seen.current?.room === room ? seen.current.position : start.current;
    const subscription = connection.subscribe<Data>(
      room,
      {
        onMessage: (message) => latest.current.onMessage?.(message),
        onGap: (gap) => latest.current.onGap?.(gap),
        onError: (error) => latest.current.onError?.(error),
      },
      from === undefined ? {} : { since: from },
    );
    seen.current = subscription;
    return () => subscription.unsubscribe();
  }, [connection, room, latest, start]);
}

/** The value of the latest render that was shown, for callbacks that outlive a render. */
function useLatest<T>(value: T): { readonly current: T } {
  const latest = useRef(value);
  useEffect(() => {
    latest.current = value;
  });
  return latest;
}

/** Makes a connection for the options; making one touches nothing outside, so a render may. */
function useOwnConnection(
  options: WebSocketConnectionOptions,
  latest: { readonly current: WebSocketConnectionOptions },
): Own {
  const key = JSON.stringify([
    options.url,
    options.ticketUrl,
    options.clientId,
    options.role,
    options.ticketTransport,
  ]);
  const make = () => ownConnection(key, withLatestCallbacks(options, latest));
  const [own, setOwn] = useState(make);
  if (own.key === key) return own;
  const next = make();
  setOwn(next);
  return next;
}

/** A connection, and its functions in a form that can be handed out. */
interface Own {
  readonly key: string;
  readonly connection: RoomConnection;
  readonly functions: Pick<
    RoomConnection,
    "connect" | "disconnect" | "send" | "onMessage" | "onChange"
  >;
}

function ownConnection(key: string, options: RoomConnectionOptions): Own {
  const connection = createRoomConnection(options);
  return {
    key,
    connection,
    functions: {
      connect: () => connection.connect(),
      disconnect: () => connection.disconnect(),
      send: (message) => connection.send(message),
      onMessage: connection.onMessage.bind(connection) as RoomConnection["onMessage"],
      onChange: (listener) => connection.onChange(listener),
    },
  };
}

/** Callbacks that were not given must stay absent: their absence means something. */
function withLatestCallbacks(
  options: WebSocketConnectionOptions,
  latest: { readonly current: WebSocketConnectionOptions },
): RoomConnectionOptions {
  const { autoConnect, onMessage, onTransition, onGap, ...rest } = options;
  const { getToken, onTokenRejected, dedupKey } = options;
  return {
    ...rest,
    ...(getToken && {
      getToken: (context) => (latest.current.getToken ?? getToken)(context),
    }),
    ...(onTokenRejected && {
      onTokenRejected: () => (latest.current.onTokenRejected ?? onTokenRejected)(),
    }),
    ...(dedupKey && {
      dedupKey: (message) => (latest.current.dedupKey ?? dedupKey)(message),
    }),
  };
}

/** An unmount that a mount follows at once, as StrictMode makes it, costs no second connection. */
function useWhileMounted(connection: RoomConnection, autoConnect: boolean): void {
  useEffect(() => {
    if (autoConnect) connection.connect();
    return () => connection.disconnect();
  }, [connection, autoConnect]);
}
