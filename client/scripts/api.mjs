/**
 * Compares the public types with the reports in `api/`, so that no change of them goes unnoticed.
 * With `--update` it writes the reports.
 */
import { existsSync, mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Extractor, ExtractorConfig, ExtractorLogLevel } from "@microsoft/api-extractor";

const ENTRIES = ["index", "rooms", "react", "diagnostics", "polling", "rum", "testing"];
const update = process.argv.includes("--update");
const root = fileURLToPath(new URL("..", import.meta.url));

mkdirSync(`${root}/node_modules/.cache/api`, { recursive: true });

let failed = false;
for (const entry of ENTRIES) {
  const config = ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: `${root}/package.json`,
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: `${root}/dist/${entry}.d.ts`,
      compiler: { tsconfigFilePath: `${root}/tsconfig.build.json` },
      apiReport: {
        enabled: true,
        reportFileName: `${entry}.api.md`,
        reportFolder: `${root}/api`,
        reportTempFolder: `${root}/node_modules/.cache/api`,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      newlineKind: "lf",
      messages: {
        compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Error } },
        extractorMessageReporting: {
          default: { logLevel: ExtractorLogLevel.Error, addToApiReportFile: false },
          // Every export is public; there are no release tags.
          "ae-missing-release-tag": { logLevel: ExtractorLogLevel.None },
          // Types come from the core's entry, whose report has them all.
          "ae-forgotten-export": { logLevel: ExtractorLogLevel.None },
          "ae-undocumented": { logLevel: ExtractorLogLevel.None },
          "ae-unresolved-link": { logLevel: ExtractorLogLevel.None },
        },
        tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
      },
    },
  });
  const known = existsSync(`${root}/api/${entry}.api.md`);
  const result = Extractor.invoke(config, {
    localBuild: update,
    showVerboseMessages: false,
    messageCallback: (message) => {
      message.handled = message.logLevel !== ExtractorLogLevel.Error;
    },
  });
  if (result.errorCount > 0 || (!update && (result.apiReportChanged || !known))) {
    console.error(
      `FAILED: the public types of ${entry} differ from api/${entry}.api.md. If that is meant, run npm run api:update.`,
    );
    failed = true;
  }
}
if (!failed) {
  console.log(`api: ${ENTRIES.length} entries are as reported`);
}
process.exitCode = failed ? 1 : 0;
