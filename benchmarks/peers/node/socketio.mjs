// The same rooms as Admit One's, on Socket.IO: its own heartbeat (each 25 s) and its own rooms.
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { Server } from "socket.io";

const http = createServer((request, response) => response.end("ready"));
const io = new Server(http, { transports: ["websocket"], serveClient: false });
const epoch = randomUUID();
const offsets = new Map();

io.on("connection", (socket) => {
  socket.on("subscribe", (room) => {
    socket.join(room);
    socket.emit("subscribed", { room, epoch, offset: offsets.get(room) ?? 0, recovered: true });
  });
  socket.on("publish", (room, data) => {
    const offset = (offsets.get(room) ?? 0) + 1;
    offsets.set(room, offset);
    const at = { room, epoch, offset, message_id: randomUUID() };
    io.to(room).emit("message", { timestamp: new Date().toISOString(), ...at, data, from: { user_id: "load" } });
    socket.emit("ack", at);
  });
});

http.listen(Number(process.env.PORT), "127.0.0.1", 4096);
