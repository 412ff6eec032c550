import { describe, it } from "vitest";
import { longPolling } from "../src/polling.js";
import { createRoomConnection } from "../src/rooms.js";
import scenarios from "./scenarios.js";

describe("a connection", () => {
  it.each(scenarios)("$name", ({ run }) => run({ createRoomConnection, longPolling }));
});
