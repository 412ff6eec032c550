import { word } from "./codes.js";
import { type MachineEvent, troubleOf } from "./machine.js";
import type { ConnectionOptions, Environment } from "./types.js";

/** What came of asking, as the machine's event; the ticket itself is not the machine's business. */
export type TicketOutcome = MachineEvent & { readonly ticket?: string };

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

/** A request that says who asks: with the application's token, or with the page's cookies. */
export async function authorized(
  { getToken }: Pick<ConnectionOptions, "getToken">,
  signal: AbortSignal,
  headers: Record<string, string> = {},
): Promise<RequestInit> {
  if (getToken) {
    headers["authorization"] = `Bearer ${await getToken({ signal })}`;
  }
  return {
    headers,
    credentials: getToken ? "same-origin" : "include",
    cache: "no-store",
    signal,
  };
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
  // The store may be back in a moment.
  const waitsMs = [200, 500, 1000];
  let rejected = false;
  let why = "TOKEN_UNAVAILABLE";
  const request = async (): Promise<RequestInit> => ({
    ...(await authorized(options, signal, { "content-type": "application/json" })),
    method: "POST",
    body: JSON.stringify({ clientId }),
  });
  try {
    let init = await request();
    for (;;) {
      why = "TICKET_UNREACHABLE";
      const response = await fetch(ticketUrl!, init);
      const { status } = response;
      const { body, code, retryAfterMs } = await read(response);
      const { ticket, connectAfterMs } = body;
      if (response.ok && ticket) {
        return { type: "ticket", ticket: `${ticket}`, slotMs: Number(connectAfterMs) };
      }
      if (status === 401 && code !== "MISSING_SESSION" && !rejected) {
        rejected = true;
        why = "TOKEN_UNAVAILABLE";
        options.onTokenRejected?.();
        init = await request();
        continue;
      }
      const notReady = code === "WS_TICKET_REDIS_NOT_READY";
      if (notReady && waitsMs.length) {
        await sleep(waitsMs.shift()!);
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
