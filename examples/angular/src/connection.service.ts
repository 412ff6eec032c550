import { longPolling } from "@admitone/client/polling";
import { createRoomConnection } from "@admitone/client/rooms";
import { DestroyRef, Injectable, inject, signal } from "@angular/core";

/** The application's one connection. Its state is a signal, so templates follow it. */
@Injectable({ providedIn: "root" })
export class ConnectionService {
  readonly connection = createRoomConnection({
    url: "/ws/v2/connect",
    ticketUrl: "/api/v1/auth/ws-ticket",
    getToken: fetchToken,
    fallback: longPolling({ url: "/api/v1/rooms" }),
    queue: true,
  });

  private readonly present = signal(this.connection.snapshot);
  readonly snapshot = this.present.asReadonly();

  constructor() {
    const stop = this.connection.onChange(() => this.present.set(this.connection.snapshot));
    inject(DestroyRef).onDestroy(() => {
      stop();
      this.connection.close();
    });
    this.connection.connect();
  }
}

/** In development the server makes a token for anybody; elsewhere ask your identity provider. */
async function fetchToken(): Promise<string> {
  const answer = await fetch("/api/v1/auth/token", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ userId: "ada", rooms: ["demo.*:rw"] }),
  });
  const { token } = (await answer.json()) as { token: string };
  return token;
}
