import type * as Polling from "../src/polling.js";
import type * as Rooms from "../src/rooms.js";
import { FakeGateway, type FakeGatewayOptions } from "../src/testing.js";
import type {
  ConnectionOptions,
  Gap,
  Message,
  RoomConnectionOptions,
  Transition,
} from "../src/types.js";

/** The parts under test; a broken copy of them can be given too. */
export type Library = Pick<typeof Rooms, "createRoomConnection"> &
  Pick<typeof Polling, "longPolling">;

/** A connection to a gateway in memory, and all that was seen of it. */
export function stageOf(
  { createRoomConnection }: Library,
  options: Partial<RoomConnectionOptions> = {},
  gatewayOptions: FakeGatewayOptions = {},
) {
  const gateway = new FakeGateway(gatewayOptions);
  const lines: string[] = [];
  const transitions: Transition[] = [];
  const messages: Message[] = [];
  const gaps: Gap[] = [];
  const rejections: number[] = [];
  const log = (line: string) => lines.push(line);
  let tokens = 0;
  const given: ConnectionOptions = {
    url: "ws://gateway/ws/v2/connect",
    ticketUrl: "http://gateway/api/v1/auth/ws-ticket",
    getToken: () => `secret-token-${++tokens}`,
    onTokenRejected: () => rejections.push(tokens),
    logger: { info: log, warn: log },
    ...options,
    environment: { ...gateway.environment, ...options.environment },
  };
  const connection = createRoomConnection(given);
  connection.onTransition((transition) => transitions.push(transition));
  connection.onMessage((message) => messages.push(message));
  connection.onGap((gap) => gaps.push(gap));
  const { clock, page } = gateway;
  return {
    gateway,
    clock,
    page,
    connection,
    lines,
    transitions,
    messages,
    gaps,
    rejections,
    /** The states since the beginning. */
    states: () => transitions.map(({ to }) => to),
    /** The data of all room messages so far. */
    data: () => messages.filter(({ type }) => type === "message").map(({ data }) => data),
    async open() {
      connection.connect();
      await clock.advance(0);
    },
  };
}

/** Always the same chance; 0.5 is no jitter. */
export const evenly = { random: () => 0.5 };
