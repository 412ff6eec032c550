// What a page does to open a socket with a ticket, without any library.
// Everything from the server is shown as text, never as markup.
"use strict";

const KEPT_LINES = 200;

const $ = (id) => document.getElementById(id);

const API = document.querySelector("meta[name=api]").content;

const clientId = "demo-" + randomHex(4);

let token = null; // lives in this variable alone, and is never shown
let ticket = null; // { secret, expiresAt, state: "unused" | "presented" | "expired" }
let socket = null;

/** Not randomUUID, which browsers keep from pages that come over plain HTTP from another machine. */
function randomHex(bytes) {
  const random = crypto.getRandomValues(new Uint8Array(bytes));
  return Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// --- what the reader sees ---------------------------------------------------------------------

function show(id, text, tone = "") {
  const notice = $(id);
  notice.textContent = text;
  notice.className = ("notice " + tone).trim();
}

function log(direction, title, details = "", tone = "") {
  const signs = { in: "←", out: "→", note: "·" };
  const names = { in: "received", out: "sent", note: "" };
  const now = new Date();
  const time = document.createElement("time");
  time.dateTime = now.toISOString();
  time.textContent = now.toTimeString().slice(0, 8) + "." + String(now.getMilliseconds()).padStart(3, "0");
  const sign = document.createElement("span");
  sign.textContent = signs[direction];
  sign.setAttribute("role", "img");
  sign.setAttribute("aria-label", names[direction]);
  const said = document.createElement("span");
  const strong = document.createElement("strong");
  strong.textContent = title;
  said.append(strong, details ? " " + details : "");
  said.className = ("said " + tone).trim();
  const line = document.createElement("li");
  line.className = direction;
  line.append(time, sign, said);
  const list = $("log");
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
  list.append(line);
  while (list.childElementCount > KEPT_LINES) list.firstElementChild.remove();
  if (atEnd) list.scrollTop = list.scrollHeight;
}

function next(step) {
  document.querySelectorAll(".steps > li").forEach((li) => li.removeAttribute("aria-current"));
  $("step-" + step).setAttribute("aria-current", "step");
}

function showTicket() {
  if (!ticket) return;
  const left = Math.ceil((ticket.expiresAt - performance.now()) / 1000);
  if (ticket.state === "unused" && left <= 0) ticket.state = "expired";
  const words = {
    unused: `admits one, for another ${left} s`,
    presented: "presented: it admits nobody any more",
    expired: "expired: it admits nobody any more",
  };
  $("ticket").hidden = false;
  $("ticket").classList.toggle("used", ticket.state !== "unused");
  $("ticket-text").textContent = ticket.secret.slice(0, 8) + "…";
  $("ticket-state").textContent = words[ticket.state];
}

function showSocket(state) {
  $("socket-state").textContent = state;
  $("socket-state").dataset.state = state;
}

// --- HTTP -------------------------------------------------------------------------------------

/** Answers the body of a 200; throws an Error in words for a reader otherwise. */
async function post(path, body, headers = {}) {
  const startedAt = performance.now();
  let response;
  try {
    response = await fetch(API + path, {
      method: "POST",
      headers: { "Content-Type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
  } catch {
    log("note", "POST " + API + path, "no answer", "bad");
    throw new Error("The server did not answer. Is it running?");
  }
  const took = Math.round(performance.now() - startedAt) + " ms";
  const answer = await response.json().catch(() => ({}));
  if (response.ok) {
    log("note", `POST ${API}${path} ${response.status}`, `in ${took}, trace ${answer.traceId}`);
    return answer;
  }
  log("note", `POST ${API}${path} ${response.status}`, `in ${took}, ${answer.code}, trace ${answer.traceId}`, "bad");
  throw new Error(inWords(response.status, answer));
}

function inWords(status, answer) {
  const why = (answer.message ?? "no explanation").replace(/\.$/, "");
  const again = answer.retryAfter ? ` Try again in ${answer.retryAfter} s.` : "";
  return `${status} ${answer.code ?? ""}: ${why}.${again}`;
}

async function signIn() {
  try {
    const answer = await post("/auth/token", { userId: $("user").value.trim() });
    token = answer.token;
    show("sign-in-result", `Signed in. Session ${answer.sessionId}, for ${answer.expiresIn} s.`, "good");
    next("ticket");
  } catch (problem) {
    show("sign-in-result", problem.message, "bad");
  }
}

async function getTicket() {
  if (!token) return show("ticket-result", "Sign in first: a ticket belongs to a session.", "bad");
  try {
    const answer = await post("/auth/ws-ticket", { clientId }, { Authorization: "Bearer " + token });
    ticket = {
      secret: answer.ticket,
      expiresAt: performance.now() + answer.ttlSeconds * 1000,
      state: "unused",
    };
    show("ticket-result", "");
    show("replay-result", "");
    showTicket();
    next("connect");
  } catch (problem) {
    show("ticket-result", problem.message, "bad");
  }
}

// --- the socket -------------------------------------------------------------------------------

/** The ticket travels as a subprotocol: a query would be written to access logs. */
function open(secret) {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  const url = `${scheme}//${location.host}/ws/client?client_id=${encodeURIComponent(clientId)}&version=1&role=frontend`;
  return new WebSocket(url, ["admitone.v1", "admitone.ticket." + secret]);
}

function present(secret) {
  if (ticket && ticket.secret === secret) ticket.state = "presented";
  showTicket();
  return open(secret);
}

function connect() {
  if (!ticket) return show("connect-result", "Get a ticket first.", "bad");
  if (socket) return show("connect-result", "There is an open socket already. Disconnect first.", "bad");
  log("out", "upgrade", "/ws/client with the ticket");
  const mine = present(ticket.secret);
  let why = "";
  socket = mine;
  showSocket("connecting");
  show("connect-result", "");
  mine.onmessage = (event) => {
    const message = received(event.data);
    if (message.type === "hello") {
      showSocket("open");
      const beat = message.heartbeat_interval_ms / 1000;
      show("connect-result", `Admitted. The server greets, and will ask for a sign of life every ${beat} s.`, "good");
      next("replay");
    }
    why = explanation(message) ?? why;
    // An application's pong, because a browser answers control pings even for a frozen page.
    if (message.type === "ping") send({ type: "pong" });
  };
  mine.onclose = (event) => {
    socket = null;
    showSocket("closed");
    const tone = event.code === 1000 ? "" : "bad";
    log("note", "closed", closeText(event), tone);
    show("connect-result", `Closed with ${closeText(event, why)}.`, tone);
    next(token ? "ticket" : "sign-in");
  };
}

function replay() {
  if (!ticket) return show("replay-result", "Get a ticket first.", "bad");
  if (ticket.state === "unused") {
    return show("replay-result", "This ticket has not been presented yet. Connect with it first.", "bad");
  }
  log("out", "upgrade", "/ws/client with the same ticket, a second time");
  const second = present(ticket.secret);
  let why = "";
  second.onmessage = (event) => {
    const message = received(event.data);
    why = explanation(message) ?? why;
    if (message.type === "hello") {
      show("replay-result", "Admitted a second time. This must never happen: please report it.", "bad");
      second.close(1000);
    }
  };
  second.onclose = (event) => {
    log("note", "second socket closed", closeText(event));
    if (event.code === 1000) return;
    const refused = event.code === 4401;
    show(
      "replay-result",
      `${refused ? "Refused, as it should be" : "Closed"}, with ${closeText(event, why)}.`,
      refused ? "good" : "bad",
    );
    if (refused && socket) next("talk");
  };
}

/** What the server says before it closes; null for every other message. */
function explanation(message) {
  if (message.type === "error") return message.message ?? "";
  if (message.type === "reconnect") return `come back in ${(message.retry_after_ms / 1000).toFixed(1)} s`;
  return null;
}

function closeText(event, why = "") {
  if (event.code === 1006) return "1006: lost without a goodbye, or refused before it was a socket";
  if (event.code === 1000) return "1000: a normal end";
  return `${event.code} ${event.reason}` + (why ? `: ${why}` : "");
}

/** JSON on one line, with room for line breaks. */
function spaced(value) {
  return JSON.stringify(value, null, 1).replace(/\n\s*/g, " ");
}

function received(text) {
  let message;
  try {
    message = JSON.parse(text);
  } catch {
    message = {};
  }
  const { type = "?", ...rest } = message;
  log("in", type, spaced(rest), type === "error" ? "bad" : "");
  return message;
}

function send(message) {
  if (!socket || socket.readyState !== WebSocket.OPEN) {
    return show("talk-result", "There is no open socket. Connect first.", "bad");
  }
  show("talk-result", "");
  const { type, ...rest } = message;
  socket.send(JSON.stringify(message));
  log("out", type, Object.keys(rest).length ? spaced(rest) : "");
}

// --- buttons ----------------------------------------------------------------------------------

function onSubmit(id, action) {
  $(id).addEventListener("submit", (event) => {
    event.preventDefault();
    action();
  });
}

onSubmit("sign-in", signIn);
onSubmit("talk", () => send({ type: "note", text: $("text").value }));
$("get-ticket").addEventListener("click", getTicket);
$("connect").addEventListener("click", connect);
$("disconnect").addEventListener("click", () => (socket ? socket.close(1000) : show("connect-result", "There is no open socket.")));
$("replay").addEventListener("click", replay);
$("ping").addEventListener("click", () => send({ type: "ping", id: randomHex(4) }));
$("status").addEventListener("click", () => send({ type: "status" }));
$("clear").addEventListener("click", () => $("log").replaceChildren());

// A page that goes to the back-forward cache would keep its socket open for the server.
addEventListener("pagehide", () => socket?.close(1000));

setInterval(showTicket, 1000);
next("sign-in");
