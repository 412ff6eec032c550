import { act, StrictMode } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  useRoom,
  useWebSocketConnection,
  type WebSocketConnection,
  type WebSocketConnectionOptions,
} from "../src/react.js";
import { FakeGateway } from "../src/testing.js";

declare global {
  var IS_REACT_ACT_ENVIRONMENT: boolean;
}

interface AppProps {
  readonly options: Partial<WebSocketConnectionOptions>;
  readonly room?: string;
  readonly onRoom?: (data: unknown) => void;
  readonly onRender?: (connection: WebSocketConnection) => void;
}

function App({ options, room, onRoom, onRender }: AppProps) {
  const own = useWebSocketConnection({
    url: "/ws/v2/connect",
    ticketUrl: "/api/v1/auth/ws-ticket",
    getToken: () => "a token",
    logger: null,
    ...options,
  });
  useRoom(own.connection, room, ({ data }) => onRoom?.(data));
  onRender?.(own);
  return <output>{own.state}</output>;
}

describe("useWebSocketConnection", () => {
  let gateway: FakeGateway;
  let place: HTMLElement;
  let root: Root;

  beforeEach(() => {
    globalThis.IS_REACT_ACT_ENVIRONMENT = true;
    gateway = new FakeGateway();
    place = document.body.appendChild(document.createElement("div"));
    root = createRoot(place);
  });
  afterEach(async () => {
    await act(() => root.unmount());
    place.remove();
  });

  async function render(props: Partial<AppProps> = {}): Promise<void> {
    const options = { environment: gateway.environment, ...props.options };
    await act(async () => {
      root.render(
        <StrictMode>
          <App {...props} options={options} />
        </StrictMode>,
      );
      await gateway.clock.advance(0);
    });
  }

  it("makes one connection although StrictMode mounts twice", async () => {
    await render();

    expect(place.textContent).toBe("open");
    expect(gateway.ticketRequests).toHaveLength(1);
    expect(gateway.sockets).toHaveLength(1);
  });

  it("makes none for other callbacks, and calls the latest", async () => {
    const heard: string[] = [];
    await render({ options: { onMessage: () => heard.push("first") } });
    await render({ options: { onMessage: () => heard.push("second"), getToken: () => "b" } });

    await act(async () => gateway.socket.say({ type: "note" }));

    expect(heard).toEqual(["second"]);
    expect(gateway.sockets).toHaveLength(1);

    await act(async () => {
      gateway.socket.end(1006);
      await gateway.clock.advance(5_000);
    });
    expect(gateway.ticketRequests.at(-1)?.authorization).toBe("Bearer b");
  });

  it("makes another for another address, and closes the first", async () => {
    await render();
    await render({ options: { url: "/ws/elsewhere" } });

    expect(gateway.openSockets.map(({ url }) => url.pathname)).toEqual(["/ws/elsewhere"]);
    expect(gateway.sockets).toHaveLength(2);
    expect(place.textContent).toBe("open");
  });

  it("leaves nothing behind when it is unmounted", async () => {
    await render({ room: "orders.eu" });
    await act(async () => root.render(null));

    expect(gateway.openSockets).toEqual([]);
    expect(gateway.clock.pending).toBe(0);
  });

  it("connects when it is told to, where it must not by itself", async () => {
    let own: WebSocketConnection | undefined;
    const onRender = (next: WebSocketConnection) => {
      own = next;
    };
    await render({ options: { autoConnect: false }, onRender });
    expect(gateway.sockets).toHaveLength(0);

    // Handed out, as event handlers are.
    const { connect } = own!;
    await act(async () => {
      connect();
      await gateway.clock.advance(0);
    });
    expect(own?.isConnected).toBe(true);
    expect(own?.connect).toBe(connect);

    await act(async () => own?.disconnect());
    expect(own?.state).toBe("idle");
    expect(own?.isConnecting).toBe(false);
  });

  it("tells of fallback and of the way back", async () => {
    const seen: [string, boolean][] = [];
    const onRender = ({ state, isFallback }: WebSocketConnection) => seen.push([state, isFallback]);
    gateway.storeIsUp = false;
    await render({ onRender });
    await act(() => gateway.clock.advance(3_000));
    expect(seen.at(-1)).toEqual(["fallback", true]);

    gateway.storeIsUp = true;
    await act(async () => {
      gateway.page.tell("online");
      await gateway.clock.advance(2_000);
    });
    expect(seen.at(-1)).toEqual(["open", false]);
  });

  it("hears a room once, and goes on where it was when it is mounted again", async () => {
    const heard: unknown[] = [];
    const room = { room: "orders.eu", onRoom: (data: unknown) => heard.push(data) };
    await render(room);
    await act(async () => gateway.publish("orders.eu", 1));

    await render({ onRoom: room.onRoom });
    await act(async () => gateway.publish("orders.eu", 2));
    await render(room);
    await act(() => gateway.clock.advance(0));
    await act(async () => gateway.publish("orders.eu", 3));

    expect(heard).toEqual([1, 2, 3]);
  });
});
