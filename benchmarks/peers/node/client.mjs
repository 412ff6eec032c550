// ws as a client: a peer that others wrote judges what a server says by RFC 6455 and RFC 7692. Takes the
// port of a server with compression on and its allowed origin; prints a line for each thing on which both agree.
import assert from "node:assert/strict";
import { WebSocket } from "ws";

const [port, origin] = process.argv.slice(2);
const PATIENCE_MS = 20_000;

/** A socket whose events wait in line until somebody asks for the next one. */
class Peer {
  #happened = [];
  #waiting = [];

  constructor(path, { protocols = [], ...options } = {}) {
    const address = `ws://127.0.0.1:${port}${path}`;
    this.socket = new WebSocket(address, protocols, { origin, perMessageDeflate: false, ...options });
    this.socket.on("open", () => this.#happens("open"));
    this.socket.on("message", (data, binary) => this.#happens(binary ? "binary" : `text ${data}`));
    this.socket.on("ping", (data) => this.#happens(`ping ${data}`));
    this.socket.on("pong", (data) => this.#happens(`pong ${data}`));
    this.socket.on("close", (code, reason) => this.#happens(`close ${code} ${reason}`.trim()));
    this.socket.on("error", (error) => this.#happens(`error ${error.message}`));
  }

  #happens(event) {
    const next = this.#waiting.shift();
    next ? next(event) : this.#happened.push(event);
  }

  async next() {
    if (this.#happened.length > 0) {
      return this.#happened.shift();
    }
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error("nothing happened")), PATIENCE_MS);
    });
    const event = new Promise((resolve) => this.#waiting.push(resolve));
    return Promise.race([event, late]).finally(() => clearTimeout(timer));
  }

  async hears(...events) {
    for (const event of events) {
      const heard = await this.next();
      assert.ok(heard === event, `${heard.slice(0, 200)} instead of ${event.slice(0, 200)}`);
    }
  }

  async leaves(code = 1000) {
    this.socket.close(code);
    await this.hears(`close ${code}`);
  }
}

/** A socket at the door that sends nothing of its own and echoes every text. */
async function echo(options) {
  const peer = new Peer("/ws/peer", options);
  await peer.hears("open");
  return peer;
}

/** Numbers from 0 to 1, the same in every run. */
function random(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return state / 0x8000_0000;
  };
}

function text(length) {
  return "the quick brown fox ".repeat(length / 20 + 1).slice(0, length);
}

async function echoesInFragments(options) {
  const draw = random(7);
  const peer = await echo(options);
  for (let i = 0; i < 60; i++) {
    const whole = text(Math.floor(draw() * 4_000));
    let from = 0;
    while (draw() < 0.7) {
      const to = from + Math.floor(draw() * (whole.length - from));
      peer.socket.send(whole.slice(from, to), { fin: false });
      from = to;
      if (draw() < 0.3) {
        peer.socket.ping(`between ${i}`);
        await peer.hears(`pong between ${i}`);
      }
    }
    peer.socket.send(whole.slice(from));
    await peer.hears(`text ${whole}`);
  }
  await peer.leaves();
}

const agreements = {
  "hello and the subprotocol": async () => {
    const peer = new Peer("/ws/client?client_id=ws", { protocols: ["admitone.v1", "other"] });
    await peer.hears("open");
    assert.equal(peer.socket.protocol, "admitone.v1");
    assert.match(await peer.next(), /^text \{"type":"hello"/);
    await peer.leaves();
  },
  "hello and the subprotocol at the door to rooms": async () => {
    const peer = new Peer("/ws/v2/connect?client_id=ws", { protocols: ["admitone.v1"] });
    await peer.hears("open");
    assert.match(await peer.next(), /^text \{"type":"hello".*"rooms"/);
    await peer.leaves();
  },
  "texts of every form of length": async () => {
    const peer = await echo();
    for (const length of [0, 1, 125, 126, 127, 65_535, 65_536]) {
      peer.socket.send(text(length));
      await peer.hears(`text ${text(length)}`);
    }
    await peer.leaves();
  },
  "every plane of Unicode": async () => {
    const peer = await echo();
    const all = "\u0000 \u007f κόσμε ع 漢字 \ud7ff\ue000\ufffd\uffff 😀 \u{10ffff}";
    peer.socket.send(all);
    await peer.hears(`text ${all}`);
    await peer.leaves();
  },
  "fragments and the pings between them": () => echoesInFragments({}),
  "pings of every length": async () => {
    const peer = await echo();
    for (const length of [0, 1, 125]) {
      peer.socket.ping(text(length));
      await peer.hears(`pong ${text(length)}`);
    }
    await peer.leaves();
  },
  "every code that a client may close with": async () => {
    for (const code of [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1011, 1012, 1013, 3000, 4401, 4999]) {
      await (await echo()).leaves(code);
    }
  },
  "what the server closes with": async () => {
    const broken = {
      "1002 PROTOCOL_ERROR": (socket) => socket.send("no mask", { mask: false }),
      "1003 UNSUPPORTED_DATA": (socket) => socket.send(Buffer.of(1, 2, 3)),
      "1007 INVALID_UTF8": (socket) => socket.send(Buffer.of(0xc3, 0x28), { binary: false }),
      "1009 MESSAGE_TOO_BIG": (socket) => socket.send(text(65_537)),
    };
    for (const [closing, breaks] of Object.entries(broken)) {
      const peer = await echo();
      breaks(peer.socket);
      await peer.hears(`close ${closing}`);
    }
  },
  "a refusal that a page can read": async () => {
    const peer = new Peer("/ws/client?client_id=ws&ticket=wst_guess");
    await peer.hears("open");
    assert.match(await peer.next(), /^text \{"type":"error".*"TICKET_INVALID"/);
    await peer.hears("close 4401 TICKET_INVALID");
  },
  "a refusal in HTTP": async () => {
    const peer = new Peer("/ws/client?client_id=ws", { origin: "https://evil.example" });
    await peer.hears("error Unexpected server response: 403");
  },
  compression: async () => {
    const perMessageDeflate = { threshold: 0 };
    const peer = await echo({ perMessageDeflate });
    assert.equal(peer.socket.extensions, "permessage-deflate");
    for (let length = 0; length <= 65_536; length += 8_192) {
      peer.socket.send(text(length));
      await peer.hears(`text ${text(length)}`);
    }
    await peer.leaves();
    await echoesInFragments({ perMessageDeflate });
  },
  "compression that cannot be had": async () => {
    const peer = await echo({ perMessageDeflate: { threshold: 0, serverMaxWindowBits: 9 } });
    assert.equal(peer.socket.extensions, "");
    peer.socket.send(text(5_000));
    await peer.hears(`text ${text(5_000)}`);
    await peer.leaves();
  },
};

let differences = 0;
for (const [name, agree] of Object.entries(agreements)) {
  try {
    await agree();
    console.log(`agrees: ${name}`);
  } catch (failure) {
    console.log(`differs: ${name}: ${failure.message}`);
    differences += 1;
  }
}
// A socket of something that differs may be open still.
process.exit(differences);
