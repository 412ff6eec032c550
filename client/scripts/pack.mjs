import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "./run.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * Packs the built package as it would be published, into a directory of its own.
 *
 * @returns {{ tarball: string, files: string[], bytes: number, remove: () => void }}
 */
export function pack() {
  const directory = mkdtempSync(join(tmpdir(), "admitone-pack-"));
  const args = ["pack", "--json", "--ignore-scripts", "--pack-destination", directory];
  const printed = JSON.parse(run("npm", args, { cwd: root }));
  // npm 11 answers a list; newer ones an object by name.
  const [packed] = Object.values(printed);
  return {
    tarball: join(directory, packed.filename),
    files: packed.files.map(({ path }) => path),
    bytes: packed.size,
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
