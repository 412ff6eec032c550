// The same work as Admit One's, on Express and ws: tickets, hello, a heartbeat of messages each 25 s whose first
// beat comes at a random point, 4408 for whoever gives no sign of life, an echo, and rooms by the plain loop of the
// documentation of ws.
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import express from "express";
import { WebSocket, WebSocketServer } from "ws";
import { admits, issue } from "./tickets.mjs";

const HEARTBEAT_MS = 25_000;
const PATIENCE_MS = 30_000;

const app = express().disable("x-powered-by").disable("etag");
app.get("/", (request, response) => response.send("ready"));
app.get("/memory", (request, response) => {
  globalThis.gc();
  response.send(String(process.memoryUsage().heapUsed));
});
app.post("/api/v1/auth/ws-ticket", issue);

const http = createServer(app);
const server = new WebSocketServer({ noServer: true });
http.on("upgrade", async (request, socket, head) => {
  if (await admits(request)) {
    server.handleUpgrade(request, socket, head, (webSocket) => server.emit("connection", webSocket, request));
  } else {
    socket.end("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n");
  }
});
const rooms = new Map();

function roomOf(name) {
  let room = rooms.get(name);
  if (!room) {
    room = { epoch: randomUUID(), offset: 0, sockets: new Set() };
    rooms.set(name, room);
  }
  return room;
}

function send(socket, type, fields) {
  socket.send(JSON.stringify({ type, timestamp: new Date().toISOString(), ...fields }));
}

function subscribe(socket, { id, room: name }) {
  const { sockets, epoch, offset } = roomOf(name);
  sockets.add(socket);
  socket.on("close", () => sockets.delete(socket));
  send(socket, "subscribed", { id, room: name, epoch, offset, recovered: true });
}

function publish(socket, { id, room: name, data }) {
  const room = roomOf(name);
  room.offset += 1;
  const at = { room: name, epoch: room.epoch, offset: room.offset, message_id: randomUUID() };
  const message = { type: "message", timestamp: new Date().toISOString(), ...at, data, from: { user_id: "load" } };
  const bytes = Buffer.from(JSON.stringify(message));
  for (const each of room.sockets) {
    if (each.readyState === WebSocket.OPEN) {
      each.send(bytes, { binary: false });
    }
  }
  send(socket, "ack", { id, ...at });
}

server.on("connection", (socket, request) => {
  const clientId = new URL(request.url, "http://localhost").searchParams.get("client_id");
  let beats = 0;
  let lastSign = Date.now();
  send(socket, "hello", { client_id: clientId, heartbeat_interval_ms: HEARTBEAT_MS });
  const beat = () => {
    if (Date.now() - lastSign > HEARTBEAT_MS + PATIENCE_MS) {
      socket.close(4408, "HEARTBEAT_TIMEOUT");
      return;
    }
    beats += 1;
    send(socket, "ping", { heartbeat_count: beats, client_id: clientId });
    timer = setTimeout(beat, HEARTBEAT_MS);
  };
  let timer = setTimeout(beat, Math.random() * HEARTBEAT_MS);
  socket.on("message", (text) => {
    const message = JSON.parse(text);
    lastSign = Date.now();
    if (message.type === "subscribe") {
      subscribe(socket, message);
    } else if (message.type === "publish") {
      publish(socket, message);
    } else if (message.type !== "pong") {
      send(socket, "echo", { original_message: message, client_id: clientId });
    }
  });
  socket.on("close", () => clearTimeout(timer));
});

http.listen(Number(process.env.PORT), "127.0.0.1", 4096);
