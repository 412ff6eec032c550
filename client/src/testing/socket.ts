import type { Message, WebSocketLike } from "../types.js";

/** What a socket tells its server. */
export interface FakeServer {
  heard(socket: FakeSocket, message: Message): void;
  /** One side has closed it. */
  left(socket: FakeSocket): void;
}

/** Both ends of one WebSocket: the page's, and methods for the server's. */
export class FakeSocket implements WebSocketLike {
  onopen: (() => void) | null = null;
  onmessage: ((event: { readonly data: unknown }) => void) | null = null;
  onerror: (() => void) | null = null;
  onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null = null;

  readonly url: URL;
  readonly protocols: readonly string[];
  /** What the page has sent, in order. */
  readonly received: Message[] = [];
  /** How the page closed it. */
  closedByPage: number | undefined;
  /** How the server closed it. */
  closedByServer: number | undefined;
  #vanished = false;
  readonly #server: FakeServer;

  constructor(url: string, protocols: readonly string[], server: FakeServer) {
    this.url = new URL(url);
    this.protocols = protocols;
    this.#server = server;
  }

  /** The ticket it was opened with, by whichever way. */
  get ticket(): string | undefined {
    const carried = this.protocols.find((name) => name.startsWith("admitone.ticket."));
    return (
      carried?.slice("admitone.ticket.".length) ?? this.url.searchParams.get("ticket") ?? undefined
    );
  }

  /** Neither side has closed it, and it has not vanished. */
  get isOpen(): boolean {
    return this.closedByPage === undefined && this.closedByServer === undefined && !this.#vanished;
  }

  send(text: string): void {
    if (this.isOpen) {
      const message = JSON.parse(text) as Message;
      this.received.push(message);
      this.#server.heard(this, message);
    }
  }

  close(code = 1005): void {
    this.closedByPage ??= code;
    this.#server.left(this);
  }

  /** The server says something. It arrives a turn later, as over a network. */
  say(message: Message | string): void {
    const data = typeof message === "string" ? message : JSON.stringify(message);
    this.#later(() => this.onmessage?.({ data }));
  }

  /** The server closes it; 1006 is a broken connection. */
  end(code: number, reason = ""): void {
    this.#later(() => {
      this.closedByServer = code;
      this.#server.left(this);
      if (code === 1006) {
        this.onerror?.();
      }
      this.onclose?.({ code, reason });
    });
  }

  /** The network swallows all from now on, and nobody is told. */
  vanish(): void {
    this.#vanished = true;
  }

  #later(arrive: () => void): void {
    if (this.isOpen) {
      queueMicrotask(() => {
        if (this.isOpen) {
          arrive();
        }
      });
    }
  }
}
