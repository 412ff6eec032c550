// Tickets as one writes them: a random secret, whose hash is kept with what it stands for until it is spent, in
// memory or, where REDIS_URL is set, in Redis.
import { createHash, randomBytes } from "node:crypto";
import jwt from "jsonwebtoken";
import { createClient } from "redis";

const TTL_MS = 5_000;

function memoryStore() {
  const grants = new Map();
  setInterval(() => {
    for (const [key, grant] of grants) {
      if (grant.until <= Date.now()) {
        grants.delete(key);
      }
    }
  }, 1_000).unref();
  return {
    async issue(key, record) {
      grants.set(key, { record, until: Date.now() + TTL_MS });
    },
    async redeem(key) {
      const grant = grants.get(key);
      grants.delete(key);
      return grant && grant.until > Date.now() ? grant.record : null;
    },
  };
}

async function redisStore(url) {
  const client = await createClient({ url }).connect();
  return {
    issue: (key, record) => client.set(key, record, { PX: TTL_MS }),
    redeem: (key) => client.getDel(key),
  };
}

const store = process.env.REDIS_URL ? await redisStore(process.env.REDIS_URL) : memoryStore();

function keyOf(ticket) {
  return "peer:" + createHash("sha256").update(ticket).digest("base64url");
}

/** An Express handler that gives a ticket to whoever has a good token. */
export async function issue(request, response) {
  let claims;
  try {
    const token = request.headers.authorization.slice("Bearer ".length);
    claims = jwt.verify(token, process.env.JWT_SECRET, { algorithms: ["HS256"] });
  } catch {
    response.status(401).json({ code: "UNAUTHORIZED" });
    return;
  }
  const ticket = "wst_" + randomBytes(32).toString("base64url");
  const grant = { user: claims.sub, session: claims.sessionId, issued_at: new Date().toISOString() };
  await store.issue(keyOf(ticket), JSON.stringify(grant));
  response.set("Cache-Control", "no-store").json({ ticket, expires_in: TTL_MS / 1000 });
}

/** Whether an upgrade request may come in: with a good ticket, or with none at all. */
export async function admits(request) {
  const offered = request.headers["sec-websocket-protocol"] ?? "";
  const ticket = /admitone\.ticket\.([^,\s]+)/.exec(offered)?.[1];
  return ticket === undefined || (await store.redeem(keyOf(ticket))) !== null;
}
