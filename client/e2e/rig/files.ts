import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { File } from "./edge.js";

const client = fileURLToPath(new URL("../..", import.meta.url));

/** Bundles a script for the page, as an application would. */
export async function script(entry: string): Promise<File> {
  const { outputFiles } = await build({
    entryPoints: [`${client}/${entry}`],
    bundle: true,
    format: "esm",
    target: "es2022",
    platform: "browser",
    jsx: "automatic",
    define: { "process.env.NODE_ENV": '"development"' },
    write: false,
  });
  return { type: "text/javascript", content: outputFiles[0]!.text };
}

/** A page that runs the script at that path and has nothing else. */
export function page(path: string, body = ""): File {
  return {
    type: "text/html; charset=utf-8",
    content: `<!doctype html><html lang="en"><title>under test</title><link rel="icon" href="data:,">
<body>${body}<script type="module" src="${path}"></script></body></html>`,
  };
}
