// Checks an AsyncAPI document with the reference parser: node asyncapi.cjs FILE
const { readFileSync } = require("node:fs");
const { Parser } = require("@asyncapi/parser");

new Parser().parse(readFileSync(process.argv[2], "utf8")).then(({ document, diagnostics }) => {
  const problems = diagnostics.filter(({ severity }) => severity <= 1);
  for (const { path, message } of problems) {
    console.error(`${path.join(".")}: ${message}`);
  }
  process.exit(document && problems.length === 0 ? 0 : 1);
});
