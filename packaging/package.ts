/**
 * `npm run package`: writes the packages to `dist/`, as folders and as the files that `npm install` and `npm publish`
 * take. The same sources give the same bytes.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { commandPackage } from './command-package.ts';
import { emitDeclarations } from './declarations.ts';
import { LIBRARIES, libraryPackage, type PackageFiles } from './library-package.ts';

/** A packed package. */
export interface Packed {
  readonly name: string;
  /** The `.tgz`. */
  readonly file: string;
  readonly bytes: number;
}

/** Builds and packs every package into `dist/`. */
export async function packAll(root: string): Promise<readonly Packed[]> {
  const dist = join(root, 'dist');
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist, { recursive: true });
  execFileSync(process.execPath, [join(root, 'node_modules/aws-cdk/bin/cdk'), 'synth', '--quiet'], {
    cwd: root,
    env: { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH}` },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const declarationsOf = emitDeclarations(root, LIBRARIES);
  const folders: string[] = [];
  for (const library of LIBRARIES) {
    folders.push(write(join(dist, library), await libraryPackage(root, library, version, declarationsOf)));
  }
  folders.push(write(join(dist, 'radscore'), await commandPackage(root, version)));
  return folders.map((folder) => pack(folder, dist));
}

function write(folder: string, files: PackageFiles): string {
  for (const [path, contents] of files) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, contents, { mode: file.endsWith('.mjs') ? 0o755 : 0o644 });
  }
  return folder;
}

function pack(folder: string, dist: string): Packed {
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', dist];
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const answer = execFileSync(npm, args, { cwd: folder, shell: process.platform === 'win32', encoding: 'utf8' });
  const parsed = JSON.parse(answer);
  const [{ name, filename, size }] = Array.isArray(parsed) ? parsed : Object.values(parsed);
  return { name, file: join(dist, filename), bytes: size };
}

if (import.meta.main) {
  for (const { name, file, bytes } of await packAll(resolve(import.meta.dirname, '..'))) {
    process.stderr.write(`${name}: ${file} (${(bytes / 1e6).toFixed(2)} MB)\n`);
  }
}
