/** Prints figures of the house as a table: folders, circles, lengths, exported names, tests that skip. */
// usage: npm run figures [-- --suite [PATH…]]. With `--suite` it runs every test, or those below the paths, without the
// folder beside the repository (all of them take some 15 minutes on two cores), and counts those that skip.
import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const SOURCES = ['layers', 'lambdas', 'infra', 'local', 'console', 'cli', 'packaging', 'scripts', 'state-machines'];
const LAYERS = ['imaging', 'radiomics', 'statistics', 'pipeline'];

/** A source file: path in the repository, lines, and what it imports by relative path. */
interface Source {
  readonly path: string;
  readonly text: string;
  readonly lines: number;
}

function sourcesIn(folders: readonly string[]): Source[] {
  return folders
    .flatMap((folder) => globSync(`${folder}/**/*.{ts,mts,mjs}`, { cwd: root }))
    .filter((path) => !/node_modules|\.generated\.|\.d\.mts$|\.d\.ts$/.test(path))
    .map((path) => {
      const text = readFileSync(join(root, path), 'utf8');
      return { path: path.split(sep).join('/'), text, lines: text.split('\n').length - 1 };
    });
}

/** Value below which the share `p` of the sorted numbers lies. */
function quantile(numbers: readonly number[], p: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))];
}

/** Arrows between the folders of a layer, and the circles among them. */
function wings(sources: readonly Source[], layer: string): { wings: number; arrows: number; circles: string[] } {
  const base = `layers/${layer}`;
  const wingOf = (path: string): string => relative(base, path).split('/').slice(0, -1)[0] ?? basename(path, '.ts');
  const arrows = new Map<string, Set<string>>();
  for (const { path, text } of sources) {
    if (!path.startsWith(`${base}/`) || path.includes('/assembly/')) continue;
    const from = arrows.get(wingOf(path)) ?? new Set();
    arrows.set(wingOf(path), from);
    for (const [, specifier] of text.matchAll(/(?:from|import)\s*\(?'(\.{1,2}\/[^']+)'/g)) {
      const to = wingOf(join(dirname(path), specifier).split(sep).join('/'));
      if (to !== wingOf(path)) from.add(to);
    }
  }
  // Entries of the layer import every wing and are imported by none.
  for (const entry of ['index', 'node', 'public']) arrows.delete(entry);
  return {
    wings: arrows.size,
    arrows: [...arrows.values()].reduce((sum, to) => sum + to.size, 0),
    circles: circlesOf(arrows),
  };
}

/** Groups of nodes that reach each other. */
function circlesOf(arrows: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const reached = new Map<string, Set<string>>();
  for (const start of arrows.keys()) {
    const seen = new Set<string>();
    const open = [...(arrows.get(start) ?? [])];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      if (seen.has(node)) continue;
      seen.add(node);
      open.push(...(arrows.get(node) ?? []));
    }
    reached.set(start, seen);
  }
  const inCircle = [...reached].filter(([node, seen]) => seen.has(node));
  return inCircle.map(([node, seen]) =>
    [...seen]
      .filter((other) => reached.get(other)?.has(node))
      .sort()
      .join(' ↔ '),
  );
}

async function exportedNames(layer: string): Promise<string> {
  const count = async (file: string) => Object.keys(await import(join(root, 'layers', layer, file))).length;
  const whole = await count('index.ts');
  return layer === 'pipeline' ? `${whole}` : `${await count('public.ts')} (${whole} inside the repository)`;
}

/** Tests that skip without the folder beside the repository. */
function skipped(paths: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'radscore-figures-'));
  try {
    const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
    const report = join(folder, 'report.json');
    spawnSync(process.execPath, [vitest, 'run', ...paths, '--reporter=json', `--outputFile=${report}`], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, RADSCORE_SHARED: folder },
    });
    const { numTotalTests, numPendingTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
    const files = testResults
      .filter((file: { assertionResults: { status: string }[] }) =>
        file.assertionResults.some(({ status }) => status === 'skipped' || status === 'pending'),
      )
      .map((file: { name: string }) => relative(root, file.name));
    console.log(`files with tests that skip:\n  ${files.sort().join('\n  ')}`);
    return `${numPendingTests} of ${numTotalTests} (${((100 * numPendingTests) / numTotalTests).toFixed(1)} %)`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const sources = sourcesIn(SOURCES);
const tests = sourcesIn(['test']);
const folders = Map.groupBy(sources, ({ path }) => dirname(path));
const [fullest, held] = [...folders].toSorted(([, a], [, b]) => b.length - a.length)[0];
const lengths = sources.map(({ lines }) => lines);
const total = (of: readonly Source[]): number => of.reduce((sum, { lines }) => sum + lines, 0);
const opening = sources.filter(({ text }) => /^(#!.*\n)?(\/\*\*|\/\/)/.test(text)).length;

const rows: [string, string][] = [
  ['source files', `${sources.length}`],
  ['most files in one folder', `${held.length} (${fullest})`],
  [
    'lines of a file, median / p90 / max',
    `${quantile(lengths, 0.5)} / ${quantile(lengths, 0.9)} / ${Math.max(...lengths)}`,
  ],
  ['test lines : source lines', (total(tests) / total(sources)).toFixed(2)],
  ['files that open with a comment', `${opening} of ${sources.length}`],
];
for (const layer of LAYERS) {
  const found = wings(sources, layer);
  rows.push([`wings of ${layer}, arrows, circles`, `${found.wings}, ${found.arrows}, ${found.circles.length}`]);
  for (const circle of new Set(found.circles)) rows.push([`circle in ${layer}`, circle]);
}
for (const layer of LAYERS) rows.push([`exported names of ${layer}`, await exportedNames(layer)]);
const args = process.argv.slice(2);
if (args[0] === '--suite') rows.push(['tests that skip without ../shared', skipped(args.slice(1))]);
console.log(`| figure | value |\n| --- | --- |\n${rows.map(([what, value]) => `| ${what} | ${value} |`).join('\n')}`);
