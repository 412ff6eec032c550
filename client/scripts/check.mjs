/**
 * Everything that decides whether the client is good, one after the other, with times. With
 * `--browser` also what needs Chromium, the server's jar and Redis.
 */
import { spawnSync } from "node:child_process";

const STEPS = [
  "lint",
  "typecheck",
  "build",
  "test",
  "size",
  "api",
  "package",
  "demo:check",
  "examples",
];
const IN_A_BROWSER = ["test:browser", "test:e2e"];

const steps = process.argv.includes("--browser") ? [...STEPS, ...IN_A_BROWSER] : STEPS;

for (const step of steps) {
  const started = performance.now();
  console.log(`==> client: ${step}`);
  const { status } = spawnSync("npm", ["run", "--silent", step], { stdio: "inherit" });
  if (status !== 0) {
    console.error(`FAILED: client: npm run ${step}`);
    process.exit(status ?? 1);
  }
  console.log(`<== client: ${step}: ${Math.round((performance.now() - started) / 1000)} s`);
}
