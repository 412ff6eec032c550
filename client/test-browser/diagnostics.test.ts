import axe from "axe-core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { userEvent } from "vitest/browser";
import {
  DiagnosticsElement,
  type DiagnosticsOptions,
  defineDiagnostics,
  installDiagnostics,
} from "../src/diagnostics.js";
import { createConnection } from "../src/index.js";
import { FakeGateway } from "../src/testing.js";
import type { Connection } from "../src/types.js";

describe("<admitone-diagnostics>", () => {
  let gateway: FakeGateway;
  let connection: Connection;
  const stops: (() => void)[] = [];

  beforeEach(() => {
    gateway = new FakeGateway();
    connection = connect();
  });
  afterEach(() => {
    for (const stop of stops.splice(0)) stop();
    connection.close();
    document.querySelector("admitone-diagnostics")?.remove();
  });

  function connect(): Connection {
    return createConnection({
      url: "/ws/client",
      ticketUrl: "/api/v1/auth/ws-ticket",
      getToken: () => "a-token-nobody-may-see",
      logger: null,
      environment: gateway.environment,
    });
  }

  function show(): DiagnosticsElement {
    defineDiagnostics();
    const element = document.createElement("admitone-diagnostics");
    element.connection = connection;
    document.body.append(element);
    return element;
  }

  function install(options?: DiagnosticsOptions): () => void {
    const stop = installDiagnostics(connection, options);
    stops.push(stop);
    return stop;
  }

  const panel = () => document.querySelector("admitone-diagnostics");
  const text = (element: Element | null) => element?.shadowRoot?.textContent ?? "";
  const press = (element: DiagnosticsElement, name: string) =>
    [...(element.shadowRoot?.querySelectorAll("button") ?? [])]
      .find((button) => button.textContent === name)
      ?.click();

  async function open(): Promise<void> {
    connection.connect();
    await gateway.clock.advance(0);
  }

  it("follows the connection", async () => {
    const element = show();
    const state = element.shadowRoot?.querySelector('[part="state"]');
    expect(state?.textContent).toBe("idle");

    await open();
    expect(state?.textContent).toBe("open");
    expect(text(element)).toContain("rooms, history");

    gateway.socket.end(1012, "SERVICE_RESTART");
    await gateway.clock.advance(0);
    expect(state?.textContent).not.toBe("open");
    expect(text(element)).toContain("SERVICE_RESTART");
    expect(text(element)).toContain("1012");
  });

  it("drives the connection", async () => {
    const element = show();
    press(element, "Connect");
    await gateway.clock.advance(0);
    expect(connection.state).toBe("open");

    press(element, "Ping");
    await gateway.clock.advance(0);
    expect(text(element)).toContain("0.0 ms");

    press(element, "Reconnect");
    await gateway.clock.advance(2_000);
    expect(gateway.sockets).toHaveLength(2);

    press(element, "Disconnect");
    expect(connection.state).toBe("idle");
  });

  it("shows what comes from outside as text", async () => {
    gateway.hello = { features: ["<img src=x onerror=alert(1)>"] };
    const element = show();
    await open();
    gateway.socket.say({ type: "<b>bold</b>" });
    await vi.waitFor(() => expect(text(element)).toContain("<b>bold</b>"), { timeout: 10_000 });

    expect(text(element)).toContain("<img src=x");
    expect(element.shadowRoot?.querySelector("img, b")).toBeNull();
  });

  it("shows no ticket and no token", async () => {
    const element = show();
    await open();
    const { ticket } = gateway.socket;

    expect(ticket).toMatch(/^wst_/);
    expect(element.shadowRoot?.innerHTML).not.toContain(ticket);
    expect(element.shadowRoot?.innerHTML).not.toContain("a-token-nobody-may-see");
  });

  it("leaves nothing running when it is taken away, and goes on when it is put back", async () => {
    const element = show();
    element.remove();
    await open();
    expect(text(element)).not.toContain("rooms, history");

    document.body.append(element);
    expect(text(element)).toContain("rooms, history");
  });

  it.each(["light", "dark"])("can be read and used by everybody: %s", async (scheme) => {
    document.documentElement.style.colorScheme = scheme;
    stops.push(() => document.documentElement.removeAttribute("style"));
    const element = show();
    await open();
    gateway.socket.end(1012, "SERVICE_RESTART");
    await gateway.clock.advance(0);

    const { violations } = await axe.run(element);

    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  });

  it("is opened by the address", () => {
    const before = location.href;
    history.replaceState(null, "", "?wsDebug=1");
    const stop = install();
    history.replaceState(null, "", before);

    expect(panel()).toBeInstanceOf(DiagnosticsElement);
    stop();
    expect(panel()).toBeNull();
  });

  it("is opened and closed by the flag, also from the console later", () => {
    const page = window as unknown as { __ADMITONE_WS_DEBUG: boolean };
    install();
    expect(panel()).toBeNull();

    page.__ADMITONE_WS_DEBUG = true;
    expect(panel()).not.toBeNull();
    page.__ADMITONE_WS_DEBUG = false;
    expect(panel()).toBeNull();
  });

  it("is opened by a key in development, takes the keyboard and gives it back", async () => {
    const button = document.body.appendChild(document.createElement("button"));
    stops.push(() => button.remove());
    button.focus();
    install({ development: true });

    await userEvent.keyboard("{Control>}{Shift>}w{/Shift}{/Control}");
    expect(document.activeElement).toBe(panel());

    await userEvent.keyboard("{Escape}");
    expect(panel()).toBeNull();
    expect(document.activeElement).toBe(button);
  });

  it("has no key elsewhere", async () => {
    install({ development: false });

    await userEvent.keyboard("{Control>}{Shift>}w{/Shift}{/Control}");

    expect(panel()).toBeNull();
  });
});
