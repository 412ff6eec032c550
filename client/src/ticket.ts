import { word } from "./codes.js";
import type { Advice } from "./machine.js";
import type { Classification, Clock, ConnectionOptions, Environment } from "./types.js";

/** The store may be back in a moment: so long is waited within one request for a ticket. */
const STORE_WAITS_MS = [200, 500, 1000];

/** What came of asking for a ticket. */
export type TicketOutcome =
  | { readonly ticket: string | undefined; readonly slotMs: number }
  | {
      readonly advice: Advice;
      readonly why: string;
      readonly classification: Classification;
      readonly retryAfterMs?: number | undefined;
    };

/** Resolves after `ms`; rejects at once when aborted, and leaves no timer and no listener. */
export const sleep = (ms: number, clock: Clock, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const done = (settle: () => void) => () => {
      clock.clearTimeout(timer);
      signal.removeEventListener("abort", abort);
      settle();
    };
    const timer = clock.setTimeout(done(resolve), ms);
    const abort = done(() => reject(signal.reason));
    signal.addEventListener("abort", abort);
    if (signal.aborted) {
      abort();
    }
  });

/** The answer's body and what it says about coming back; an answer without one is an empty one. */
export async function read(response: Response): Promise<{
  readonly body: Record<string, unknown>;
  readonly code: string | undefined;
  readonly retryAfterMs: number | undefined;
}> {
  const body = ((await response.json().catch(() => null)) ?? {}) as Record<string, unknown>;
  // Across origins a page may read the body and not the header.
  const seconds = Number(body["retryAfter"] ?? response.headers.get("retry-after"));
  return {
    body,
    code: word(body["code"]) ?? word(body["errorCode"]),
    retryAfterMs: seconds > 0 ? seconds * 1000 : undefined,
  };
}

/** The headers of a request that carries the application's token; cookies go along without one. */
export async function authorized(
  { getToken }: Pick<ConnectionOptions, "getToken">,
  signal: AbortSignal,
): Promise<{ readonly headers: Record<string, string>; readonly credentials: RequestCredentials }> {
  return getToken
    ? { headers: { authorization: `Bearer ${await getToken({ signal })}` }, credentials: "omit" }
    : { headers: {}, credentials: "include" };
}

/**
 * Gets a ticket for one connection. Never rejects but when aborted.
 *
 * A store that is not ready is asked 3 times more; a token that is refused is forgotten and a fresh
 * one tried once.
 */
export async function fetchTicket(
  options: ConnectionOptions & { readonly ticketUrl: string; readonly clientId: string },
  { fetch, clock }: Environment,
  signal: AbortSignal,
): Promise<TicketOutcome> {
  let rejected = false;
  let stage: Classification = "unknown";
  try {
    let auth = await authorized(options, signal);
    for (let retry = 0; ; ) {
      stage = "network";
      const response = await fetch(options.ticketUrl, {
        ...auth,
        method: "POST",
        headers: { ...auth.headers, "content-type": "application/json" },
        body: JSON.stringify({ clientId: options.clientId }),
        cache: "no-store",
        signal,
      });
      const { status, ok } = response;
      const { body, code, retryAfterMs } = await read(response);
      const why = code ?? `HTTP_${status}`;
      if (ok && typeof body["ticket"] === "string") {
        return { ticket: body["ticket"], slotMs: Number(body["connectAfterMs"]) || 0 };
      }
      if (status === 401 && code !== "MISSING_SESSION" && !rejected) {
        rejected = true;
        stage = "unknown";
        options.onTokenRejected?.();
        auth = await authorized(options, signal);
        continue;
      }
      const classification = status < 500 ? "handshake" : "server_error";
      if (code === "WS_TICKET_REDIS_NOT_READY") {
        const wait = STORE_WAITS_MS[retry++];
        if (wait === undefined) {
          return { advice: "GIVE_UP", why, classification, retryAfterMs };
        }
        await sleep(wait, clock, signal);
        continue;
      }
      // Without our envelope it was something on the way that answered, and may answer otherwise.
      const final = status === 401 || (code !== undefined && status < 500 && status !== 429 && !ok);
      return { advice: final ? "STOP" : "RETRY", why, classification, retryAfterMs };
    }
  } catch {
    const why = stage === "network" ? "TICKET_UNREACHABLE" : "TOKEN_UNAVAILABLE";
    return { advice: "RETRY", why, classification: stage };
  }
}
