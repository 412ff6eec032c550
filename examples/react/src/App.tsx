import { longPolling } from "@admitone/client/polling";
import { useRoom, useWebSocketConnection } from "@admitone/client/react";
import { type FormEvent, useState } from "react";
import { fetchToken } from "./token.js";

const ROOM = "demo.lobby";

interface Said {
  readonly text: string;
}

export function App() {
  const [lines, setLines] = useState<{ key: string; text: string }[]>([]);
  const { state, isConnected, connection, connect, disconnect } = useWebSocketConnection({
    url: "/ws/v2/connect",
    ticketUrl: "/api/v1/auth/ws-ticket",
    getToken: fetchToken,
    fallback: longPolling({ url: "/api/v1/rooms" }),
    queue: true,
  });
  useRoom<Said>(connection, ROOM, ({ epoch, offset, data }) =>
    setLines((before) => [...before, { key: `${epoch}:${offset}`, text: data.text }]),
  );

  async function say(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const text = String(new FormData(form).get("text"));
    form.reset();
    await connection.publish(ROOM, { text } satisfies Said);
  }

  return (
    <main>
      <p role="status">
        {state}{" "}
        <button type="button" onClick={isConnected ? disconnect : connect}>
          {isConnected ? "Disconnect" : "Connect"}
        </button>
      </p>
      <ol>
        {lines.map(({ key, text }) => (
          <li key={key}>{text}</li>
        ))}
      </ol>
      <form onSubmit={say}>
        <label>
          Message <input name="text" required />
        </label>
        <button>Send</button>
      </form>
    </main>
  );
}
