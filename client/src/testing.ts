/**
 * For an application's own tests: a gateway in memory, a clock that is moved by hand, a page whose
 * events are told.
 *
 * @module
 */
export { type ManualClock, manualClock, settled } from "./testing/clock.js";
export {
  type FakeAnswer,
  FakeGateway,
  type FakeGatewayOptions,
  type FakeRequest,
} from "./testing/gateway.js";
export { History } from "./testing/history.js";
export { type FakePage, fakePage } from "./testing/page.js";
export { seeded } from "./testing/random.js";
export { FakeSocket } from "./testing/socket.js";
