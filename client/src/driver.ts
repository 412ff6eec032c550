import { type Override, waitMs } from "./backoff.js";
import { adviceFor, classify, reasonOf, word } from "./codes.js";
import {
  type Effect,
  INITIAL,
  type Machine,
  type MachineEvent,
  type Rules,
  step,
  type Timer,
  type Trouble,
} from "./machine.js";
import type { Cause, Recorder } from "./recorder.js";
import { fetchTicket } from "./ticket.js";
import type {
  BackoffStrategy,
  ConnectionOptions,
  Environment,
  Hello,
  Logger,
  Message,
  PageEvent,
  Transition,
  Unsubscribe,
  WebSocketLike,
} from "./types.js";

/** A dead socket is silent for the server's interval and this on top. */
const SILENCE_GRACE_MS = 10_000;
const WATCH_MS = 1000;
/** A timer later than this was held back: what has arrived meanwhile is handled first. */
const LATE_MS = 1000;
/** Later than this, and the machine slept. */
const ASLEEP_MS = 3000;
/** Heard so lately, a socket is not asked when its tab is looked at again. */
const FRESH_MS = 10_000;

/** What the driver tells, and whom it asks. */
export interface Hooks {
  transition(transition: Transition): void;
  changed(): void;
  /** The hello has come: subscribe, send what waits. */
  welcome(hello: Hello): void;
  /** The socket that had said hello is gone. */
  lost(): void;
  /** A message of a live socket that is not the driver's own business. */
  message(message: Message): void;
  /** A good moment to try again what the server could not do before. */
  retry(): void;
  poll(on: boolean): void;
}

export interface Settings extends Rules {
  readonly options: ConnectionOptions & { readonly clientId: string };
  readonly backoff: BackoffStrategy;
  readonly environment: Environment;
  readonly logger: Logger;
  readonly recorder: Recorder;
}

/**
 * Carries out what the machine decides: owns the one socket, the one request for a ticket, the
 * timers and the page's listeners, and tells the machine what becomes of them.
 */
export class Driver {
  readonly #settings: Settings;
  readonly #hooks: Hooks;
  readonly #timers = new Map<Timer | "watch", unknown>();
  readonly #events: [MachineEvent, Cause | undefined][] = [];
  readonly #told: Transition[] = [];
  #busy = false;
  #telling = false;
  #machine: Machine = INITIAL;
  #flight = new AbortController();
  #ticket: string | undefined;
  #socket: WebSocketLike | undefined;
  #unlisten: Unsubscribe | undefined;
  #hello: Hello | undefined;
  /** The word of an error that came instead of a hello. */
  #refusal: string | undefined;
  #heardAt = 0;
  #graced = false;
  #retryAt: number | undefined;

  constructor(settings: Settings, hooks: Hooks) {
    this.#settings = settings;
    this.#hooks = hooks;
  }

  get machine(): Machine {
    return this.#machine;
  }

  get hello(): Hello | undefined {
    return this.#hello;
  }

  get retryAt(): number | undefined {
    return this.#retryAt;
  }

  /**
   * Takes an event in. Effects are carried out before the next event is looked at, and listeners
   * hear of transitions in order, whatever they call.
   */
  feed(event: MachineEvent, cause?: Cause): void {
    this.#events.push([event, cause]);
    if (this.#busy) {
      return;
    }
    this.#busy = true;
    const before = this.#machine;
    for (let next = this.#events.shift(); next; next = this.#events.shift()) {
      this.#step(...next);
    }
    this.#busy = false;
    if (this.#machine !== before) {
      this.#hooks.changed();
    }
    this.#tell();
  }

  /** Whether it was handed to a live socket. */
  send(text: string, heartbeat = false): boolean {
    if (!this.#hello) {
      return false;
    }
    try {
      this.#socket!.send(text);
    } catch {
      return false;
    }
    this.#settings.recorder.sent(heartbeat);
    return true;
  }

  #step(event: MachineEvent, cause: Cause | undefined): void {
    const before = this.#machine;
    const { machine, effects } = step(before, event, this.#settings);
    this.#machine = machine;
    for (const effect of effects) {
      this.#run(effect, cause ?? ownWish(machine));
    }
    this.#listen(machine.state !== "idle" || machine.suspended);
    if (machine.state !== before.state) {
      const { state: to, why, attempt } = machine;
      const retryAt = this.#retryAt;
      this.#told.push({
        from: before.state,
        to,
        why,
        attempt,
        ...(retryAt === undefined ? {} : { retryAt }),
      });
    }
  }

  #tell(): void {
    if (this.#telling) {
      return;
    }
    this.#telling = true;
    const { logger, environment, recorder } = this.#settings;
    for (let next = this.#told.shift(); next; next = this.#told.shift()) {
      const { from, to, why, retryAt } = next;
      if (to === "fallback") {
        recorder.counts.fallbacks++;
      }
      const due =
        retryAt === undefined ? "" : `, next try in ${retryAt - environment.clock.now()} ms`;
      const trouble = to === "failed" || to === "fallback" || to === "reconnecting";
      logger[trouble ? "warn" : "info"](`${from} → ${to}: ${why}${due}`);
      this.#hooks.transition(next);
    }
    this.#telling = false;
  }

  #run(effect: Effect, cause: Cause): void {
    const { recorder } = this.#settings;
    switch (effect.type) {
      case "ticket":
        return void this.#askForTicket(this.#flight.signal);
      case "socket":
        return this.#open();
      case "drop":
        return this.#drop(cause);
      case "arm":
        return this.#arm(effect.timer, effect.ms);
      case "disarm":
        return this.#disarm(effect.timer);
      case "backoff":
        return this.#backOff(effect.attempt, effect);
      case "welcome":
        recorder.connected();
        this.#hooks.welcome(this.#hello!);
        return this.#watch();
      case "ping":
        return void this.send('{"type":"ping"}', true);
      case "poll":
        return this.#hooks.poll(effect.on);
    }
  }

  async #askForTicket(signal: AbortSignal): Promise<void> {
    // A turn later: connect, disconnect and connect again in one turn ask once.
    await null;
    if (signal.aborted) {
      return;
    }
    const { options, environment, recorder } = this.#settings;
    const { ticketUrl } = options;
    recorder.began();
    const outcome = ticketUrl
      ? await fetchTicket({ ...options, ticketUrl }, environment, signal)
      : { ticket: undefined, slotMs: 0 };
    if (signal.aborted) {
      return;
    }
    if ("advice" in outcome) {
      return this.feed({ ...outcome, type: "trouble" }, outcome);
    }
    this.#ticket = outcome.ticket;
    this.feed({ type: "ticket", slotMs: outcome.slotMs });
  }

  #open(): void {
    const ticket = this.#ticket;
    this.#ticket = this.#refusal = undefined;
    try {
      const { options, environment } = this.#settings;
      const url = new URL(options.url, globalThis.location?.href);
      url.protocol = url.protocol.replace("http", "ws");
      url.searchParams.set("client_id", options.clientId);
      if (options.role) {
        url.searchParams.set("role", options.role);
      }
      const protocols = ["admitone.v1"];
      if (ticket && options.ticketTransport === "query") {
        url.searchParams.set("ticket", ticket);
      } else if (ticket) {
        protocols.push(`admitone.ticket.${ticket}`);
      }
      const socket = new environment.WebSocket(url.href, protocols);
      this.#socket = socket;
      socket.onmessage = ({ data }) => this.#frame(data);
      socket.onclose = ({ code, reason }) => this.#closed(code, reason);
      socket.onerror = () => this.#closed(1006, "");
    } catch {
      // The message of that exception may hold the address, and with it the ticket.
      this.#trouble("GIVE_UP", { why: "SOCKET_REFUSED", classification: "handshake" });
    }
  }

  #closed(code: number, reason: string): void {
    const why = word(reason) ?? this.#refusal ?? reasonOf(code, reason);
    const live = this.#hello !== undefined;
    if (code === 4401 && /^SESSION_|^AUTH/.test(why)) {
      this.#settings.options.onTokenRejected?.();
    }
    this.#trouble(
      adviceFor(code),
      { why, code, classification: classify(code, live) },
      code === 1006,
    );
  }

  #trouble(advice: Trouble["advice"], cause: Cause, vanished = false): void {
    this.feed({ type: "trouble", advice, why: cause.why, vanished }, cause);
  }

  #frame(data: unknown): void {
    const { clock } = this.#settings.environment;
    this.#heardAt = clock.now();
    const message = parse(data);
    if (!message) {
      return this.#settings.logger.warn("a frame that is no message was ignored");
    }
    const { type } = message;
    this.#settings.recorder.received(type);
    if (this.#machine.doubted) {
      this.feed({ type: "alive" });
    }
    if (type === "reconnect") {
      return this.feed({ type: "advice", retryAfterMs: Number(message["retry_after_ms"]) || 0 });
    }
    if (!this.#hello) {
      return this.#beforeHello(message);
    }
    if (type === "ping") {
      this.send('{"type":"pong"}', true);
      return this.#hooks.retry();
    }
    this.#hooks.message(message);
    if (type === "status" && typeof message["mode"] === "string") {
      const degraded = message["mode"] === "degraded";
      if (degraded !== this.#machine.storeDown) {
        this.feed({ type: "mode", degraded });
        this.#hooks.retry();
      }
    }
  }

  #beforeHello(message: Message): void {
    if (message.type === "hello") {
      this.#hello = message as Hello;
      this.feed({
        type: "hello",
        windowMs: Number(message["reconnect_window_ms"]) || 0,
        auto: message["auto_reconnect"] !== false,
      });
    } else {
      this.#refusal = word(message["error_code"]);
    }
  }

  /** Nobody waits for a close event: it can take a minute, or never come. */
  #drop(cause: Cause): void {
    for (const timer of [...this.#timers.keys()]) {
      this.#disarm(timer);
    }
    this.#flight.abort();
    this.#flight = new AbortController();
    this.#ticket = this.#retryAt = undefined;
    const socket = this.#socket;
    this.#socket = undefined;
    if (socket) {
      socket.onmessage = socket.onclose = socket.onerror = () => {};
      try {
        socket.close(1000);
      } catch {
        // It is left, whatever it says.
      }
    }
    this.#settings.recorder.ended(cause);
    if (this.#hello) {
      this.#hello = undefined;
      this.#hooks.lost();
    }
  }

  #backOff(attempt: number, override: Override): void {
    const { backoff, environment, recorder } = this.#settings;
    const ms = waitMs(backoff, attempt, environment.random, override);
    recorder.waits(ms);
    this.#arm("wait", ms);
  }

  #arm(timer: Timer, ms: number, graced = false): void {
    this.#disarm(timer);
    if (timer === "wait") {
      this.#retryAt = this.#settings.environment.clock.now() + ms;
    }
    this.#timer(timer, ms, (late) => {
      if (late > LATE_MS && !graced && timer !== "wait") {
        return this.#arm(timer, LATE_MS, true);
      }
      this.feed(
        { type: timer },
        {
          why: timer === "doubt" ? "unanswered" : "timeout",
          classification: "timeout",
          code: this.#hello ? (timer === "goodbye" ? 1012 : 1006) : undefined,
        },
      );
    });
  }

  /** Looks every second whether the socket is silent, or whether the machine has slept. */
  #watch(): void {
    this.#timer("watch", WATCH_MS, (late) => {
      const { clock, page } = this.#settings.environment;
      const now = clock.now();
      const judge = late <= LATE_MS || this.#graced;
      this.#graced = late > LATE_MS;
      if (late > ASLEEP_MS && page.visible) {
        this.#heardAt = now;
        this.feed({ type: "wake" });
      } else if (judge && now - this.#heardAt > this.#silenceMs()) {
        this.feed({ type: "silent" }, { why: "silence", classification: "timeout", code: 1006 });
      }
      if (this.#hello && !this.#timers.has("watch")) {
        this.#watch();
      }
    });
  }

  #silenceMs(): number {
    return (Number(this.#hello?.heartbeat_interval_ms) || 25_000) + SILENCE_GRACE_MS;
  }

  #timer(name: Timer | "watch", ms: number, fired: (lateMs: number) => void): void {
    const { clock } = this.#settings.environment;
    const due = clock.now() + ms;
    this.#timers.set(
      name,
      clock.setTimeout(() => {
        this.#timers.delete(name);
        fired(clock.now() - due);
      }, ms),
    );
  }

  #disarm(timer: Timer | "watch"): void {
    this.#settings.environment.clock.clearTimeout(this.#timers.get(timer));
    this.#timers.delete(timer);
  }

  #listen(on: boolean): void {
    if (on) {
      this.#unlisten ??= this.#settings.environment.page.listen((event) => this.#onPage(event));
    } else {
      this.#unlisten?.();
      this.#unlisten = undefined;
    }
  }

  #onPage(event: PageEvent): void {
    const { page, clock } = this.#settings.environment;
    if (event !== "visible") {
      this.feed({ type: event });
    } else if (page.visible && clock.now() - this.#heardAt > FRESH_MS) {
      this.feed({ type: "wake" });
    }
  }
}

const ownWish = ({ why }: Machine): Cause =>
  why === "offline" ? { why, classification: "network" } : { why, code: 1000 };

function parse(data: unknown): Message | undefined {
  try {
    const message = JSON.parse(data as string);
    return typeof message?.type === "string" ? message : undefined;
  } catch {
    return undefined;
  }
}
