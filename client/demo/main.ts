// The page that a server in development shows at `/`: what a team would write with the client.
import { defineDiagnostics } from "../src/diagnostics.js";
import { longPolling } from "../src/polling.js";
import { createRoomConnection } from "../src/rooms.js";
import { API, call, reporting } from "./api.js";
import { $, onSubmit, show } from "./dom.js";
import { offerDrill } from "./drill.js";
import { drawLatency } from "./latency.js";
import { openRoom } from "./room.js";
import { showStates } from "./states.js";
import { offerOneTicketTwice } from "./twice.js";

const PROBE_MS = 3_000;

// It lives in this variable alone and is never shown.
let token: string | undefined;

/** In development the server makes a token for any name. */
async function signIn(): Promise<string> {
  const userId = $<HTMLInputElement>("user").value.trim();
  const answer = await call("POST", "/auth/token", { userId, rooms: ["demo.*:rw"] });
  token = String(answer.token);
  return token;
}

const connection = createRoomConnection({
  url: "/ws/v2/connect",
  ticketUrl: `${API}/auth/ws-ticket`,
  getToken: () => token ?? signIn(),
  onTokenRejected: () => {
    token = undefined;
  },
  fallback: longPolling({ url: `${API}/rooms` }),
  // Sooner than usual: somebody sits and watches.
  fallbackProbe: PROBE_MS,
  queue: true,
});

showStates(connection);
drawLatency(connection);
openRoom(connection);
offerDrill(connection);
offerOneTicketTwice(async () => token ?? signIn());

defineDiagnostics();
$<HTMLElementTagNameMap["admitone-diagnostics"]>("panel").connection = connection;

onSubmit("sign-in", () =>
  reporting(
    (text, tone) => show("sign-in-result", text, tone),
    async () => {
      await signIn();
      show("sign-in-result", "Signed in. The token stays in this page's memory.", "good");
      if (connection.state === "idle" || connection.state === "fallback") connection.connect();
      else connection.reconnect();
    },
  ),
);

const leave = $("disconnect");
const offerToLeave = () => leave.setAttribute("aria-disabled", `${connection.state === "idle"}`);
leave.addEventListener("click", () => connection.disconnect());
connection.onChange(offerToLeave);
offerToLeave();
