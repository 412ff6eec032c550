/**
 * Looks at the tarball that would be published: what is in it, whether its entries are where
 * `exports` says, and whether every way of resolving types finds them.
 */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { pack } from "./pack.mjs";
import { run } from "./run.mjs";

const MAX_BYTES = 100 * 1024;
const BESIDE_DIST = ["LICENSE", "README.md", "package.json"];

const root = fileURLToPath(new URL("..", import.meta.url));
const manifest = JSON.parse(readFileSync(`${root}/package.json`, "utf8"));
const problems = [];

function tool(name, args) {
  try {
    run("npx", ["--no-install", name, ...args], { cwd: root });
  } catch (failure) {
    problems.push(failure.message);
  }
}

const packed = pack();
try {
  for (const file of BESIDE_DIST) {
    if (!packed.files.includes(file)) problems.push(`the package lacks ${file}`);
  }
  for (const file of packed.files) {
    const expected = BESIDE_DIST.includes(file) || /^dist\/[\w/-]+(\.d\.ts|\.js)$/.test(file);
    if (!expected) problems.push(`the package holds ${file}`);
    // Built from a source that is still there: nothing stale is published.
    const source = file.replace(/^dist\//, "src/").replace(/(\.d\.ts|\.js)$/, ".ts");
    const isBuilt = file.startsWith("dist/");
    if (isBuilt && !existsSync(`${root}/${source}`) && !existsSync(`${root}/${source}x`)) {
      problems.push(`${file} has no source`);
    }
  }
  if (packed.bytes > MAX_BYTES) {
    problems.push(`the package has ${packed.bytes} bytes, more than ${MAX_BYTES}`);
  }
  if (Object.keys(manifest.dependencies ?? {}).length > 0) {
    problems.push("the package has run-time dependencies");
  }
  if (readFileSync(`${root}/LICENSE`, "utf8") !== readFileSync(`${root}/../LICENSE`, "utf8")) {
    problems.push("LICENSE differs from that of the repository");
  }
  tool("publint", ["run", packed.tarball, "--strict", "--pack", "false"]);
  // The package is ESM by design; what else could be wrong for CommonJS is still looked at.
  tool("attw", [packed.tarball, "--ignore-rules", "cjs-resolves-to-esm", "--no-color"]);
} finally {
  packed.remove();
}

for (const problem of problems) {
  console.error(`FAILED: ${problem}`);
}
if (problems.length === 0) {
  console.log(
    `package: ${packed.files.length} files, ${packed.bytes} bytes, types resolve everywhere`,
  );
}
process.exitCode = problems.length > 0 ? 1 : 0;
