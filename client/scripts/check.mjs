/**
 * Everything that decides whether the client is good, with times. With `--browser` also what needs
 * Chromium, the server's jar and Redis: that mostly waits, so the rest is done beside it. With
 * `--firefox` the core of it in Firefox too.
 */
import { spawn } from "node:child_process";

const STEPS = ["lint", "typecheck", "test", "size", "api", "package", "demo:check", "examples"];
/** Beside them. */
const LONG = ["test:e2e"];

/** Runs one step to its end, and shows then what it said: two at once are not mixed. */
function run(step) {
  const started = performance.now();
  const child = spawn("npm", ["run", "--silent", step], { stdio: ["ignore", "pipe", "pipe"] });
  const said = [];
  child.stdout.on("data", (part) => said.push(part));
  child.stderr.on("data", (part) => said.push(part));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status) => {
      console.log(`==> client: ${step}`);
      process.stdout.write(Buffer.concat(said));
      if (status === 0) {
        console.log(`<== client: ${step}: ${since(started)}`);
        resolve();
      } else {
        console.error(`FAILED: client: npm run ${step}`);
        reject(new Error(step));
      }
    });
  });
}

async function runAll(steps) {
  for (const step of steps) await run(step);
}

const since = (started) => `${Math.round((performance.now() - started) / 1000)} s`;

const started = performance.now();
const asked = (flag) => process.argv.includes(flag);
const steps = [
  ...STEPS,
  ...(asked("--browser") ? ["test:browser"] : []),
  ...(asked("--firefox") ? ["test:firefox"] : []),
];
const rows = asked("--browser") ? [LONG, steps] : [steps];
const ends = await run("build").then(
  () => Promise.allSettled(rows.map(runAll)),
  () => [{ status: "rejected" }],
);
if (ends.some(({ status }) => status === "rejected")) {
  process.exitCode = 1;
} else {
  console.log(`client: all of it: ${since(started)}`);
}
