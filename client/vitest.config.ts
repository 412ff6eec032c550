import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";
import { chromium } from "./scripts/chromium.mjs";

const FIREFOX = "e2e/firefox.test.ts";

/** The server, Redis and the browser are real, and the machine may be busy. */
const PATIENCE = { testTimeout: 120_000, hookTimeout: 120_000 };

export default defineConfig({
  test: {
    projects: [
      {
        test: { name: "unit", environment: "node", include: ["test/**/*.test.{ts,tsx}"] },
      },
      {
        // Bundled before the first test: found later, they would make the page load anew.
        optimizeDeps: { include: ["axe-core", "react", "react-dom/client", "react/jsx-runtime"] },
        test: {
          name: "browser",
          include: ["test-browser/**/*.test.{ts,tsx}"],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            instances: [{ browser: "chromium" }],
            provider: playwright({ launchOptions: chromium() }),
          },
        },
      },
      {
        test: {
          name: "e2e",
          environment: "node",
          include: ["e2e/**/*.test.ts"],
          exclude: [FIREFOX],
          ...PATIENCE,
          // Each file has a server and a store of its own, and mostly waits for one of them.
          maxWorkers: 3,
        },
      },
      {
        test: { name: "firefox", environment: "node", include: [FIREFOX], ...PATIENCE },
      },
    ],
  },
});
