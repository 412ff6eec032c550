import { createElement } from "react";
import { renderToString } from "react-dom/server";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { defineDiagnostics, installDiagnostics } from "../src/diagnostics.js";
import { useRoom, useWebSocketConnection } from "../src/react.js";
import { createRoomConnection } from "../src/rooms.js";

const OPTIONS = {
  url: "/ws/v2/connect",
  ticketUrl: "/api/v1/auth/ws-ticket",
  getToken: () => "a token",
  logger: null,
};

function App() {
  const { state, isConnected, connection } = useWebSocketConnection(OPTIONS);
  useRoom(connection, "orders.eu", () => {});
  return createElement("output", null, `${state} ${isConnected}`);
}

describe("on a server, where there is no page", () => {
  const fetch = vi.fn();

  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal("fetch", fetch);
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it("renders the idle state, asks nobody and leaves nothing running", () => {
    expect(renderToString(createElement(App))).toBe("<output>idle false</output>");
    expect(fetch).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });

  it("has a panel that can be asked for, and is not there", () => {
    const connection = createRoomConnection(OPTIONS);

    installDiagnostics(connection)();
    expect(() => defineDiagnostics()).not.toThrow();
    expect(vi.getTimerCount()).toBe(0);
  });
});
