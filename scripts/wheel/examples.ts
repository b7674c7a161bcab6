/** PyRadiomics' own example scripts, run by PyRadiomics as they are, or with one import changed. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a run printed and wrote. */
export interface ExampleRun {
  readonly status: number | null;
  /** The last line of what went wrong. */
  readonly error: string;
  /** The code of a refusal that says what this package has not. */
  readonly refused?: string;
  /** Each number by its name and its place. */
  readonly numbers: ReadonlyMap<string, number>;
}

export const EXAMPLES: readonly {
  readonly name: string;
  readonly writes?: string;
  readonly args?: readonly string[];
}[] = [
  { name: 'helloRadiomics' },
  { name: 'helloRadiomicsWithSettings' },
  { name: 'helloFeatureClass' },
  { name: 'helloResampling', args: ['../data/breast1_image.nrrd', '../data/breast1_label.nrrd', 'i.nrrd', 'm.nrrd'] },
  { name: 'helloVoxel' },
  { name: 'batchprocessing', writes: 'radiomics_features.csv' },
  { name: 'batchProcessingWithPandas', writes: 'radiomics_features.csv' },
  { name: 'batchprocessing_parallel', writes: 'results.csv' },
];

/** Runs each in a copy of the examples; the cases are those test cases of PyRadiomics that are there. */
export function runExamples(
  python: string,
  checkout: string,
  testCases: string,
  folder: string,
  isChanged: boolean,
): ReadonlyMap<string, ExampleRun> {
  mkdirSync(join(folder, 'data'), { recursive: true });
  cpSync(join(checkout, 'examples'), join(folder, 'examples'), { recursive: true });
  cpSync(testCases, join(folder, 'data'), { recursive: true });
  // PyRadiomics looks for its test cases here before it fetches them.
  cpSync(testCases, join(folder, 'tmp', 'pyradiomics', 'data'), { recursive: true });
  const cwd = join(folder, 'examples');
  const [header, ...rows] = readFileSync(join(cwd, 'testCases.csv'), 'utf8').trim().split('\n');
  const there = rows.filter((row) => existsSync(join(cwd, row.split(',')[1].trim())));
  writeFileSync(join(cwd, 'testCases.csv'), `${[header, ...there].join('\n')}\n`);
  return new Map(
    EXAMPLES.map(({ name, args = [], writes }) => {
      const source = readFileSync(join(cwd, `${name}.py`), 'utf8');
      writeFileSync(join(cwd, `run_${name}.py`), isChanged ? withOurImport(source) : source);
      for (const file of readdirSync(cwd)) if (file === writes) writeFileSync(join(cwd, file), '');
      const env = { ...process.env, TMPDIR: join(folder, 'tmp'), PYTHONWARNINGS: 'ignore' };
      const options = { cwd, env, encoding: 'utf8', timeout: 600_000, maxBuffer: 1 << 26 } as const;
      const { status, stdout, stderr } = spawnSync(python, [`run_${name}.py`, ...args], options);
      const written = writes && existsSync(join(cwd, writes)) ? readFileSync(join(cwd, writes), 'utf8') : '';
      const error = stderr.trim().split('\n').at(-1) ?? '';
      const refused = /NotAvailable: (.*?);/.exec(stderr)?.[1];
      return [name, { status, error, refused, numbers: new Map([...printed(stdout), ...inTable(written)]) }];
    }),
  );
}

/** One import, whichever way it is written. */
function withOurImport(source: string): string {
  return source
    .replace(/^import radiomics$/m, 'import radscore.radiomics as radiomics')
    .replace(/^from radiomics\b/m, 'from radscore.radiomics');
}

/** `Computed NAME: NUMBER`, `NAME : NUMBER`; a name may come again in another class. */
function printed(text: string): [string, number][] {
  const counts = new Map<string, number>();
  return text.split('\n').flatMap((line): [string, number][] => {
    const [, name, number] = /^\s*(?:Computed )?(\w[\w-]*)\s*: (\S+)$/.exec(line) ?? [];
    if (number === undefined || !Number.isFinite(Number(number))) return [];
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    return [[`${name}@${count}`, Number(number)]];
  });
}

/** The numbers of a CSV table by column and row. */
function inTable(text: string): [string, number][] {
  const [header = [], ...rows] = text
    .trim()
    .split('\n')
    .map((line) => line.match(/("([^"]|"")*"|[^,]*)(,|$)/g)?.map((cell) => cell.replace(/,$/, '')) ?? []);
  return rows.flatMap((row, at) =>
    header.flatMap((name, column): [string, number][] => {
      const cell = row[column] ?? '';
      const isFeature = /^[a-z].*_(firstorder|shape|gl|ngtdm)/.test(name);
      return isFeature && cell !== '' ? [[`${name}@${at}`, Number(cell)]] : [];
    }),
  );
}
