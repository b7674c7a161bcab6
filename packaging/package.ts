/** `npm run package`: writes the packages to `dist/`, as folders and as the files that npm and pip install. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { synthesizeIfStale } from '../cli/service/synthesis.ts';
import { processTerminal } from '../cli/terminal/terminal.ts';
import { commandPackage } from './command-package.ts';
import { emitDeclarations } from './declarations.ts';
import { LIBRARIES, libraryPackage, type PackageFiles } from './library-package.ts';
import { writeWheels } from './python-wheel.ts';

/** A packed package. */
export interface Packed {
  readonly name: string;
  /** The `.tgz`. */
  readonly file: string;
  readonly bytes: number;
}

export interface PackageFolders {
  /** The repository. */
  readonly root: string;
  /** Where the packages go; emptied first. */
  readonly dist: string;
  /** A cloud assembly of these sources, `cdk.out`. */
  readonly assembly: string;
}

/** Builds and packs every package. */
export async function packAll({ root, dist, assembly }: PackageFolders): Promise<readonly Packed[]> {
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist, { recursive: true });
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const declarationsOf = emitDeclarations(root, LIBRARIES);
  const folders: string[] = [];
  for (const library of LIBRARIES) {
    folders.push(write(join(dist, library), await libraryPackage(root, library, version, declarationsOf)));
  }
  folders.push(write(join(dist, 'radscore'), await commandPackage(root, version, assembly)));
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
  const root = resolve(import.meta.dirname, '..');
  const assembly = await synthesizeIfStale(processTerminal);
  const dist = join(root, 'dist');
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const packed = await packAll({ root, dist, assembly });
  for (const { name, file, bytes } of [...packed, ...(await writeWheels(root, dist, version))]) {
    process.stderr.write(`${name}: ${relative(root, file)} (${(bytes / 1e6).toFixed(2)} MB)\n`);
  }
}
