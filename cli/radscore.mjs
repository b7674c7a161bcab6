#!/usr/bin/env node
/** Starts the command of a clone: its build if it is up to date, else the sources. */
// Node runs the sources as they are written from 22.18 on. An older Node hands over to the one that the project pins.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
// As a whole: a name that an older Node does not have would stop it before it can hand over.
import * as nodeModule from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { BUILT, builtCommand } from './built-command.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [major, minor] = process.versions.node.split('.').map(Number);
if (major > 22 || (major === 22 && minor >= 18)) {
  // If the reader has seen enough (`radscore … | head`), the command has done its work.
  process.stdout.on('error', (error) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  const built = process.env.RADSCORE_FROM_SOURCES ? undefined : builtCommand(root);
  if (built) nodeModule.enableCompileCache(join(root, BUILT, 'compiled'));
  const { main } = await import(built ? pathToFileURL(built).href : './main.ts');
  process.exitCode = await main(process.argv.slice(2));
} else {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const pinned = join(
    root,
    'node_modules',
    `node-${platform}-${process.arch}`,
    'bin',
    platform === 'win' ? 'node.exe' : 'node',
  );
  if (!existsSync(pinned)) {
    console.error(`radscore: got Node ${process.versions.node}; wanted 22.18 or newer. Install it, or run \`npm ci\`.`);
    process.exit(1);
  }
  const { status, signal } = spawnSync(pinned, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  process.exitCode = status ?? (signal === 'SIGINT' ? 130 : 1);
}
