/**
 * Compiles each example against the packed client, in a directory that knows nothing of this
 * repository, as a user's project does.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { pack } from "./pack.mjs";
import { run } from "./run.mjs";

const PLACE = fileURLToPath(new URL("../../examples", import.meta.url));
const EXAMPLES = ["react", "angular"];
const INSTALL = ["install", "--no-audit", "--no-fund", "--prefer-offline", "--ignore-scripts"];

const packed = pack();
try {
  for (const name of EXAMPLES) {
    const project = mkdtempSync(join(tmpdir(), `admitone-${name}-`));
    try {
      cpSync(join(PLACE, name), project, {
        recursive: true,
        filter: (file) => !file.endsWith("node_modules"),
      });
      const file = join(project, "package.json");
      const manifest = JSON.parse(readFileSync(file, "utf8"));
      manifest.dependencies["@admitone/client"] = `file:${packed.tarball}`;
      writeFileSync(file, JSON.stringify(manifest));
      run("npm", INSTALL, { cwd: project });
      run("npm", ["run", "check"], { cwd: project });
      console.log(`example ${name}: compiles against the packed client`);
    } finally {
      rmSync(project, { recursive: true, force: true });
    }
  }
} finally {
  packed.remove();
}
