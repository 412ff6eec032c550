import type { RoomConnection, RoomMessage } from "../src/index.js";
import { $, addLine, onSubmit, show, timeOfDay } from "./dom.js";

export const ROOM = "demo.lobby";

interface Said {
  readonly text: string;
}

/** Shows what is said in the room, and lets the reader say something. */
export function openRoom(connection: RoomConnection): void {
  $("room-name").textContent = ROOM;
  connection.subscribe<Said>(ROOM, {
    onMessage: (message) => addLine($("messages"), line(message)),
    onGap: () => addLine($("messages"), note("Some messages were lost while you were away.")),
    onError: (error) => show("talk-result", `The room is closed to you: ${error.code}`, "bad"),
  });
  onSubmit("talk", () => talk(connection));
}

async function talk(connection: RoomConnection): Promise<void> {
  const input = $<HTMLInputElement>("text");
  const text = input.value.trim();
  if (text === "") return;
  input.value = "";
  if (connection.state !== "open" && connection.state !== "degraded") {
    show("talk-result", "There is no connection: it goes out as soon as there is one.");
  }
  try {
    await connection.publish(ROOM, { text } satisfies Said, { timeoutMs: 30_000 });
    show("talk-result", "");
  } catch (failure) {
    const code = (failure as { code?: string }).code ?? String(failure);
    show("talk-result", `Not sent, ${code}: ${text}`, "bad");
  }
}

function line({ data, from, timestamp, offset }: RoomMessage<Said>): HTMLElement {
  const who = document.createElement("strong");
  who.textContent = from?.user_id ?? "somebody";
  const said = document.createElement("span");
  said.textContent = typeof data?.text === "string" ? data.text : JSON.stringify(data);
  const number = document.createElement("span");
  number.className = "quiet";
  number.textContent = `#${offset}`;
  const item = document.createElement("p");
  item.append(
    timeOfDay(timestamp === undefined ? Date.now() : Date.parse(timestamp)),
    who,
    said,
    number,
  );
  return item;
}

function note(text: string): HTMLElement {
  const item = document.createElement("p");
  item.className = "quiet";
  item.textContent = text;
  return item;
}
