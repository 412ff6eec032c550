import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Api, jwt } from "./rig/api.js";
import { Stand } from "./rig/stand.js";
import { until } from "./rig/until.js";

const CONNECTIONS = 5;

describe("a page that connects", () => {
  let stand: Stand;
  let api: Api;

  beforeAll(async () => {
    stand = await Stand.start({ ADMITONE_WS_CONNECTIONS_PER_SESSION: String(CONNECTIONS) });
    api = new Api(stand.edge.origin);
  });
  afterAll(() => stand?.close());

  it("gets a ticket, a hello and a message", async () => {
    const tab = await stand.tab();
    const client = await tab.open("a", { rooms: ["orders.eu"] });

    const { transitions, dials } = await client.reaches("open");
    expect(transitions.map(({ to }) => to)).toEqual(["connecting", "open"]);
    expect(dials).toHaveLength(1);

    await client.listens();
    await client.publish("orders.eu", { n: 1 });
    await api.publish("orders.eu", { n: 2 });
    expect(await client.hears(2)).toEqual([{ n: 1 }, { n: 2 }]);
    await tab.close();
  });

  it("refreshes an expired token once, and goes on", async () => {
    const claims = { sub: "ada", sessionId: "sess_refresh", rooms: ["orders.*:rw"] };
    const tab = await stand.tab();
    const client = await tab.open("a", { tokens: [jwt(claims, -30), jwt(claims, 600)] });

    const { dials, rejectedTokens } = await client.reaches("open");
    expect(rejectedTokens).toBe(1);
    expect(dials).toHaveLength(2);
    await tab.close();
  });

  it("gives up on a token that is refused twice, and says why", async () => {
    const expired = jwt({ sub: "ada", sessionId: "sess_expired" }, -30);
    const tab = await stand.tab();
    const client = await tab.open("a", { tokens: [expired] });

    await until("an end", () => client.error());
    expect(await client.error()).toBe("TOKEN_EXPIRED");
    expect(await client.state()).toBe("idle");
    expect((await client.diary()).dials).toHaveLength(2);
    await tab.close();
  });

  it("asks for no second ticket where the token names no session", async () => {
    const tab = await stand.tab();
    const client = await tab.open("a", { tokens: [jwt({ sub: "ada" }, 600)] });

    await until("an end", () => client.error());
    expect(await client.error()).toBe("MISSING_SESSION");
    expect((await client.diary()).dials).toHaveLength(1);
    await tab.close();
  });

  it("gets a fresh ticket once when the socket is refused, then ends and says why", async () => {
    const tab = await stand.tab();
    const before = stand.edge.tickets.length;
    // Somebody on the way spoils every ticket: the server's own answer is 4401.
    stand.edge.tamper = (headers) => headers.replace(/(ticket\.wst_).{43}/, `$1${"A".repeat(43)}`);
    const client = await tab.open("a", { options: { backoff: "immediate" } });

    await until("an end", () => client.error());
    stand.edge.tamper = (headers) => headers;
    expect(await client.error()).toBe("TICKET_INVALID");
    expect(await client.state()).toBe("idle");
    expect(stand.edge.tickets.length - before).toBe(2);
    await tab.close();
  });

  it("closes when its session is revoked, and is let in again with a fresh ticket", async () => {
    const tab = await stand.tab();
    const client = await tab.open("a", { sessionId: "sess_revoked" });
    await client.reaches("open");

    await api.revoke("sess_revoked");

    const opened = async () =>
      (await client.diary()).transitions.filter(({ to }) => to === "open").length;
    await until("open again", async () => (await opened()) === 2);
    const { transitions } = await client.diary();
    expect(transitions.map(({ why }) => why).join()).toContain("SESSION_REVOKED");
    await tab.close();
  });

  it("hears its own first words in a room", async () => {
    const room = "orders.first-words";
    const tab = await stand.tab();
    const client = await tab.open("a", { rooms: [room], options: { queue: true } });

    // Goes out in one breath with the subscription, whose answer has not come.
    await client.publish(room, "mine");
    await api.publish(room, "theirs");

    expect(await client.hears(2)).toEqual(["mine", "theirs"]);
    expect((await client.diary()).gaps).toEqual([]);
    await tab.close();
  });

  it("sends what is as long as the server takes, and nothing that is longer", async () => {
    const tab = await stand.tab();
    const client = await tab.open("a");
    await client.reaches("open");

    const results = await tab.page.evaluate(() => {
      const connection = lab.connection("a");
      const most = connection.snapshot.hello!.max_message_bytes!;
      const frame = JSON.stringify({ type: "note", text: "" }).length;
      return [most + 1, most].map((bytes) =>
        connection.send({ type: "note", text: "x".repeat(bytes - frame) }),
      );
    });

    expect(results).toEqual(["too_big", "sent"]);
    await until("an answer", async () => (await client.diary()).messages.length > 0);
    expect(await client.state()).toBe("open");
    expect((await client.diary()).dials).toHaveLength(1);
    await tab.close();
  });

  it("waits as long as a server says that has no place for it", async () => {
    const sessionId = "sess_crowd";
    const tab = await stand.tab();
    for (let n = 0; n < CONNECTIONS; n++) await tab.open(`of-the-crowd-${n}`, { sessionId });
    await until("a full session", () => stand.edge.open === CONNECTIONS);

    const client = await tab.open("one-more", { sessionId });

    const { transitions, advice } = await client.reaches("failed");
    const [{ at, retryAfterMs }] = advice as [(typeof advice)[number]];
    expect(transitions.at(-1)).toMatchObject({ why: "TOO_MANY_CONNECTIONS" });
    expect(transitions.at(-1)!.retryAt!).toBeGreaterThanOrEqual(at + retryAfterMs);
    await tab.close();
  });

  it("writes no ticket and no token anywhere", async () => {
    const secrets: string[] = [];
    const said: string[] = [];
    const tab = await stand.tab();
    tab.page.on("console", (message) => said.push(message.text()));
    tab.page.on("pageerror", (error) => said.push(String(error)));
    tab.page.on("request", (request) => {
      said.push(request.url());
      const bearer = request.headers()["authorization"]?.replace("Bearer ", "");
      if (bearer !== undefined) secrets.push(bearer);
    });
    tab.page.on("response", async (response) => {
      if (!response.url().endsWith("/ws-ticket")) return;
      secrets.push(((await response.json()) as { ticket: string }).ticket);
    });
    tab.page.on("websocket", (socket) => said.push(socket.url()));
    const client = await tab.open("a", { rooms: ["orders.eu"] });
    await client.listens();
    await client.publish("orders.eu", "hello");
    stand.edge.cut();
    await until("a second connection", async () => secrets.length >= 4);
    await client.reaches("open");

    const inside = await tab.page.evaluate(() => lab.inside("a"));
    const everything = `${said.join("\n")}\n${inside}`;
    expect(new Set(secrets).size).toBeGreaterThanOrEqual(3);
    expect(inside).toContain("[WS]");
    for (const secret of new Set(secrets)) {
      expect(everything).not.toContain(secret);
    }
    await tab.close();
  });
});
