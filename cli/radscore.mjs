#!/usr/bin/env node
/** Starts the command of a clone: its build if it is up to date, else the sources. */
// Node runs the sources as they are written from 22.18 on. An older Node hands over to the one that the project pins.
// Nothing is imported here: as ES modules Node's own load all that they export, and an older Node lacks some of it.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major > 22 || (major === 22 && minor >= 18)) {
  const { dirname, join } = process.getBuiltinModule('node:path');
  const { fileURLToPath, pathToFileURL } = process.getBuiltinModule('node:url');
  const { BUILT, builtCommand } = await import('./built-command.mjs');
  // If the reader has seen enough (`radscore … | head`), the command has done its work.
  process.stdout.on('error', (error) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  const root = dirname(dirname(fileURLToPath(import.meta.url)));
  const built = process.env.RADSCORE_FROM_SOURCES ? undefined : builtCommand(root);
  if (built) process.getBuiltinModule('node:module').enableCompileCache(join(root, BUILT, 'compiled'));
  const { main } = await import(built ? pathToFileURL(built).href : './main.ts');
  process.exitCode = await main(process.argv.slice(2));
} else {
  const { spawnSync } = await import('node:child_process');
  const { existsSync } = await import('node:fs');
  const { fileURLToPath } = await import('node:url');
  const [platform, program] = process.platform === 'win32' ? ['win', 'node.exe'] : [process.platform, 'node'];
  const pinned = fileURLToPath(
    new URL(`../node_modules/node-${platform}-${process.arch}/bin/${program}`, import.meta.url),
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
