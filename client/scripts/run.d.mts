import type { SpawnSyncOptions } from "node:child_process";

export declare function run(command: string, args: string[], options?: SpawnSyncOptions): string;
