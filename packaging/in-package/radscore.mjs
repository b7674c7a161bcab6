#!/usr/bin/env node
/** Starts the packaged command; a Node before 22 hands over to the one that was installed as an optional dependency. */
// Nothing is imported here: as ES modules Node's own load all that they export, and an older Node lacks some of it.
if (Number(process.versions.node.split('.')[0]) >= 22) {
  // If the reader has seen enough (`radscore … | head`), the command has done its work.
  process.stdout.on('error', (error) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  const [nodeModule, { homedir }, { join }] = await ownModules('node:module', 'node:os', 'node:path');
  // V8's compiled code, in a folder of the user's own: anybody who can write there can run code as the user.
  nodeModule.enableCompileCache(join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'radscore'));
  const { main } = await import('./lib/main.js');
  process.exitCode = await main(process.argv.slice(2));
} else {
  const { spawn } = await import('node:child_process');
  const { fileURLToPath } = await import('node:url');
  const node = await installedNode();
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

/** Modules of Node itself. Before 22.3 it has no way to get them but by import. */
function ownModules(...names) {
  return Promise.all(names.map((name) => process.getBuiltinModule?.(name) ?? import(name)));
}

/** The Node of the package for this platform, wherever npm put it. */
async function installedNode() {
  const { platform, arch } = process;
  const [{ createRequire }, { existsSync }, { join }] = await ownModules('node:module', 'node:fs', 'node:path');
  const require = createRequire(import.meta.url);
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
