import type { Connection, Unsubscribe } from "../types.js";
import { styles } from "./styles.js";
import { View } from "./view.js";

const NAME = "admitone-diagnostics";
const REFRESH_MS = 1_000;

/** On a server there are no elements, and this module can be imported all the same. */
const Base: typeof HTMLElement =
  globalThis.HTMLElement ?? (class {} as unknown as typeof HTMLElement);

/**
 * `<admitone-diagnostics>`: shows the state of a connection, its tries and what goes over it, with
 * buttons to drive it. It floats over the page; with the attribute `inline` it stands where it is
 * put. Everything it shows is text, and no ticket or token is in it.
 *
 * Themed by the custom properties `--admitone-background`, `--admitone-color`, `--admitone-quiet`,
 * `--admitone-line`, `--admitone-accent`, `--admitone-good`, `--admitone-busy`, `--admitone-bad` and
 * `--admitone-font`; follows the page's `color-scheme`. Fires `close` when its reader closes it.
 */
export class DiagnosticsElement extends Base {
  #connection: Connection | undefined;
  #view: View | undefined;
  #stops: Unsubscribe[] = [];

  /** The connection that is shown. */
  get connection(): Connection | undefined {
    return this.#connection;
  }

  set connection(connection: Connection | undefined) {
    this.#connection = connection;
    if (this.isConnected) {
      this.#stop();
      this.#start();
    }
  }

  connectedCallback(): void {
    this.#start();
  }

  disconnectedCallback(): void {
    this.#stop();
  }

  /** Moves the keyboard into the panel. */
  override focus(options?: FocusOptions): void {
    this.#view?.focus(options);
  }

  #start(): void {
    const connection = this.#connection;
    if (connection === undefined) return;
    this.#view ??= this.#build();
    const view = this.#view;
    const refresh = () => view.show(connection);
    const timer = setInterval(refresh, REFRESH_MS);
    this.#stops = [connection.onChange(refresh), () => clearInterval(timer)];
    refresh();
  }

  #stop(): void {
    for (const stop of this.#stops) stop();
    this.#stops = [];
  }

  #build(): View {
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [styles()];
    const view = new View({
      connect: () => this.#connection?.connect(),
      disconnect: () => this.#connection?.disconnect(),
      reconnect: () => this.#connection?.reconnect(),
      ping: async () => this.#connection?.ping(),
      close: () => this.dispatchEvent(new Event("close")),
    });
    root.replaceChildren(view.root);
    return view;
  }
}

/** Makes the element known to the page; does nothing a second time, or on a server. */
export function defineDiagnostics(): void {
  const { customElements } = globalThis;
  if (customElements !== undefined && customElements.get(NAME) === undefined) {
    customElements.define(NAME, DiagnosticsElement);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "admitone-diagnostics": DiagnosticsElement;
  }
}
