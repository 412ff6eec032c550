// Built from client/demo by `npm run demo`. Change it there.

// src/diagnostics/styles.ts
function styles() {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(CSS);
  return sheet;
}
var CSS = `
:host {
  --_background: var(--admitone-background, light-dark(#ffffff, #1f2229));
  --_color: var(--admitone-color, light-dark(#1d2129, #e8e6e1));
  --_quiet: var(--admitone-quiet, light-dark(#5b6270, #a3a8b3));
  --_line: var(--admitone-line, light-dark(#d9d6cd, #383c46));
  --_accent: var(--admitone-accent, light-dark(#8a2b1d, #f0957f));
  --_good: var(--admitone-good, light-dark(#17663a, #7fd6a0));
  --_busy: var(--admitone-busy, light-dark(#7a5600, #e8c46a));
  --_bad: var(--admitone-bad, light-dark(#a3180f, #ff9b90));
  position: fixed;
  z-index: 2147483000;
  right: 1rem;
  bottom: 1rem;
  display: block;
  width: min(30rem, calc(100vw - 2rem));
  color: var(--_color);
  font: var(--admitone-font, 0.875rem/1.45 system-ui, sans-serif);
}
:host([inline]) { position: static; width: auto; }
:host([hidden]) { display: none; }
* { box-sizing: border-box; }
section {
  display: grid;
  gap: 0.75rem;
  max-height: min(40rem, calc(100vh - 2rem));
  padding: 0.9rem 1rem 1rem;
  overflow: auto;
  border: 1px solid var(--_line);
  border-radius: 0.6rem;
  background: var(--_background);
  box-shadow: 0 0.5rem 2rem rgb(0 0 0 / 0.2);
}
:host([inline]) section { max-height: none; box-shadow: none; }
:host([inline]) header button { display: none; }
header, .buttons { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: center; }
header {
  position: sticky;
  top: -0.9rem;
  margin: -0.9rem -1rem 0;
  padding: 0.9rem 1rem 0.4rem;
  z-index: 1;
  background: inherit;
}
.grow { flex: 1; }
h2 { margin: 0; font-size: 1.05rem; }
[part="state"] {
  padding: 0 0.6rem;
  border: 1px solid currentcolor;
  border-radius: 1rem;
  color: var(--_quiet);
  font-weight: 600;
}
[part="state"][data-state="open"] { color: var(--_good); }
[part="state"]:is([data-state="connecting"], [data-state="reconnecting"], [data-state="degraded"]) {
  color: var(--_busy);
}
[part="state"]:is([data-state="failed"], [data-state="fallback"]) { color: var(--_bad); }
button {
  min-width: 2rem;
  min-height: 2rem;
  padding: 0.2rem 0.7rem;
  border: 1px solid var(--_line);
  border-radius: 0.4rem;
  background: transparent;
  color: var(--_accent);
  font: inherit;
  cursor: pointer;
}
button[aria-disabled="true"] { color: var(--_quiet); cursor: default; opacity: 0.6; }
:focus-visible { outline: 3px solid var(--_accent); outline-offset: 2px; }
section:focus { outline-offset: -3px; }
dl {
  display: grid;
  grid-template-columns: max-content minmax(0, 1fr);
  gap: 0.15rem 0.9rem;
  margin: 0;
}
dt, caption, th { color: var(--_quiet); }
dd { margin: 0; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
caption { padding-bottom: 0.2rem; text-align: left; }
th, td { padding: 0.15rem 0.6rem 0.15rem 0; text-align: left; vertical-align: top; }
th { font-weight: 500; }
td { border-top: 1px solid var(--_line); white-space: nowrap; }
td:nth-child(2) { width: 100%; min-width: 9rem; white-space: normal; }
`;

// src/diagnostics/dom.ts
function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}
function setText(where, text) {
  if (where.textContent !== text) where.textContent = text;
}

// src/diagnostics/words.ts
function duration(ms) {
  const seconds2 = ms / 1e3;
  if (seconds2 < 60) return `${seconds2.toFixed(1)} s`;
  const minutes = Math.floor(seconds2 / 60);
  if (minutes < 60) return `${minutes} min ${Math.floor(seconds2 % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
function time(ms) {
  return new Date(ms).toTimeString().slice(0, 8);
}
function cell(value) {
  return value === void 0 ? "" : String(value);
}
function inWords({ outcome, connectMs, why }) {
  const took = connectMs === void 0 ? "" : ` after ${duration(connectMs)}`;
  const became = outcome === "ended" ? `connected${took}, ended` : `${outcome}${took}`;
  return why === void 0 ? became : `${became}: ${why}`;
}

// src/diagnostics/view.ts
var FACTS = [
  "Why",
  "Uptime",
  "Attempts",
  "Next try",
  "Fallback",
  "Error",
  "Received",
  "Sent",
  "Heartbeats",
  "Round trip",
  "Features"
];
var View = class {
  root;
  #state = element("strong", { part: "state", role: "status" });
  #facts = /* @__PURE__ */ new Map();
  #attempts = element("tbody");
  #counts = element("tbody");
  #close = element(
    "button",
    { part: "button", type: "button", "aria-label": "Close" },
    "✕"
  );
  #connect;
  #disconnect;
  #pings;
  #roundTrip = "";
  constructor(actions) {
    this.#connect = button("Connect", actions.connect);
    this.#disconnect = button("Disconnect", actions.disconnect);
    this.#pings = button("Ping", () => void this.#ping(actions));
    this.#close.addEventListener("click", actions.close);
    this.root = element(
      "section",
      { part: "panel", "aria-labelledby": "title", tabindex: "-1" },
      element(
        "header",
        {},
        element("h2", { id: "title" }, "Diagnostics"),
        this.#state,
        element("span", { class: "grow" }),
        this.#close
      ),
      element(
        "div",
        { class: "buttons", role: "group", "aria-label": "Drive the connection" },
        this.#connect,
        this.#disconnect,
        button("Reconnect", actions.reconnect),
        this.#pings
      ),
      element("dl", {}, ...FACTS.flatMap((name) => this.#fact(name))),
      table("Latest attempts", ["Started", "Outcome", "Code", "Class", "Lived"], this.#attempts),
      table("Messages by type", ["Type", "Count"], this.#counts)
    );
    this.root.addEventListener("keydown", (event) => {
      if (event.key === "Escape") actions.close();
    });
  }
  focus(options) {
    this.root.focus(options);
  }
  show(connection2) {
    const { snapshot } = connection2;
    const stats = connection2.stats();
    setText(this.#state, snapshot.state);
    this.#state.dataset.state = snapshot.state;
    const resting = snapshot.state === "idle";
    enable(this.#connect, resting || snapshot.state === "fallback");
    enable(this.#disconnect, !resting);
    enable(this.#pings, snapshot.hello !== void 0);
    for (const [name, text] of Object.entries(this.#texts(snapshot, stats))) {
      setText(this.#facts.get(name), text === "" ? "–" : text);
    }
    rows(
      this.#attempts,
      [...stats.attempts].reverse().map((attempt) => [
        time(attempt.startedAt),
        inWords(attempt),
        cell(attempt.code),
        cell(attempt.classification),
        attempt.outcome === "ended" ? duration(attempt.durationMs ?? 0) : ""
      ])
    );
    rows(
      this.#counts,
      Object.entries(stats.message_counts_by_type).map(([type, count2]) => [type, String(count2)])
    );
  }
  #texts(snapshot, stats) {
    const { hello, error, retryAt } = snapshot;
    const connected = stats.connection_start !== null;
    return {
      Why: snapshot.why,
      Uptime: connected ? duration(stats.current_uptime_ms) : "",
      Attempts: `${stats.total_attempts}, of which ${stats.successful_connections} connected`,
      "Next try": retryAt === void 0 ? "" : time(retryAt),
      Fallback: snapshot.fallbackReason ?? "",
      Error: error === void 0 ? "" : error.code,
      Received: String(stats.messages_received),
      Sent: String(stats.messages_sent),
      Heartbeats: `${stats.heartbeats_received} received, ${stats.heartbeats_sent} sent`,
      "Round trip": this.#roundTrip,
      Features: hello?.features.join(", ") ?? ""
    };
  }
  #fact(name) {
    const value = element("dd", {}, "–");
    this.#facts.set(name, value);
    return [element("dt", {}, name), value];
  }
  async #ping(actions) {
    try {
      const ms = await actions.ping();
      this.#roundTrip = ms === void 0 ? "" : `${ms.toFixed(1)} ms`;
    } catch {
      this.#roundTrip = "no answer";
    }
    setText(this.#facts.get("Round trip"), this.#roundTrip);
  }
};
function button(name, action) {
  const made = element("button", { part: "button", type: "button" }, name);
  made.addEventListener("click", () => {
    if (made.getAttribute("aria-disabled") !== "true") action();
  });
  return made;
}
function enable(button2, enabled) {
  button2.setAttribute("aria-disabled", String(!enabled));
}
function table(caption, columns, body) {
  const heads = columns.map((column) => element("th", { scope: "col" }, column));
  return element(
    "div",
    // What can be scrolled has to be reachable by keyboard.
    { class: "scroll", tabindex: "0", role: "group", "aria-label": caption },
    element(
      "table",
      {},
      element("caption", {}, caption),
      element("thead", {}, element("tr", {}, ...heads)),
      body
    )
  );
}
function rows(body, texts) {
  body.closest(".scroll").hidden = texts.length === 0;
  while (body.childElementCount > texts.length) body.lastElementChild?.remove();
  texts.forEach((row, index) => {
    let line3 = body.children[index];
    if (line3 === void 0) {
      line3 = element("tr", {}, ...row.map(() => element("td")));
      body.append(line3);
    }
    row.forEach((text, column) => {
      setText(line3.children[column], text);
    });
  });
}

// src/diagnostics/element.ts
var NAME = "admitone-diagnostics";
var REFRESH_MS = 1e3;
var Base = globalThis.HTMLElement ?? class {
};
var DiagnosticsElement = class extends Base {
  #connection;
  #view;
  #stops = [];
  /** The connection that is shown. */
  get connection() {
    return this.#connection;
  }
  set connection(connection2) {
    this.#connection = connection2;
    if (this.isConnected) {
      this.#stop();
      this.#start();
    }
  }
  connectedCallback() {
    this.#start();
  }
  disconnectedCallback() {
    this.#stop();
  }
  /** Moves the keyboard into the panel. */
  focus(options) {
    this.#view?.focus(options);
  }
  #start() {
    const connection2 = this.#connection;
    if (connection2 === void 0) return;
    this.#view ??= this.#build();
    const view = this.#view;
    const refresh = () => view.show(connection2);
    const timer = setInterval(refresh, REFRESH_MS);
    this.#stops = [connection2.onChange(refresh), () => clearInterval(timer)];
    refresh();
  }
  #stop() {
    for (const stop of this.#stops) stop();
    this.#stops = [];
  }
  #build() {
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [styles()];
    const view = new View({
      connect: () => this.#connection?.connect(),
      disconnect: () => this.#connection?.disconnect(),
      reconnect: () => this.#connection?.reconnect(),
      ping: async () => this.#connection?.ping(),
      close: () => this.dispatchEvent(new Event("close"))
    });
    root.replaceChildren(view.root);
    return view;
  }
};
function defineDiagnostics() {
  const { customElements } = globalThis;
  if (customElements !== void 0 && customElements.get(NAME) === void 0) {
    customElements.define(NAME, DiagnosticsElement);
  }
}

// src/errors.ts
var AdmitOneError = class extends Error {
  name = "AdmitOneError";
  constructor(code, retryable = false) {
    super(code);
    this.code = code;
    this.retryable = retryable;
  }
};

// src/codes.ts
var STOP = /^(100[023789]|440[09])$/;
var SERVER = /^(1001|101[123]|4500)$/;
var adviceFor = (code) => STOP.test(`${code}`) ? "STOP" : code === 4401 ? "NEW_TICKET_ONCE" : "RETRY";
var classify = (code, live2) => code === 1006 && live2 ? "abnormal" : code === 4408 ? "timeout" : SERVER.test(`${code}`) ? "server_error" : /^1006|^44/.test(`${code}`) ? "handshake" : "unknown";
var word = (text) => typeof text === "string" ? /^[A-Z][A-Z0-9_]{1,63}\b/.exec(text)?.[0] : void 0;

// src/machine.ts
var troubleOf = (advice, why, classification, code, vanished, retryAfterMs) => ({ type: "trouble", advice, why, classification, code, vanished, retryAfterMs });
var FIRED = {
  wait: { type: "wait" },
  stable: { type: "stable" },
  deadline: troubleOf("RETRY", "timeout", "timeout"),
  // It was doubted because of something here, a network that changed or a sleep: the server, and with
  // it everybody else, is likely to be well, and nothing has to be spread.
  doubt: troubleOf("RETRY", "unanswered", "timeout", 1006),
  goodbye: troubleOf("RETRY", "SERVICE_RESTART", "server_error", 1012)
};
var STABLE_MS = 5e3;
var DOUBT_MS = 4e3;
var GOODBYE_MS = 2e3;
var initial = (rules) => ({
  state: "idle",
  phase: "rest",
  why: "initial",
  attempt: 0,
  online: true,
  auto: true,
  rules
});
var to = (m, state, change, ...effects) => ({ machine: { ...m, ...change, state }, effects });
var keep = (m, change, ...effects) => to(m, m.state, change, ...effects);
var poll = (m, on = false) => !m.polling === !on ? [] : [["poll", on]];
var leave = (m, state, phase, polling, change, ...effects) => to(
  m,
  state,
  {
    phase,
    polling,
    doubted: false,
    storeDown: false,
    suspended: false,
    final: false,
    advisedMs: void 0,
    ...change
  },
  ["drop"],
  ...poll(m, polling),
  ...effects
);
var deadline = ({ rules }) => ["arm", "deadline", rules.connectTimeoutMs];
var dial = (m, state, change, polling = m.polling) => leave(m, state, "ticket", polling, change, ["ticket"], deadline(m));
var FRESH = { attempt: 0, renewed: false, online: true };
var WISH = { ...FRESH, auto: true };
var end = (m, why, change) => leave(m, "idle", "rest", false, { why, ...change });
var rest = (m, why = m.why) => {
  const { online, auto, rules } = m;
  const probe = rules.probeMs && online && auto ? [["arm", "wait", rules.probeMs]] : [];
  return leave(m, "fallback", online ? "rest" : "paused", online, { why }, ...probe);
};
var pause = (m) => leave(m, "failed", "paused", false, { why: "offline", online: false });
var trouble = (m, { advice, why, vanished, retryAfterMs }) => {
  const { attempt, advisedMs, renewed, auto, online, rules, polling } = m;
  const live2 = m.phase === "live";
  const renew = advice === "NEW_TICKET_ONCE";
  if (advice === "STOP" || renew && renewed) {
    return end(m, why, { final: true });
  }
  if (!auto || advice === "GIVE_UP" || attempt >= rules.tries) {
    return rest(m, why);
  }
  if (!online) {
    return pause(m);
  }
  if (renew) {
    return dial(m, "reconnecting", { why, renewed: true });
  }
  return leave(
    m,
    live2 ? "reconnecting" : "failed",
    "wait",
    polling,
    { why, attempt: attempt + 1 },
    ["backoff", attempt, { advisedMs, retryAfterMs, windowMs: live2 && vanished && m.windowMs }]
  );
};
var openSocket = (m) => keep(m, { phase: "socket" }, ["socket"], deadline(m));
var settle = (m, why, change, ...effects) => {
  const next = { ...m, ...change };
  const state = next.doubted || next.storeDown ? "degraded" : "open";
  return to(next, state, { why: state === m.state ? m.why : why }, ...effects);
};
var doubt = (m, why, online = m.online) => settle(m, why, { doubted: true, online }, ["ping"], ["arm", "doubt", DOUBT_MS]);
var disconnect = (m) => end(m, "disconnect");
var hide = (m) => end(m, "page_hidden", { suspended: true });
var connect = (m) => dial(m, "connecting", { ...WISH, why: "connect" });
var reconnect = (m) => dial(m, "reconnecting", { ...WISH, why: "reconnect" });
var heed = (m, { retryAfterMs }, ...effects) => keep(m, { advisedMs: retryAfterMs }, ...effects);
var dialing = {
  disconnect,
  hide,
  ticket: (m, { slotMs }) => slotMs > 0 ? keep(m, { phase: "slot" }, ["disarm", "deadline"], ["arm", "wait", slotMs]) : openSocket(m),
  hello: (m, { windowMs, auto }) => to(
    m,
    "open",
    { phase: "live", why: "hello", windowMs, auto, polling: false },
    ["disarm", "deadline"],
    ["arm", "stable", STABLE_MS],
    ["welcome"],
    ...poll(m)
  ),
  advice: heed
};
var between = {
  disconnect,
  hide,
  reconnect,
  wait: (m) => m.phase === "slot" ? openSocket(m) : dial(m, "reconnecting", { why: "retry" }),
  offline: pause,
  online: (m) => m.phase === "wait" || m.phase === "paused" ? dial(m, "reconnecting", { ...FRESH, why: "online" }) : keep(m, FRESH)
};
var trying = { ...dialing, ...between, trouble };
var live = {
  disconnect,
  hide,
  reconnect,
  trouble,
  stable: (m) => keep(m, { attempt: 0, renewed: false }),
  alive: (m) => m.doubted && settle(m, "answered", { doubted: false }, ["disarm", "doubt"]),
  mode: (m, { degraded }) => degraded !== !!m.storeDown && settle(m, degraded ? "STORE_UNAVAILABLE" : "store_back", { storeDown: degraded }),
  advice: (m, event) => heed(m, event, ["arm", "goodbye", GOODBYE_MS]),
  offline: (m) => doubt(m, "offline", false),
  online: (m) => doubt(m, "online", true),
  wake: (m) => !m.doubted && doubt(m, "wake"),
  // A socket that was cached or frozen with its page is dead, whatever its readyState says.
  show: (m) => dial(m, "reconnecting", { ...FRESH, why: "page_shown" })
};
var TABLE = {
  idle: {
    connect,
    reconnect: connect,
    disconnect: (m) => m.suspended && keep(m, { suspended: false }),
    show: (m) => m.suspended && dial(m, "connecting", { ...FRESH, why: "page_shown" })
  },
  connecting: trying,
  reconnecting: trying,
  failed: { ...between, connect: (m) => m.phase === "paused" && reconnect(m) },
  open: live,
  degraded: live,
  fallback: {
    ...dialing,
    connect,
    reconnect: connect,
    trouble: (m) => rest(m),
    wait: (m) => m.phase === "slot" ? openSocket(m) : dial(m, "fallback", {}),
    offline: (m) => rest({ ...m, online: false }),
    // Polling goes on until the hello, so that nobody waits for the messages in between.
    online: (m) => m.auto ? dial(m, "connecting", { ...FRESH, why: "online" }, true) : rest({ ...m, online: true })
  }
};
var step = (machine, event) => {
  const rule = TABLE[machine.state][event.type];
  return rule?.(machine, event) || { machine, effects: [] };
};

// src/ticket.ts
async function read(response) {
  const body = await response.json().catch(() => null) ?? {};
  const seconds2 = Number(body["retryAfter"] ?? response.headers.get("retry-after"));
  return {
    body,
    code: word(body["code"]),
    retryAfterMs: seconds2 > 0 ? seconds2 * 1e3 : void 0
  };
}
async function authorized({ getToken }, signal, headers = {}) {
  if (getToken) {
    headers["authorization"] = `Bearer ${await getToken({ signal })}`;
  }
  return {
    headers,
    credentials: getToken ? "same-origin" : "include",
    cache: "no-store",
    signal
  };
}
async function fetchTicket({ ticketUrl, clientId, ...options }, fetch2, sleep, signal) {
  const waitsMs = [200, 500, 1e3];
  let rejected = false;
  let why = "TOKEN_UNAVAILABLE";
  const request = async () => ({
    ...await authorized(options, signal, { "content-type": "application/json" }),
    method: "POST",
    body: JSON.stringify({ clientId })
  });
  try {
    let init = await request();
    for (; ; ) {
      why = "TICKET_UNREACHABLE";
      const response = await fetch2(ticketUrl, init);
      const { status } = response;
      const { body, code, retryAfterMs } = await read(response);
      const { ticket, connectAfterMs } = body;
      if (response.ok && ticket) {
        return { type: "ticket", ticket: `${ticket}`, slotMs: Number(connectAfterMs) };
      }
      if (status === 401 && code !== "MISSING_SESSION" && !rejected) {
        rejected = true;
        why = "TOKEN_UNAVAILABLE";
        options.onTokenRejected?.();
        init = await request();
        continue;
      }
      const notReady = code === "WS_TICKET_REDIS_NOT_READY";
      if (notReady && waitsMs.length) {
        await sleep(waitsMs.shift());
        continue;
      }
      const final = status === 401 || code && status < 500 && status !== 429;
      return troubleOf(
        notReady ? "GIVE_UP" : final ? "STOP" : "RETRY",
        code ?? `HTTP_${status}`,
        status < 500 ? "handshake" : "server_error",
        void 0,
        false,
        retryAfterMs
      );
    }
  } catch {
    return troubleOf("RETRY", why, "network");
  }
}

// src/polling.ts
var LIMIT = 100;
var PAUSE_MS = 1e3;
var BACKOFF_MS = [1e3, 2e3, 4e3, 8e3, 15e3];
function longPolling(options = {}) {
  return {
    start(context) {
      const ended = new AbortController();
      const round = new Round(context, options, ended.signal);
      for (let worker = options.parallel ?? 4; worker > 0; worker--) {
        void round.run();
      }
      return () => ended.abort();
    }
  };
}
var Round = class {
  #context;
  #url;
  #waitSeconds;
  #parallel;
  #signal;
  #busy = /* @__PURE__ */ new Set();
  #last = "";
  constructor(context, options, signal) {
    this.#context = context;
    this.#url = options.url ?? "/api/v1/rooms";
    this.#waitSeconds = options.waitSeconds ?? 25;
    this.#parallel = options.parallel ?? 4;
    this.#signal = signal;
  }
  async run() {
    let failures = 0;
    while (!this.#signal.aborted) {
      const room = this.#next();
      const outcome = room === void 0 ? void 0 : await this.#ask(room);
      if (this.#signal.aborted) {
        return;
      }
      if (outcome && "failed" in outcome) {
        await this.#sleep(this.#wait(failures++, outcome.retryAfterMs));
        continue;
      }
      failures = 0;
      if (outcome && "batch" in outcome) {
        this.#context.deliver(outcome.batch);
      } else if (outcome) {
        this.#context.refuse(room, new AdmitOneError(outcome.refused));
      }
      if (!outcome || this.#crowded()) {
        await this.#sleep(PAUSE_MS);
      }
    }
  }
  /** The room after the one asked last that nobody is asking for. */
  #next() {
    const rooms = [...this.#context.rooms().keys()];
    const from = rooms.indexOf(this.#last) + 1;
    const room = [...rooms.slice(from), ...rooms.slice(0, from)].find(
      (name) => !this.#busy.has(name)
    );
    this.#last = room ?? this.#last;
    return room;
  }
  #crowded() {
    return this.#context.rooms().size > this.#parallel;
  }
  async #ask(room) {
    this.#busy.add(room);
    try {
      const first = await this.#request(room);
      if (!("failed" in first) || first.failed !== "401") {
        return first;
      }
      this.#context.options.onTokenRejected?.();
      return await this.#request(room);
    } catch {
      return { failed: "network" };
    } finally {
      this.#busy.delete(room);
    }
  }
  async #request(room) {
    const { environment, options } = this.#context;
    const { fetch: fetch2 } = environment;
    const init = await authorized(options, this.#signal);
    const response = await fetch2(this.#address(room, this.#context.rooms().get(room)), init);
    const { status } = response;
    const { body, code, retryAfterMs } = await read(response);
    if (response.ok && Array.isArray(body["messages"])) {
      return { batch: batchOf(room, body) };
    }
    if (code !== void 0 && [400, 403, 404].includes(status)) {
      return { refused: code };
    }
    return { failed: `${status}`, retryAfterMs };
  }
  #address(room, since) {
    const query = new URLSearchParams(since && { epoch: since.epoch, offset: `${since.offset}` });
    query.set("wait", `${this.#crowded() ? 0 : this.#waitSeconds}`);
    query.set("limit", `${LIMIT}`);
    return `${this.#url}/${encodeURIComponent(room)}/messages?${query}`;
  }
  #wait(failures, retryAfterMs) {
    const { random } = this.#context.environment;
    const step2 = BACKOFF_MS[Math.min(failures, BACKOFF_MS.length - 1)];
    return (retryAfterMs ?? 0) + step2 * (0.5 + random() / 2);
  }
  /** Ends early when polling does. */
  #sleep(ms) {
    const { clock } = this.#context.environment;
    return new Promise((resolve) => {
      const end2 = () => {
        clock.clearTimeout(timer);
        this.#signal.removeEventListener("abort", end2);
        resolve();
      };
      const timer = clock.setTimeout(end2, ms);
      this.#signal.addEventListener("abort", end2);
    });
  }
};
var batchOf = (room, { messages, epoch, offset, recovered }) => ({
  room,
  epoch,
  offset,
  recovered,
  messages: messages.map((message) => ({ ...message, type: "message", room }))
});

// src/backoff.ts
var FLOOR_MS = 100;
var strategy = (jitter, tries, ...waitsMs) => ({
  waitsMs,
  capMs: Math.max(...waitsMs),
  jitter,
  tries
});
var BACKOFF = /* @__PURE__ */ (() => ({
  production: strategy(0.2, 8, 1e3, 2e3, 4e3, 8e3, 12e3),
  patient: strategy(0.2, 10, 1e3, 2e3, 4e3, 8e3, 16e3),
  aggressive: strategy(0.1, 10, 500, 1e3, 2e3, 4e3),
  immediate: strategy(0, 3, 100, 100, 100)
}))();
function waitMs({ waitsMs, capMs, jitter }, attempt, random, { advisedMs, retryAfterMs, windowMs }) {
  const step2 = Math.min(waitsMs[attempt] ?? capMs, capMs);
  const chance = random();
  const ms = advisedMs || (retryAfterMs ? retryAfterMs + step2 * chance : windowMs ? windowMs * chance : step2 * (1 + jitter * (2 * chance - 1)));
  return Math.max(FLOOR_MS, Math.round(ms));
}

// src/driver.ts
var SILENCE_GRACE_MS = 1e4;
var WATCH_MS = 1e3;
var LATE_MS = 1e3;
var ASLEEP_MS = 3e3;
var FRESH_MS = 1e4;
var NOTHING = () => {
};
var OFFLINE = { why: "offline", classification: "network" };
var CALM = ["open", "idle", "connecting"];
function driverOf(settings, emit) {
  const { options, environment, log, recorder } = settings;
  const { clock, page, random } = environment;
  const timers = /* @__PURE__ */ new Map();
  const events = [];
  let busy = false;
  let machine = initial(settings);
  let cause;
  let flight;
  let ticket;
  let socket;
  let unlisten;
  let hello;
  let heardAt = 0;
  let graced = false;
  let retryAt;
  function feed(event) {
    events.push(event);
    while (!busy && events.length) {
      busy = true;
      advance(events.shift());
      busy = false;
    }
  }
  function advance(event) {
    const before = machine;
    const from = before.state;
    const next = step(before, event);
    machine = next.machine;
    const { state: to2, why, attempt } = machine;
    cause = event.type === "trouble" ? event : why === "offline" ? OFFLINE : { why, code: 1e3 };
    for (const [name, ...of] of next.effects) {
      actions[name](...of);
    }
    if (to2 === "idle" && !machine.suspended) {
      unlisten?.();
      unlisten = void 0;
    } else {
      unlisten ??= page.listen(onPage);
    }
    if (machine !== before) {
      emit("change");
    }
    if (to2 !== from) {
      const due = retryAt ? `, next try in ${retryAt - clock.now()} ms` : "";
      log(CALM.includes(to2) && !machine.final ? "info" : "warn", `${from} → ${to2}: ${why}${due}`);
      emit("transition", { from, to: to2, why, attempt, ...retryAt && { retryAt } });
    }
  }
  const actions = {
    async ticket() {
      flight = new AbortController();
      const { signal } = flight;
      await null;
      if (!signal.aborted) {
        recorder.began();
        const outcome = options.ticketUrl ? await fetchTicket(options, environment.fetch, sleep, signal) : { type: "ticket", slotMs: 0 };
        if (!signal.aborted) {
          flight = void 0;
          ticket = outcome.ticket;
          feed(outcome);
        }
      }
    },
    socket() {
      try {
        const url = new URL(options.url, globalThis.location?.href);
        const query = url.searchParams;
        const protocols = ["admitone.v1"];
        url.protocol = url.protocol.replace("http", "ws");
        query.set("client_id", options.clientId);
        if (options.role) {
          query.set("role", options.role);
        }
        if (ticket && options.ticketTransport === "query") {
          query.set("ticket", ticket);
        } else if (ticket) {
          protocols.push(`admitone.ticket.${ticket}`);
        }
        ticket = void 0;
        socket = new environment.WebSocket(url.href, protocols);
        socket.onmessage = ({ data }) => onFrame(data);
        socket.onclose = ({ code, reason }) => onClose(code, reason);
        socket.onerror = () => onClose(1006, "");
      } catch {
        feed(troubleOf("GIVE_UP", "SOCKET_REFUSED", "handshake"));
      }
    },
    /** Nobody waits for a close event: it can take a minute, or never come. */
    drop() {
      for (const name of timers.keys()) {
        disarm(name);
      }
      flight?.abort();
      const left = socket;
      socket = ticket = retryAt = void 0;
      if (left) {
        left.onmessage = left.onclose = left.onerror = NOTHING;
        left.close(1e3);
      }
      recorder.ended(cause);
      if (hello) {
        hello = void 0;
        emit("lost");
      }
    },
    arm,
    disarm,
    backoff(attempt, override) {
      const ms = waitMs(settings, attempt, random, override);
      recorder.waits(ms);
      arm("wait", ms);
    },
    welcome() {
      recorder.connected();
      emit("welcome", hello);
      watch();
    },
    ping() {
      send('{"type":"ping"}', true);
    },
    poll: (on) => emit("poll", on)
  };
  function disarm(name) {
    clock.clearTimeout(timers.get(name));
    timers.delete(name);
  }
  function start(name, ms, fired) {
    disarm(name);
    const due = clock.now() + ms;
    const fire = () => {
      timers.delete(name);
      fired(clock.now() - due);
    };
    timers.set(name, clock.setTimeout(fire, ms));
  }
  const sleep = (ms) => new Promise((done) => start("sleep", ms, () => done()));
  function arm(timer, ms, grace = timer !== "wait") {
    if (timer === "wait") {
      retryAt = clock.now() + ms;
    }
    start(timer, ms, (late) => {
      if (grace && late > LATE_MS) {
        arm(timer, LATE_MS, false);
      } else {
        feed(FIRED[timer]);
      }
    });
  }
  function watch() {
    start("watch", WATCH_MS, (late) => {
      const now = clock.now();
      const judge = late <= LATE_MS || graced;
      const silenceMs = (hello.heartbeat_interval_ms || 25e3) + SILENCE_GRACE_MS;
      graced = late > LATE_MS;
      watch();
      if (late > ASLEEP_MS && page.visible) {
        heardAt = now;
        feed({ type: "wake" });
      } else if (judge && now - heardAt > silenceMs) {
        feed(troubleOf("RETRY", "silence", "timeout", 1006, true));
      }
    });
  }
  function onClose(code, reason) {
    const why = word(reason) ?? (code === 1006 ? "ABNORMAL" : `CLOSE_${code}`);
    if (code === 4401) {
      emit("rejected");
    }
    feed(troubleOf(adviceFor(code), why, classify(code, !!hello), code, code === 1006));
  }
  function onFrame(data) {
    heardAt = clock.now();
    const message = parse(data);
    const type = message?.type;
    if (!message || typeof type !== "string") {
      log("warn", "no message");
      return;
    }
    recorder.received(type);
    if (machine.doubted) {
      feed({ type: "alive" });
    }
    const retryAfterMs = Number(message["retry_after_ms"]);
    if (type === "reconnect" || retryAfterMs && !hello) {
      feed({ type: "advice", retryAfterMs });
    } else if (hello) {
      onMessage(message);
    } else if (type === "hello") {
      hello = message;
      const { reconnect_window_ms, auto_reconnect } = hello;
      feed({ type, windowMs: reconnect_window_ms, auto: auto_reconnect !== false });
    }
  }
  function onMessage(message) {
    const { type } = message;
    if (type === "ping") {
      send('{"type":"pong"}', true);
      emit("retry");
      return;
    }
    emit("heard", message);
    if (type === "status") {
      feed({ type: "mode", degraded: message["mode"] === "degraded" });
      emit("retry");
    }
  }
  function onPage(event) {
    if (event !== "visible") {
      feed({ type: event });
    } else if (page.visible && clock.now() - heardAt > FRESH_MS) {
      feed({ type: "wake" });
    }
  }
  function send(text, heartbeat = false) {
    if (hello) {
      socket.send(text);
      recorder.sent(heartbeat);
    }
    return !!hello;
  }
  return { look: () => ({ machine, hello, retryAt }), feed, send };
}
function parse(data) {
  try {
    return JSON.parse(data);
  } catch {
    return void 0;
  }
}

// src/logger.ts
function logTo(target = console) {
  let last = "";
  return (level, line3) => {
    if (line3 !== last) {
      last = line3;
      target?.[level](`[WS] ${line3}`);
    }
  };
}

// src/page.ts
var browserPage = {
  get visible() {
    return globalThis.document?.visibilityState !== "hidden";
  },
  listen(listener) {
    const ended = new AbortController();
    const { signal } = ended;
    const on = (target, events) => {
      for (const type in events) {
        const tell = (event) => {
          if (event.persisted !== false) {
            listener(events[type]);
          }
        };
        target.addEventListener(type, tell, { signal });
      }
    };
    if (globalThis.document) {
      on(window, { online: "online", offline: "offline", pagehide: "hide", pageshow: "show" });
      on(document, { freeze: "hide", resume: "show", visibilitychange: "visible" });
    }
    return () => ended.abort();
  }
};

// src/queue.ts
var queueOf = (queue) => queue ? { max: 100, maxAgeMs: 3e4, ...queue } : void 0;
function waitingLine(clock, bounds) {
  let waiting = [];
  const expire = () => {
    waiting = waiting.filter(({ until }) => until >= clock.now());
  };
  return {
    put(text) {
      expire();
      const free = !!bounds && waiting.length < bounds.max;
      if (free) {
        waiting.push({ text, until: clock.now() + bounds.maxAgeMs });
      }
      return free;
    },
    flush(transmit) {
      expire();
      waiting = waiting.filter(({ text }) => !transmit(text));
    }
  };
}

// src/recorder.ts
var ATTEMPTS_KEPT = 10;
var DURATIONS_KEPT = 100;
var TYPES_COUNTED = 50;
var pushed = (list, item, most) => {
  if (list.push(item) > most) {
    list.shift();
  }
};
var count = (table2, key) => {
  table2[key] = (table2[key] ?? 0) + 1;
};
function recorderOf(clock) {
  const now = () => clock.now();
  const attempts = [];
  const durations = [];
  const backoffs = [];
  const codes = {};
  const types = /* @__PURE__ */ Object.create(null);
  const counts = {
    total_attempts: 0,
    successful_connections: 0,
    messages_received: 0,
    messages_sent: 0,
    heartbeats_received: 0,
    heartbeats_sent: 0,
    duplicates_dropped: 0
  };
  let openedAt = 0;
  let lastActivity = 0;
  const uptime = () => openedAt && now() - openedAt;
  const note2 = (change) => {
    const last = attempts.pop();
    attempts.push({ connectMs: now() - last.startedAt, ...last, ...change });
  };
  return {
    began() {
      counts.total_attempts++;
      pushed(attempts, { startedAt: now(), outcome: "pending" }, ATTEMPTS_KEPT);
    },
    connected() {
      counts.successful_connections++;
      openedAt = now();
      note2({ outcome: "connected" });
    },
    ended({ why, code, classification }) {
      const durationMs = uptime();
      const last = attempts.at(-1);
      if (last && !last.why) {
        note2({ outcome: openedAt ? "ended" : "failed", why, code, classification, durationMs });
        if (code) {
          count(codes, code);
        }
        if (openedAt) {
          pushed(durations, durationMs, DURATIONS_KEPT);
        }
        openedAt = 0;
      }
    },
    waits: (ms) => pushed(backoffs, ms, DURATIONS_KEPT),
    received(type) {
      count(types, type in types || Object.keys(types).length < TYPES_COUNTED ? type : "other");
      counts.messages_received++;
      lastActivity = now();
      if (type === "ping" || type === "pong") {
        counts.heartbeats_received++;
      }
    },
    sent(heartbeat) {
      counts.messages_sent++;
      lastActivity = now();
      if (heartbeat) {
        counts.heartbeats_sent++;
      }
    },
    repeated() {
      counts.duplicates_dropped++;
    },
    stats: () => ({
      ...counts,
      current_uptime_ms: uptime(),
      last_activity: lastActivity || null,
      connection_start: openedAt || null,
      message_counts_by_type: { ...types },
      close_codes: { ...codes },
      recent_backoffs_ms: [...backoffs],
      recent_durations_ms: [...durations],
      attempts: [...attempts]
    })
  };
}

// src/seen.ts
var SIZE = 200;
function seenOf() {
  const keys = /* @__PURE__ */ new Set();
  return (key) => {
    const known = keys.delete(key);
    keys.add(key);
    if (keys.size > SIZE) {
      keys.delete(keys.values().next().value);
    }
    return known;
  };
}

// src/connection.ts
var surroundings = (given) => ({
  clock: {
    now: Date.now,
    setTimeout: (callback, ms) => setTimeout(callback, ms),
    clearTimeout: (handle) => clearTimeout(handle)
  },
  random: Math.random,
  page: browserPage,
  fetch: (url, init) => fetch(url, init),
  WebSocket: globalThis.WebSocket,
  ...given
});
function createConnection(options, extend) {
  const { backoff = "production", fallbackProbe } = options;
  const environment = surroundings(options.environment);
  const { clock, random } = environment;
  const clientId = options.clientId ?? `web-${unique(random)}`;
  const log = logTo(options.logger);
  const recorder = recorderOf(clock);
  const queue = waitingLine(clock, queueOf(options.queue));
  const seen = seenOf();
  const listeners = /* @__PURE__ */ new Set();
  let snapshot;
  let closed = false;
  const driver = driverOf(
    {
      options: { ...options, clientId },
      ...BACKOFF[backoff] ?? backoff,
      connectTimeoutMs: options.connectTimeoutMs ?? 1e4,
      probeMs: fallbackProbe === true ? 6e4 : fallbackProbe,
      environment,
      log,
      recorder
    },
    emit
  );
  function call2(listener) {
    try {
      listener();
    } catch (error) {
      log("warn", `a listener threw ${error?.name}`);
    }
  }
  function emit(kind, value) {
    for (const [of, listener] of [...listeners]) {
      if (of === kind) {
        call2(() => listener(value));
      }
    }
  }
  const on = (kind, listener) => {
    const entry = [kind, listener];
    listeners.add(entry);
    return () => {
      listeners.delete(entry);
    };
  };
  const unanswered = (code) => emit("pong", new AdmitOneError(code, true));
  function deliver(message) {
    const { type, room, epoch, offset, message_id } = message;
    const placed = type === "message" && epoch;
    const key = message_id ?? (placed ? `${epoch} ${offset}` : options.dedupKey?.(message));
    if (extension?.repeats(message) || key && seen(`${type} ${room} ${key}`)) {
      recorder.repeated();
    } else {
      emit("message", message);
    }
  }
  const fits = (text) => new TextEncoder().encode(text).length <= (driver.look().hello?.max_message_bytes ?? 65536);
  const feed = (type) => {
    if (!closed) {
      driver.feed({ type });
    }
  };
  on("change", () => {
    snapshot = void 0;
  });
  const extension = extend?.({
    environment,
    on,
    emit,
    transmit: driver.send,
    fits,
    log,
    call: call2,
    deliver(message) {
      recorder.received(message.type);
      deliver(message);
    }
  });
  on("welcome", () => queue.flush((text) => !fits(text) || driver.send(text)));
  on("lost", () => unanswered("CONNECTION_LOST"));
  on("rejected", () => options.onTokenRejected?.());
  on("heard", (message) => {
    const pong = message.type === "pong";
    if (pong) {
      emit("pong");
    }
    if (!extension?.takes(message) && !pong) {
      deliver(message);
    }
  });
  return {
    clientId,
    get state() {
      return driver.look().machine.state;
    },
    get snapshot() {
      const { machine, retryAt, hello } = driver.look();
      const { state, why, attempt, auto, final } = machine;
      snapshot ??= {
        state,
        why,
        attempt,
        retryAt,
        fallbackReason: state === "fallback" ? why : void 0,
        shouldReconnect: auto && state !== "idle" && state !== "fallback",
        error: final ? new AdmitOneError(why) : void 0,
        hello
      };
      return snapshot;
    },
    connect: () => feed("connect"),
    disconnect: () => feed("disconnect"),
    reconnect: () => feed("reconnect"),
    close() {
      feed("disconnect");
      closed = true;
      emit("close");
      listeners.clear();
    },
    send(message) {
      const text = JSON.stringify(message);
      return !fits(text) ? "too_big" : driver.send(text) ? "sent" : !closed && queue.put(text) ? "queued" : "refused";
    },
    ping: () => new Promise((resolve, reject) => {
      const sentAt = clock.now();
      const off = on("pong", (error) => {
        off();
        if (error) {
          reject(error);
        } else {
          resolve(clock.now() - sentAt);
        }
      });
      if (!driver.send('{"type":"ping"}', true)) {
        unanswered("NOT_CONNECTED");
      }
    }),
    onMessage: (type, listener) => on(
      "message",
      listener ? (message) => message.type === type && listener(message) : type
    ),
    onTransition: (listener) => on("transition", listener),
    onChange: (listener) => on("change", listener),
    stats: recorder.stats
  };
}
var unique = (random) => random().toString(36).slice(2);

// src/outbox.ts
var PASSING = [
  "STORE_UNAVAILABLE",
  "RATE_LIMITED",
  "TIMEOUT",
  "CONNECTION_LOST",
  "NOT_CONNECTED"
];
var ANSWER_MS = 1e4;
var TOO_LARGE = "PAYLOAD_TOO_LARGE";
var failure = (code) => new AdmitOneError(code, PASSING.includes(code));
function outboxOf({ environment: { clock }, transmit, fits }, queue) {
  const entries = /* @__PURE__ */ new Map();
  let count2 = 0;
  let closed = false;
  const fail = (id, code) => {
    const entry = entries.get(id);
    entry?.forget();
    entry?.question.fail(failure(code));
  };
  const failAll = (code, which) => {
    for (const [id, entry] of [...entries]) {
      if (which(entry)) {
        fail(id, code);
      }
    }
  };
  const expire = () => {
    const oldest = clock.now() - (queue?.maxAgeMs ?? 0);
    failAll("EXPIRED", ({ sent, bornAt }) => !sent && bornAt < oldest);
  };
  const isFull = () => {
    expire();
    return entries.size >= (queue?.max ?? 0);
  };
  const mayReturn = ({ question }) => !!(queue && question.resend);
  return {
    ask(message, question) {
      const { signal, queued } = question;
      const id = `${++count2}`;
      const text = JSON.stringify({ ...message, id });
      const hopeless = closed ? "CLOSED" : signal?.aborted ? "ABORTED" : fits(text) ? void 0 : TOO_LARGE;
      const sent = !hopeless && transmit(text);
      if (hopeless || !(sent || queued && !isFull())) {
        question.fail(failure(hopeless ?? (queued && queue ? "QUEUE_FULL" : "NOT_CONNECTED")));
        return;
      }
      const abort = () => fail(id, "ABORTED");
      const timer = clock.setTimeout(
        () => fail(id, "TIMEOUT"),
        question.timeoutMs ?? (queued && queue?.maxAgeMs || ANSWER_MS)
      );
      const forget = () => {
        entries.delete(id);
        clock.clearTimeout(timer);
        signal?.removeEventListener("abort", abort);
      };
      signal?.addEventListener("abort", abort);
      entries.set(id, { text, bornAt: clock.now(), sent, question, forget });
    },
    settle(message) {
      const entry = entries.get(message["id"]);
      if (!entry?.sent) {
        return false;
      }
      const error = message.type === "error" ? failure(`${message["error_code"]}`) : void 0;
      if (error?.retryable && mayReturn(entry)) {
        entry.sent = false;
        return true;
      }
      entry.forget();
      if (error) {
        entry.question.fail(error);
      } else {
        entry.question.reply(message);
      }
      return true;
    },
    flush() {
      expire();
      failAll(TOO_LARGE, ({ sent, text }) => !sent && !fits(text));
      for (const entry of [...entries.values()]) {
        entry.sent ||= transmit(entry.text);
      }
    },
    lost() {
      failAll("CONNECTION_LOST", (entry) => entry.sent && !mayReturn(entry));
      for (const entry of entries.values()) {
        entry.sent = false;
      }
    },
    close() {
      closed = true;
      failAll("CLOSED", () => true);
    }
  };
}

// src/subscriptions.ts
var RETRY_MS = 1e3;
var IGNORED = { reply: () => {
}, fail: () => {
} };
function subscriptionsOf({
  outbox,
  hello,
  call: call2,
  log,
  gap,
  clock
}) {
  const rooms = /* @__PURE__ */ new Map();
  let again;
  const tell = (name, told) => {
    for (const listener of [...rooms.get(name)?.listeners ?? []]) {
      call2(() => told(listener));
    }
  };
  const tellGap = (room, now, after) => {
    const found = { room, now, ...after && { after } };
    gap(found);
    tell(room, (listener) => listener.onGap?.(found));
  };
  const refuse = (name, error) => {
    const room = rooms.get(name);
    if (room) {
      room.state = "refused";
      log("warn", `room ${name}: ${error.code}`);
      tell(name, (listener) => listener.onError?.(error));
    }
  };
  const ask = (room) => {
    const { name: named, position: since } = room;
    room.state = "asked";
    outbox.ask(
      { type: "subscribe", room: named, ...since && { since } },
      {
        reply({ epoch, offset, recovered }) {
          const now = { epoch, offset };
          if (!since || !recovered) {
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
        }
      }
    );
  };
  const retry = () => {
    const features = hello()?.features;
    for (const room of features ? [...rooms.values()] : []) {
      if (room.state === "wanted") {
        if (features.includes("rooms")) {
          ask(room);
        } else {
          refuse(room.name, failure("NOT_SUPPORTED"));
        }
      }
    }
  };
  return {
    subscribe(name, listener, since) {
      const room = rooms.get(name) ?? {
        name,
        listeners: /* @__PURE__ */ new Set(),
        position: since,
        state: "wanted"
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
        }
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
    positions: () => new Map(
      [...rooms.values()].filter(({ state }) => state !== "refused").map(({ name, position }) => [name, position])
    ),
    advance({ room: name, epoch, offset }) {
      const room = rooms.get(name);
      const after = room?.position;
      const step2 = after && after.epoch === epoch ? offset - after.offset : void 0;
      if (step2 !== void 0 && step2 <= 0) {
        return false;
      }
      if (room) {
        room.position = { epoch, offset };
        if (after && step2 !== 1) {
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
        room.position = messages.length ? void 0 : { epoch, offset };
      }
    },
    resync({ room: name, epoch, offset }) {
      const room = rooms.get(name);
      if (room) {
        const after = room.position;
        room.position = { epoch, offset };
        tellGap(room.name, room.position, after);
      }
    },
    refuse,
    close() {
      clock.clearTimeout(again);
      rooms.clear();
    }
  };
}

// src/rooms.ts
var ANSWERS = ["subscribed", "unsubscribed", "ack"];
var idle = () => {
};
function createRoomConnection(options) {
  let inside;
  let parts;
  const connection2 = createConnection(options, (given) => {
    inside = given;
    parts = partsOf(options, inside);
    return parts.extension;
  });
  const { subscriptions, outbox } = parts;
  connection2.onMessage("message", (message) => subscriptions.deliver(message));
  const nonce = unique(inside.environment.random);
  let published = 0;
  const ask = (message, how = {}) => new Promise((reply, fail) => outbox.ask(message, { ...how, reply, fail }));
  return Object.assign(connection2, {
    subscribe: (room, listener, { since } = {}) => subscriptions.subscribe(
      room,
      typeof listener === "function" ? { onMessage: listener } : { ...listener },
      since
    ),
    async publish(room, data, { messageId, ...how } = {}) {
      const message_id = messageId ?? `${nonce}-${++published}`;
      const { epoch, offset } = await ask(
        { type: "publish", room, data, message_id },
        { ...how, queued: true, resend: true }
      );
      return { room, epoch, offset };
    },
    async presence(room, how) {
      const { count: count2, members } = await ask({ type: "presence", room }, how);
      return { room, count: count2, members };
    },
    request: (message, how) => ask(message, { ...how, queued: true }),
    onGap: (listener) => inside.on("gap", listener)
  });
}
function partsOf(options, inside) {
  const { environment, on, emit, deliver, call: call2, log } = inside;
  let hello;
  const outbox = outboxOf(inside, queueOf(options.queue));
  const subscriptions = subscriptionsOf({
    outbox,
    hello: () => hello,
    clock: environment.clock,
    call: call2,
    log,
    gap: (gap) => emit("gap", gap)
  });
  let stopPolling = idle;
  const poll2 = (on2) => {
    call2(stopPolling);
    stopPolling = idle;
    const { fallback } = options;
    if (on2 && fallback) {
      call2(() => {
        stopPolling = fallback.start({
          options,
          environment,
          rooms: subscriptions.positions,
          refuse: subscriptions.refuse,
          deliver(batch) {
            subscriptions.polled(batch);
            batch.messages.forEach(deliver);
          }
        });
      });
    }
  };
  on("welcome", (present2) => {
    hello = present2;
    subscriptions.welcome();
    outbox.flush();
  });
  on("lost", () => {
    hello = void 0;
    outbox.lost();
    subscriptions.lost();
  });
  on("retry", () => {
    subscriptions.retry();
    outbox.flush();
  });
  on("poll", poll2);
  on("close", () => {
    outbox.close();
    subscriptions.close();
  });
  const extension = {
    takes(message) {
      if (message.type === "resync") {
        subscriptions.resync(message);
        return true;
      }
      return outbox.settle(message) || ANSWERS.includes(message.type);
    },
    repeats: (message) => message.type === "message" && !subscriptions.advance(message)
  };
  return { extension, outbox, subscriptions };
}

// demo/api.ts
var API = document.querySelector("meta[name=api]")?.content ?? "/api/v1";
var Refused = class extends Error {
};
async function call(method, path, body, headers = {}) {
  const response = await fetch(API + path, {
    method,
    headers: { ...body !== void 0 && { "Content-Type": "application/json" }, ...headers },
    ...body !== void 0 && { body: JSON.stringify(body) }
  }).catch(() => {
    throw new Refused("The server did not answer. Is it running?");
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) {
    throw new Refused(
      `${response.status} ${answer.code ?? ""}: ${answer.message ?? "no explanation"}`
    );
  }
  return answer;
}
async function reporting(show2, action) {
  try {
    await action();
  } catch (failure2) {
    show2(failure2 instanceof Error ? failure2.message : String(failure2), "bad");
  }
}

// demo/dom.ts
function $(id) {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no #${id}`);
  return found;
}
function show(id, text, tone = "") {
  const notice = $(id);
  notice.textContent = text;
  notice.className = `notice ${tone}`.trim();
}
function timeOfDay(ms) {
  const time2 = document.createElement("time");
  const date = new Date(ms);
  time2.dateTime = date.toISOString();
  time2.textContent = date.toTimeString().slice(0, 8);
  return time2;
}
function addLine(list, line3, kept = 200) {
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
  list.append(line3);
  while (list.childElementCount > kept) list.firstElementChild?.remove();
  if (atEnd) list.scrollTop = list.scrollHeight;
}
function onSubmit(id, action) {
  $(id).addEventListener("submit", (event) => {
    event.preventDefault();
    action();
  });
}

// demo/drill.ts
var LENGTH_S = 20;
var REFUSED_AFTER_MS = 3e3;
var STEPS = ["degraded", "refused", "fallback", "back", "open"];
function offerDrill(connection2) {
  let drill;
  $("drill").addEventListener("click", async () => {
    drill?.stop();
    drill = void 0;
    if (connection2.state !== "open") {
      show("drill-result", "Connect first: there is nothing to watch without a connection.", "bad");
      return;
    }
    try {
      await call("POST", "/dev/outage", { seconds: LENGTH_S });
      drill = new Drill(connection2);
    } catch (failure2) {
      show("drill-result", inWords2(failure2), "bad");
    }
  });
  $("drill-end").addEventListener("click", () => void call("DELETE", "/dev/outage"));
}
function inWords2(failure2) {
  if (failure2 instanceof Refused && failure2.message.startsWith("404")) {
    return "This server keeps its tickets in Redis: stop that instead, and start it again.";
  }
  return failure2 instanceof Error ? failure2.message : String(failure2);
}
var Drill = class {
  #connection;
  #stops = [];
  #done = 0;
  constructor(connection2) {
    this.#connection = connection2;
    for (const step2 of STEPS) $(`drill-${step2}`).removeAttribute("data-done");
    $("drill-steps").hidden = false;
    $("drill-end").hidden = false;
    show("drill-result", "");
    const ask = setTimeout(() => connection2.reconnect(), REFUSED_AFTER_MS);
    const watch = setInterval(() => this.#look(), 500);
    this.#stops.push(
      connection2.onTransition((transition) => this.#step(transition)),
      () => clearTimeout(ask),
      () => clearInterval(watch)
    );
    this.#reached(connection2.state);
  }
  stop() {
    for (const stop of this.#stops.splice(0)) stop();
    $("drill-end").hidden = true;
  }
  #step({ to: to2 }) {
    this.#reached(to2);
  }
  #reached(state) {
    if (state === "degraded") this.#tick("degraded");
    if (state === "fallback") {
      this.#tick("refused");
      this.#tick("fallback");
    }
    if (state === "open" && this.#tick("open")) {
      show("drill-result", "All of it without a line of code in the page.", "good");
      this.stop();
    }
  }
  /** Whether the store is back is the server's to say. */
  async #look() {
    if (STEPS[this.#done] !== "back") return;
    const ready = await fetch("/ready").catch(() => void 0);
    if (ready?.ok) {
      this.#tick("back");
      $("drill-end").hidden = true;
      this.#reached(this.#connection.state);
    }
  }
  #tick(step2) {
    if (STEPS[this.#done] !== step2) return false;
    this.#done += 1;
    $(`drill-${step2}`).dataset.done = "true";
    return true;
  }
};

// demo/latency.ts
var EVERY_MS = 2e3;
var KEPT = 60;
var WIDTH = 300;
var HEIGHT = 48;
function drawLatency(connection2) {
  const trips = [];
  setInterval(async () => {
    if (connection2.state !== "open" && connection2.state !== "degraded") return;
    const trip = await connection2.ping().catch(() => void 0);
    if (trip === void 0) return;
    trips.push(trip);
    if (trips.length > KEPT) trips.shift();
    $("latency-text").textContent = `${trip.toFixed(1)} ms, median ${median(trips).toFixed(1)} ms`;
    draw(trips);
  }, EVERY_MS);
}
function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
function draw(trips) {
  const top = Math.max(5, ...trips);
  const points = trips.map((trip, index) => {
    const x = (KEPT - trips.length + index) / (KEPT - 1) * WIDTH;
    const y = HEIGHT - 3 - trip / top * (HEIGHT - 6);
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  $("latency").querySelector("path")?.setAttribute("d", `M${points.join("L")}`);
}

// demo/room.ts
var ROOM = "demo.lobby";
function openRoom(connection2) {
  $("room-name").textContent = ROOM;
  connection2.subscribe(ROOM, {
    onMessage: (message) => addLine($("messages"), line(message)),
    onGap: () => addLine($("messages"), note("Some messages were lost while you were away.")),
    onError: (error) => show("talk-result", `The room is closed to you: ${error.code}`, "bad")
  });
  onSubmit("talk", () => talk(connection2));
}
async function talk(connection2) {
  const input = $("text");
  const text = input.value.trim();
  if (text === "") return;
  input.value = "";
  if (connection2.state !== "open" && connection2.state !== "degraded") {
    show("talk-result", "There is no connection: it goes out as soon as there is one.");
  }
  try {
    await connection2.publish(ROOM, { text }, { timeoutMs: 3e4 });
    show("talk-result", "");
  } catch (failure2) {
    const code = failure2.code ?? String(failure2);
    show("talk-result", `Not sent, ${code}: ${text}`, "bad");
  }
}
function line({ data, from, timestamp, offset }) {
  const who = document.createElement("strong");
  who.textContent = from?.user_id ?? "somebody";
  const said = document.createElement("span");
  said.textContent = typeof data?.text === "string" ? data.text : JSON.stringify(data);
  const number = document.createElement("span");
  number.className = "quiet";
  number.textContent = `#${offset}`;
  const item = document.createElement("p");
  item.append(
    timeOfDay(timestamp === void 0 ? Date.now() : Date.parse(timestamp)),
    who,
    said,
    number
  );
  return item;
}
function note(text) {
  const item = document.createElement("p");
  item.className = "quiet";
  item.textContent = text;
  return item;
}

// demo/states.ts
function showStates(connection2) {
  connection2.onTransition((transition) => {
    addLine($("transitions"), line2(transition));
    mark(transition.to);
  });
  mark(connection2.state);
}
function mark(state) {
  const pill = $("state");
  pill.textContent = state;
  pill.dataset.state = state;
  for (const item of $("states").children) {
    if (item.dataset.state === state) item.setAttribute("aria-current", "true");
    else item.removeAttribute("aria-current");
  }
}
function line2({ from, to: to2, why, attempt, retryAt }) {
  const now = Date.now();
  const steps = document.createElement("span");
  const reached = document.createElement("strong");
  reached.textContent = to2;
  reached.dataset.state = to2;
  steps.append(`${from} → `, reached);
  const reason = document.createElement("span");
  reason.className = "quiet";
  const next = retryAt === void 0 ? "" : `, next try in ${seconds(retryAt - now)}`;
  reason.textContent = `${why}${attempt > 0 ? `, ${attempt} failed` : ""}${next}`;
  const item = document.createElement("p");
  item.append(timeOfDay(now), steps, reason);
  return item;
}
function seconds(ms) {
  return `${(Math.max(0, ms) / 1e3).toFixed(1)} s`;
}

// demo/twice.ts
var PATIENCE_MS = 1e4;
function offerOneTicketTwice(token2) {
  $("twice").addEventListener(
    "click",
    () => reporting(
      (text, tone) => show("twice-result", text, tone),
      async () => {
        const { ticket } = await call("POST", "/auth/ws-ticket", void 0, {
          Authorization: `Bearer ${await token2()}`
        });
        const results = await Promise.all([present(String(ticket)), present(String(ticket))]);
        const admitted = results.filter((result) => result === "admitted").length;
        const good = admitted === 1;
        show(
          "twice-result",
          `${results.map((result, index) => `Socket ${index + 1}: ${result}`).join(". ")}.` + (good ? "" : " This must never happen: please report it."),
          good ? "good" : "bad"
        );
      }
    )
  );
}
function present(ticket) {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  const url = `${scheme}//${location.host}/ws/client?client_id=twice`;
  const socket = new WebSocket(url, ["admitone.v1", `admitone.ticket.${ticket}`]);
  return new Promise((resolve) => {
    const settle2 = (result) => {
      resolve(result);
      socket.close(1e3);
    };
    setTimeout(() => settle2("no answer"), PATIENCE_MS);
    socket.onmessage = ({ data }) => {
      if (JSON.parse(String(data)).type === "hello") settle2("admitted");
    };
    socket.onclose = ({ code, reason }) => settle2(`refused, ${code} ${reason}`);
  });
}

// demo/main.ts
var PROBE_MS = 3e3;
var token;
async function signIn() {
  const userId = $("user").value.trim();
  const answer = await call("POST", "/auth/token", { userId, rooms: ["demo.*:rw"] });
  token = String(answer.token);
  return token;
}
var connection = createRoomConnection({
  url: "/ws/v2/connect",
  ticketUrl: `${API}/auth/ws-ticket`,
  getToken: () => token ?? signIn(),
  onTokenRejected: () => {
    token = void 0;
  },
  fallback: longPolling({ url: `${API}/rooms` }),
  // Sooner than usual: somebody sits and watches.
  fallbackProbe: PROBE_MS,
  queue: true
});
showStates(connection);
drawLatency(connection);
openRoom(connection);
offerDrill(connection);
offerOneTicketTwice(async () => token ?? signIn());
defineDiagnostics();
$("panel").connection = connection;
onSubmit(
  "sign-in",
  () => reporting(
    (text, tone) => show("sign-in-result", text, tone),
    async () => {
      await signIn();
      show("sign-in-result", "Signed in. The token stays in this page's memory.", "good");
      if (connection.state === "idle" || connection.state === "fallback") connection.connect();
      else connection.reconnect();
    }
  )
);
var leave2 = $("disconnect");
var offerToLeave = () => leave2.setAttribute("aria-disabled", `${connection.state === "idle"}`);
leave2.addEventListener("click", () => connection.disconnect());
connection.onChange(offerToLeave);
offerToLeave();
