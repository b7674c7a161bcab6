#!/usr/bin/env node
/** Starts the packaged command; a Node before 22 hands over to the one that was installed as an optional dependency. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

if (Number(process.versions.node.split('.')[0]) >= 22) {
  // If the reader has seen enough (`radscore … | head`), the command has done its work.
  process.stdout.on('error', (error) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  // V8's compiled code, in a folder of the user's own: anybody who can write there can run code as the user.
  nodeModule.enableCompileCache(join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'radscore'));
  const { main } = await import('./lib/main.js');
  process.exitCode = await main(process.argv.slice(2));
} else {
  const node = installedNode();
  if (node === undefined) {
    console.error(
      `radscore: got Node ${process.versions.node}; wanted 22 or newer. Install it from your package manager, or ` +
        'install radscore again without --omit=optional, which brings a Node of its own on Linux, macOS and Windows.',
    );
    process.exit(1);
  }
  const command = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  // A terminal sends Ctrl-C to both; a signal to this process alone is passed on.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => command.kill(signal));
  command.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
  });
}

/** The Node of the package for this platform, wherever npm put it. */
function installedNode() {
  const { platform, arch } = process;
  const require = nodeModule.createRequire(import.meta.url);
  const program = platform === 'win32' ? 'bin/node.exe' : 'bin/node';
  const names = [`node-${platform === 'win32' ? 'win' : platform}-${arch}`, `node-bin-${platform}-${arch}`];
  for (const name of names) {
    for (const folder of require.resolve.paths(name) ?? []) {
      const file = join(folder, name, program);
      if (existsSync(file)) return file;
    }
  }
  return undefined;
}
