/** Where the API is; the server writes it into the page. */
export const API = document.querySelector<HTMLMetaElement>("meta[name=api]")?.content ?? "/api/v1";

/** An answer that was no 2xx, in words for a reader. */
export class Refused extends Error {}

/** Answers the body of a 2xx. */
export async function call(
  method: "POST" | "DELETE",
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Record<string, unknown>> {
  const response = await fetch(API + path, {
    method,
    headers: { ...(body !== undefined && { "Content-Type": "application/json" }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }).catch(() => {
    throw new Refused("The server did not answer. Is it running?");
  });
  const answer = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  if (!response.ok) {
    throw new Refused(
      `${response.status} ${answer.code ?? ""}: ${answer.message ?? "no explanation"}`,
    );
  }
  return answer;
}

/** Runs the action, and tells the reader of its failure at that notice. */
export async function reporting(
  show: (text: string, tone: "bad") => void,
  action: () => Promise<void>,
): Promise<void> {
  try {
    await action();
  } catch (failure) {
    show(failure instanceof Error ? failure.message : String(failure), "bad");
  }
}
