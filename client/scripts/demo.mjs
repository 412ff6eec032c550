/**
 * Builds the demo page's script into the resources of `bootstrap`, where it is kept, so that the
 * server can be built without Node. With `--check` it compares instead.
 *
 * Not minified: a reader who opens the developer tools shall find something to read.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const target = fileURLToPath(
  new URL("../../bootstrap/src/main/resources/io/admitone/bootstrap/demo/demo.js", import.meta.url),
);

const { outputFiles } = await build({
  entryPoints: [`${root}/demo/main.ts`],
  absWorkingDir: root,
  bundle: true,
  format: "esm",
  target: "es2022",
  platform: "browser",
  charset: "utf8",
  legalComments: "none",
  banner: { js: "// Built from client/demo by `npm run demo`. Change it there." },
  write: false,
});
const fresh = Buffer.from(outputFiles[0].contents);

if (!process.argv.includes("--check")) {
  writeFileSync(target, fresh);
  console.log(`demo: ${fresh.length} bytes written`);
} else if (!existsSync(target) || !readFileSync(target).equals(fresh)) {
  console.error("FAILED: the page's script in bootstrap is not that of client/demo: npm run demo");
  process.exitCode = 1;
} else {
  console.log("demo: the script in bootstrap is a fresh build");
}
