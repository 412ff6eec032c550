import { createHmac } from "node:crypto";
import { SECRET } from "./server.js";

/** A back end's way to rooms, over HTTP. */
export class Api {
  readonly #base: string;
  readonly #token: string;

  /** @param origin where the server is reached */
  constructor(origin: string) {
    this.#base = `${origin}/api/v1`;
    this.#token = jwt({ sub: "back-end", sessionId: "sess_back_end", rooms: ["*:rw"] }, 3_600);
  }

  async publish(room: string, data: unknown): Promise<void> {
    await this.#ask("POST", `/rooms/${room}/messages`, { data });
  }

  /** All that the room still knows, oldest first. */
  async history(room: string): Promise<{ data: unknown; offset: number }[]> {
    const { messages } = await this.#ask("GET", `/rooms/${room}/messages?wait=0`);
    return messages as { data: unknown; offset: number }[];
  }

  async revoke(sessionId: string): Promise<void> {
    const token = jwt({ sub: "ada", sessionId }, 3_600);
    await this.#ask("DELETE", `/auth/sessions/${sessionId}`, undefined, token);
  }

  async #ask(
    method: string,
    path: string,
    body?: unknown,
    token = this.#token,
  ): Promise<Record<string, unknown>> {
    const answer = await fetch(this.#base + path, {
      method,
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
  }
}

/** A token as the server's own identity provider signs it (RFC 7519, HS256). */
export function jwt(claims: Record<string, unknown>, lifeSeconds: number): string {
  const now = Math.floor(Date.now() / 1_000);
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const signed = `${part({ alg: "HS256", typ: "JWT" })}.${part({ ...claims, iat: now - 60, exp: now + lifeSeconds })}`;
  return `${signed}.${createHmac("sha256", SECRET).update(signed).digest("base64url")}`;
}
