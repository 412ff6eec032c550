import { call, reporting } from "./api.js";
import { $, show } from "./dom.js";

const PATIENCE_MS = 10_000;

/** Presents one ticket with two sockets at once, by hand: the client never would. */
export function offerOneTicketTwice(token: () => Promise<string>): void {
  $("twice").addEventListener("click", () =>
    reporting(
      (text, tone) => show("twice-result", text, tone),
      async () => {
        const { ticket } = await call("POST", "/auth/ws-ticket", undefined, {
          Authorization: `Bearer ${await token()}`,
        });
        const results = await Promise.all([present(String(ticket)), present(String(ticket))]);
        const admitted = results.filter((result) => result === "admitted").length;
        const good = admitted === 1;
        show(
          "twice-result",
          `${results.map((result, index) => `Socket ${index + 1}: ${result}`).join(". ")}.` +
            (good ? "" : " This must never happen: please report it."),
          good ? "good" : "bad",
        );
      },
    ),
  );
}

/** The ticket travels as a subprotocol: a query would be written to access logs. */
function present(ticket: string): Promise<string> {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  const url = `${scheme}//${location.host}/ws/client?client_id=twice`;
  const socket = new WebSocket(url, ["admitone.v1", `admitone.ticket.${ticket}`]);
  return new Promise((resolve) => {
    const settle = (result: string) => {
      resolve(result);
      socket.close(1000);
    };
    setTimeout(() => settle("no answer"), PATIENCE_MS);
    socket.onmessage = ({ data }) => {
      if ((JSON.parse(String(data)) as { type?: string }).type === "hello") settle("admitted");
    };
    socket.onclose = ({ code, reason }) => settle(`refused, ${code} ${reason}`);
  });
}
