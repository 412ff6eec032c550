import { word } from "./codes.js";
import { type MachineEvent, troubleOf } from "./machine.js";
import type { ConnectionOptions, Environment } from "./types.js";

/** What came of asking, as the machine's event; the ticket itself is not the machine's business. */
export type TicketOutcome = MachineEvent & { readonly ticket?: string };

/** The store may be back in a moment: so long is waited within one request for a ticket. */
const STORE_WAITS_MS = [200, 500, 1000];

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
    code: word(body["code"]),
    retryAfterMs: seconds > 0 ? seconds * 1000 : undefined,
  };
}

/** What a request carries to say who asks: the application's token, or the page's cookies. */
export async function credentials(
  { getToken }: Pick<ConnectionOptions, "getToken">,
  signal: AbortSignal,
): Promise<{ readonly headers: Record<string, string>; readonly credentials: RequestCredentials }> {
  return getToken
    ? {
        headers: { authorization: `Bearer ${await getToken({ signal })}` },
        credentials: "same-origin",
      }
    : { headers: {}, credentials: "include" };
}

/**
 * Gets a ticket for one connection. Never rejects, and returns early when aborted.
 *
 * A store that is not ready is asked 3 times more; a token that is refused is forgotten and a fresh
 * one tried once.
 */
export async function fetchTicket(
  { ticketUrl, clientId, ...options }: ConnectionOptions,
  fetch: Environment["fetch"],
  sleep: (ms: number) => Promise<void>,
  signal: AbortSignal,
): Promise<TicketOutcome> {
  let why = "TOKEN_UNAVAILABLE";
  try {
    let auth = await credentials(options, signal);
    for (let retry = 0, rejected = false; ; ) {
      why = "TICKET_UNREACHABLE";
      const response = await fetch(ticketUrl!, {
        ...auth,
        method: "POST",
        headers: { ...auth.headers, "content-type": "application/json" },
        body: JSON.stringify({ clientId }),
        cache: "no-store",
        signal,
      });
      const { status } = response;
      const { body, code, retryAfterMs } = await read(response);
      const { ticket, connectAfterMs } = body;
      if (response.ok && ticket) {
        return { type: "ticket", ticket: `${ticket}`, slotMs: Number(connectAfterMs) || 0 };
      }
      if (status === 401 && code !== "MISSING_SESSION" && !rejected) {
        rejected = true;
        why = "TOKEN_UNAVAILABLE";
        options.onTokenRejected?.();
        auth = await credentials(options, signal);
        continue;
      }
      const notReady = code === "WS_TICKET_REDIS_NOT_READY";
      if (notReady && retry < STORE_WAITS_MS.length) {
        await sleep(STORE_WAITS_MS[retry++]!);
        continue;
      }
      // Without our envelope it was something on the way that answered, and may answer otherwise.
      const final = status === 401 || (code && status < 500 && status !== 429);
      return troubleOf(
        notReady ? "GIVE_UP" : final ? "STOP" : "RETRY",
        code ?? `HTTP_${status}`,
        status < 500 ? "handshake" : "server_error",
        undefined,
        false,
        retryAfterMs,
      );
    }
  } catch {
    return troubleOf("RETRY", why, "network");
  }
}
