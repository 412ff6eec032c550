// A page with the React hook in it, under StrictMode.
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { useRoom, useWebSocketConnection } from "../../src/react.js";

const ROOM = "orders.react";
const root = createRoot(document.getElementById("root")!);
const heard: unknown[] = [];

async function mint(): Promise<string> {
  const answer = await fetch("/api/v1/auth/token", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ userId: "ada", rooms: ["orders.*:rw"] }),
  });
  return ((await answer.json()) as { token: string }).token;
}

function App({ label }: { label: string }) {
  const { state, connection } = useWebSocketConnection({
    url: "/ws/v2/connect",
    ticketUrl: "/api/v1/auth/ws-ticket",
    // New functions with every render.
    getToken: () => mint(),
    onMessage: () => label,
  });
  useRoom(connection, ROOM, ({ data }) => heard.push([label, data]));
  return <output id="state">{state}</output>;
}

const strict = {
  heard,
  render: (label: string) =>
    root.render(
      <StrictMode>
        <App label={label} />
      </StrictMode>,
    ),
  leave: () => root.render(null),
};

declare global {
  interface Window {
    strict: typeof strict;
  }
}

window.strict = strict;
