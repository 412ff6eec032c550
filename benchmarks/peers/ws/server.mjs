// The same idle work as Admit One's, on ws: hello, a heartbeat of messages each 25 s whose first beat comes
// at a random point, and 4408 for whoever gives no sign of life.
import { createServer } from "node:http";
import { WebSocketServer } from "ws";

const HEARTBEAT_MS = 25_000;
const PATIENCE_MS = 30_000;

const http = createServer((request, response) => {
  if (request.url === "/memory") {
    globalThis.gc();
    response.end(String(process.memoryUsage().heapUsed));
  } else {
    response.end("ready");
  }
});
const sockets = new WebSocketServer({ server: http });

function send(socket, type, fields) {
  socket.send(JSON.stringify({ type, timestamp: new Date().toISOString(), ...fields }));
}

sockets.on("connection", (socket, request) => {
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
    JSON.parse(text);
    lastSign = Date.now();
  });
  socket.on("close", () => clearTimeout(timer));
});

http.listen(Number(process.env.PORT), "127.0.0.1", 4096);
