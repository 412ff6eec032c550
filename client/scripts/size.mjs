/**
 * The size of the core in a page, and what an import of the core must not bring along.
 *
 * Bundled and minified with esbuild as an application would, compressed with gzip -9.
 */
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const CORE_BUDGET = 6 * 1024;
const KEPT_OUT_OF_THE_CORE = ["rooms", "react", "diagnostics", "polling", "rum", "testing"];

const dist = (name) => fileURLToPath(new URL(`../dist/${name}`, import.meta.url));

/** Everything the entry exports, bundled. */
async function bundle(stdin) {
  const { outputFiles, metafile } = await build({
    stdin: { contents: stdin, resolveDir: dist("."), loader: "js" },
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    platform: "browser",
    external: ["react"],
    metafile: true,
    write: false,
  });
  const [output] = Object.values(metafile.outputs);
  return {
    bytes: outputFiles[0].contents.length,
    gzip: gzipSync(outputFiles[0].contents, { level: 9 }).length,
    // A file that was read and then shaken out has no bytes in the output.
    files: Object.entries(output.inputs)
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      .map(([file]) => file),
  };
}

let failed = false;

function fail(text) {
  console.error(`FAILED: ${text}`);
  failed = true;
}

const core = await bundle('export * from "./index.js";');
console.log(`core: ${core.gzip} of ${CORE_BUDGET} bytes (${core.bytes} before gzip)`);
if (core.gzip > CORE_BUDGET) {
  fail(`the core is ${core.gzip - CORE_BUDGET} bytes over its budget.`);
}
for (const part of KEPT_OUT_OF_THE_CORE) {
  const strays = core.files.filter((file) => new RegExp(`(^|/)${part}(\\.js$|/)`).test(file));
  if (strays.length > 0) {
    fail(`an import of the core brings along ${strays.join(", ")}.`);
  }
}

for (const entry of KEPT_OUT_OF_THE_CORE) {
  const { gzip } = await bundle(`export * from "./${entry}.js";`);
  console.log(`${entry}: ${gzip} bytes with what it needs of the core`);
}

process.exitCode = failed ? 1 : 0;
