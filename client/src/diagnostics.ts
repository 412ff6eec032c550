/**
 * A panel that shows the inside of a connection: `<admitone-diagnostics>`.
 *
 * @module
 */
export {
  DiagnosticsElement,
  defineDiagnostics,
} from "./diagnostics/element.js";
export { type DiagnosticsOptions, installDiagnostics } from "./diagnostics/install.js";
