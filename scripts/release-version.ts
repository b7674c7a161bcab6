/** Makes the next version from the changesets: in every package, lock file, CITATION.cff and CHANGELOG.md. */
// usage: npm run release:version. It commits and publishes nothing.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Groups of the changelog, in their order. */
const GROUPS = ['Values changed', 'Changed', 'Refused by name', 'Fixed', 'Added'];

/** A sentence for the changelog. */
interface Entry {
  readonly group: string;
  readonly text: string;
}

/** The sentences of the changesets in a folder. @throws Error for one without a group */
export function entriesOf(folder: string): Entry[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.md') && name !== 'README.md')
    .sort()
    .map((name) => {
      const body = readFileSync(join(folder, name), 'utf8').replace(/^---\n[\s\S]*?\n---\n/, '');
      const [, group, text] = /^\s*([A-Z][\w ]+): ([\s\S]+?)\s*$/.exec(body) ?? [];
      if (!GROUPS.includes(group)) {
        throw new Error(
          `.changeset/${name}: got no group; wanted a sentence that begins with ${GROUPS.join(': or ')}:`,
        );
      }
      return { group, text: text.replaceAll(/\s*\n\s*/g, ' ') };
    });
}

/** The changelog with what was unreleased, and the given sentences, under a version and a date. */
export function released(changelog: string, entries: readonly Entry[], version: string, date: string): string {
  const at = changelog.search(/^## /m);
  const head = at < 0 ? changelog : changelog.slice(0, at);
  const rest = at < 0 ? '' : changelog.slice(at);
  const [, open = ''] = /^## Unreleased\n([\s\S]*?)(?=^## |$(?![\s\S]))/m.exec(rest) ?? [];
  const older = rest.replace(/^## Unreleased\n[\s\S]*?(?=^## |$(?![\s\S]))/m, '');
  const parts = new Map<string, string>();
  for (const part of open.split(/^### /m).slice(1)) {
    const [title, ...lines] = part.split('\n');
    parts.set(title.trim(), lines.join('\n').trim());
  }
  for (const { group, text } of entries) {
    parts.set(group, [parts.get(group), `- ${capitalised(text)}`].filter(Boolean).join('\n'));
  }
  const order = [...new Set([...GROUPS, ...parts.keys()])].filter((group) => parts.has(group));
  const body = order.map((group) => `### ${group}\n${parts.get(group)}\n`).join('\n');
  return `${head}## ${version} – ${date}\n\n${body}\n${older}`.trimEnd().concat('\n');
}

const capitalised = (text: string): string => text[0].toUpperCase() + text.slice(1);

/** Applies the changesets of a repository. Gives the version. */
export function releaseVersion(root: string, date: string): string {
  const entries = entriesOf(join(root, '.changeset'));
  if (entries.length === 0) throw new Error('got no changeset; wanted at least one. Run `npm run changeset` first.');
  const cli = resolve(import.meta.dirname, '..', 'node_modules', '@changesets', 'cli', 'bin.js');
  const { status, stderr, stdout } = spawnSync(process.execPath, [cli, 'version'], { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`changeset version ended with ${status}; wanted 0:\n${stdout}${stderr}`);
  const version: string = readJson(root, 'layers/imaging/package.json').version;
  writeJson(root, 'package.json', { ...readJson(root, 'package.json'), version });
  const lock = readJson(root, 'package-lock.json');
  for (const [path, one] of Object.entries<Record<string, unknown>>(lock.packages)) {
    if (!path.includes('node_modules') && typeof one.version === 'string') one.version = version;
  }
  writeJson(root, 'package-lock.json', { ...lock, version });
  edit(root, 'CITATION.cff', (text) => text.replace(/^version: .*$/m, `version: ${version}`));
  edit(root, 'CHANGELOG.md', (text) => released(text, entries, version, date));
  return version;
}

function readJson(root: string, path: string) {
  return JSON.parse(readFileSync(join(root, path), 'utf8'));
}

function writeJson(root: string, path: string, content: object): void {
  writeFileSync(join(root, path), `${JSON.stringify(content, null, 2)}\n`);
}

function edit(root: string, path: string, change: (text: string) => string): void {
  writeFileSync(join(root, path), change(readFileSync(join(root, path), 'utf8')));
}

if (import.meta.main) {
  const version = releaseVersion(resolve(import.meta.dirname, '..'), new Date().toISOString().slice(0, 10));
  process.stderr.write(`version ${version}: look at the difference, commit it, and tag it v${version}\n`);
}
