import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { adviceFor, classify, word } from "../src/codes.js";
import { fetchTicket } from "../src/ticket.js";
import type { Environment } from "../src/types.js";

const protocol = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../protocol/${name}`, import.meta.url), "utf8"));

interface CloseCode {
  readonly code: number;
  readonly reason: string;
  readonly advice: string;
}

interface ErrorCode {
  readonly code: string;
  readonly status: number;
}

const closeCodes: readonly CloseCode[] = protocol("close-codes.json");
const errorCodes: readonly ErrorCode[] = protocol("error-codes.json");

/** When to come back is not the table's business here: the server says it, or the backoff does. */
const MEANS: Readonly<Record<string, string>> = {
  STOP: "STOP",
  RETRY: "RETRY",
  RETRY_WITH_BACKOFF: "RETRY",
  RETRY_AT_ADVISED_TIME: "RETRY",
  NEW_TICKET_ONCE: "NEW_TICKET_ONCE",
};

describe("close codes", () => {
  it.each(closeCodes)("$code $reason is treated as the protocol advises", ({ code, advice }) => {
    expect(adviceFor(code)).toBe(MEANS[advice]);
  });

  it("that nobody knows are worth another try", () => {
    for (const code of [1005, 1014, 1015, 3000, 4000, 4999]) {
      expect(adviceFor(code)).toBe("RETRY");
    }
  });

  it.each([
    [1006, true, "abnormal"],
    [1006, false, "handshake"],
    [1001, true, "server_error"],
    [1011, true, "server_error"],
    [1012, true, "server_error"],
    [1013, true, "server_error"],
    [4500, false, "server_error"],
    [4408, true, "timeout"],
    [4400, false, "handshake"],
    [4401, true, "handshake"],
    [4429, false, "handshake"],
    [1000, true, "unknown"],
    [1008, true, "unknown"],
    [4999, true, "unknown"],
  ] as const)("%s, open: %s, is classified as %s", (code, live, classification) => {
    expect(classify(code, live)).toBe(classification);
  });

  it("have reasons of which only the first word is read", () => {
    for (const { reason } of closeCodes.filter(({ reason }) => reason !== "")) {
      expect(word(reason)).toBe(reason);
      expect(word(`${reason}: and something that a proxy wrote`)).toBe(reason);
    }
    for (const text of ["", "wst_abc", "secret", "Bearer x", "<b>", "A", undefined, 7]) {
      expect(word(text)).toBeUndefined();
    }
  });
});

/** What comes of asking for a ticket when each answer is this one. */
async function asked(status: number, code: string | undefined, headers = {}) {
  const answers: number[] = [];
  const fetch: Environment["fetch"] = async () => {
    answers.push(status);
    return new Response(code ? JSON.stringify({ code }) : "<h1>Bad Gateway</h1>", {
      status,
      headers,
    });
  };
  const waits: number[] = [];
  const outcome = await fetchTicket(
    { url: "", ticketUrl: "/ticket", clientId: "tab-1", getToken: () => "a-token" },
    fetch,
    async (ms) => void waits.push(ms),
    new AbortController().signal,
  );
  return { outcome, requests: answers.length, waits };
}

describe("error codes of the ticket", () => {
  it.each(errorCodes)("$code gets the answer it deserves", async ({ code, status }) => {
    const { outcome, requests, waits } = await asked(status, code);

    const retry = status >= 500 || status === 429;
    const notReady = code === "WS_TICKET_REDIS_NOT_READY";
    expect(outcome).toMatchObject({
      type: "trouble",
      advice: notReady ? "GIVE_UP" : retry ? "RETRY" : "STOP",
      why: code,
      classification: status < 500 ? "handshake" : "server_error",
    });
    expect(requests).toBe(notReady ? 4 : status === 401 && code !== "MISSING_SESSION" ? 2 : 1);
    expect(waits).toEqual(notReady ? [200, 500, 1000] : []);
  });

  it("without our envelope are of something on the way, which may answer otherwise", async () => {
    for (const status of [403, 404, 502, 503, 504]) {
      expect((await asked(status, undefined)).outcome).toMatchObject({
        advice: "RETRY",
        why: `HTTP_${status}`,
      });
    }
  });

  it("carry when to come back in a header or in the body", async () => {
    const inHeader = await asked(503, "DRAINING", { "retry-after": "3" });
    const asDate = await asked(503, "DRAINING", { "retry-after": "Wed, 21 Oct 2026 07:28:00 GMT" });

    expect(inHeader.outcome).toMatchObject({ retryAfterMs: 3000 });
    expect(asDate.outcome).toMatchObject({ retryAfterMs: undefined });
  });
});
