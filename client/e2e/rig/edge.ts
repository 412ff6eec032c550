import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";

/** A file of the page under test. */
export interface File {
  readonly type: string;
  readonly content: string;
}

/**
 * What stands between browser and server, as in production: it gives out the page's files, passes
 * everything else on, and lets a test break the way in between.
 */
export class Edge {
  /** The port of the server behind it. */
  target = 0;
  /** Requests for tickets, in the order in which they came: their answers' status. */
  readonly tickets: number[] = [];
  /** Requests for tickets wait for it. */
  beforeTickets: Promise<unknown> = Promise.resolve();
  /** Sockets that were passed on since the start. */
  upgrades = 0;
  /** Changes the headers of an upgrade on their way. */
  tamper: (headers: string) => string = (headers) => headers;

  readonly #files: Record<string, File>;
  readonly #server = createServer((from, to) => void this.#serve(from, to));
  readonly #tunnels = new Set<Tunnel>();

  private constructor(files: Record<string, File>) {
    this.#files = files;
    this.#server.on("upgrade", (from, socket, head) => this.#upgrade(from, socket as Socket, head));
  }

  static async start(files: Record<string, File>): Promise<Edge> {
    const edge = new Edge(files);
    await new Promise<void>((resolve) => edge.#server.listen(0, "127.0.0.1", resolve));
    return edge;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** How many sockets are passed on at the moment. */
  get open(): number {
    return this.#tunnels.size;
  }

  /**
   * From now on bytes of the sockets that are open vanish, and nobody hears of it: in both
   * directions, or only what the server answers; of all sockets, or of one client's. New sockets and
   * requests go through.
   */
  blackHole(what: Swallowed = "all", clientId = ""): void {
    for (const tunnel of this.#tunnels) {
      if (tunnel.url.includes(clientId)) tunnel.swallow(what);
    }
  }

  /** Breaks every socket, without a goodbye. */
  cut(): void {
    for (const tunnel of [...this.#tunnels]) tunnel.cut();
  }

  async close(): Promise<void> {
    this.cut();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(from: IncomingMessage, to: ServerResponse): Promise<void> {
    const path = new URL(from.url ?? "/", "http://edge").pathname;
    const file = this.#files[path];
    if (file !== undefined) {
      to.writeHead(200, { "Content-Type": file.type }).end(file.content);
      return;
    }
    const asksForTicket = path.endsWith("/ws-ticket");
    if (asksForTicket) await this.beforeTickets;
    const passed = request(
      {
        host: "127.0.0.1",
        port: this.target,
        path: from.url,
        method: from.method,
        headers: from.headers,
      },
      (answer) => {
        if (asksForTicket) this.tickets.push(answer.statusCode ?? 0);
        to.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(to);
      },
    );
    // As load balancers answer for a server that is not there.
    passed.on("error", () => {
      if (!to.headersSent) to.writeHead(502);
      to.end();
    });
    to.on("close", () => passed.destroy());
    from.pipe(passed);
  }

  #upgrade(from: IncomingMessage, browser: Socket, head: Buffer): void {
    this.upgrades += 1;
    const lines = [`GET ${from.url} HTTP/1.1`];
    for (let i = 0; i < from.rawHeaders.length; i += 2) {
      lines.push(`${from.rawHeaders[i]}: ${from.rawHeaders[i + 1]}`);
    }
    const server = connect(this.target, "127.0.0.1");
    server.write(`${this.tamper(lines.join("\r\n"))}\r\n\r\n`);
    server.write(head);
    const tunnel = new Tunnel(from.url ?? "", browser, server, () => this.#tunnels.delete(tunnel));
    this.#tunnels.add(tunnel);
  }
}

type Swallowed = "all" | "answers";

/** One socket on its way through. */
class Tunnel {
  readonly url: string;
  readonly #browser: Socket;
  readonly #server: Socket;
  readonly #swallowed = new Set<Socket>();

  constructor(url: string, browser: Socket, server: Socket, onEnd: () => void) {
    this.url = url;
    this.#browser = browser;
    this.#server = server;
    this.#pass(browser, server, onEnd);
    this.#pass(server, browser, onEnd);
  }

  swallow(what: Swallowed): void {
    this.#swallowed.add(this.#server);
    if (what === "all") this.#swallowed.add(this.#browser);
  }

  cut(): void {
    this.#swallowed.clear();
    this.#browser.destroy();
    this.#server.destroy();
  }

  #pass(from: Socket, to: Socket, onEnd: () => void): void {
    const passes = () => !this.#swallowed.has(from);
    from.on("data", (data) => passes() && to.write(data));
    from.on("end", () => passes() && to.end());
    from.on("error", () => {});
    from.on("close", () => {
      if (passes()) to.destroy();
      if (this.#browser.destroyed) onEnd();
    });
  }
}
