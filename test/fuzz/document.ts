import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What became of the mutations of one format. */
export interface FormatResult {
  readonly format: string;
  readonly run: number;
  readonly refused: number;
  readonly same: number;
  readonly other: number;
  readonly compared: number;
  readonly crash: number;
  readonly hang: number;
  readonly memory: number;
  readonly otherwise: number;
  /** Largest size of a process, MB. */
  readonly peak: number;
}

/** A run as `--record` writes it. */
export interface RunResult {
  readonly date: string;
  readonly seed: number;
  readonly shard: string;
  readonly differential: boolean;
  readonly results: readonly FormatResult[];
}

const DOCUMENT = join(import.meta.dirname, '../../docs/fuzzing.md');
const [START, END] = ['<!-- measured: npm run fuzz -- --document -->', '<!-- end of measured -->'];

/** Sums up recorded runs in docs/fuzzing.md: one table without comparison, one with it. */
export function documentRuns(files: readonly string[]): void {
  const runs = files.map((file) => JSON.parse(readFileSync(file, 'utf8')) as RunResult);
  const parts = [false, true].flatMap((differential) => {
    const some = runs.filter((run) => run.differential === differential);
    return some.length > 0 ? [tableOf(some, differential)] : [];
  });
  const before = readFileSync(DOCUMENT, 'utf8');
  const [head, rest] = before.split(START);
  const tail = rest?.split(END)[1];
  if (tail === undefined) throw new Error(`got no "${START}" … "${END}" in ${DOCUMENT}; wanted them around the tables`);
  writeFileSync(DOCUMENT, `${head}${START}\n\n${parts.join('\n\n')}\n\n${END}${tail}`);
}

const SUMS = ['run', 'refused', 'same', 'other', 'compared', 'crash', 'hang', 'memory', 'otherwise'] as const;

function tableOf(runs: readonly RunResult[], differential: boolean): string {
  const columns = SUMS.filter((key) => differential || (key !== 'compared' && key !== 'otherwise'));
  const all = runs.flatMap(({ results }) => results);
  const row = (name: string, some: readonly FormatResult[]): string => {
    const sums = columns.map((key) => some.reduce((sum, one) => sum + one[key], 0).toLocaleString('en'));
    return `| ${[name, ...sums, Math.max(...some.map(({ peak }) => peak))].join(' | ')} |`;
  };
  const formats = [...new Set(all.map(({ format }) => format))];
  const dates = [...new Set(runs.map(({ date }) => date))].sort().join(', ');
  const seeds = runs.map(({ seed, shard }) => (shard === '1/1' ? `${seed}` : `${seed} (shard ${shard})`)).join(', ');
  return [
    `${dates}, ${differential ? 'with' : 'without'} comparison, seeds ${seeds}:`,
    '',
    `| ${['format', ...columns, 'peak MB'].join(' | ')} |`,
    `| --- |${' ---: |'.repeat(columns.length + 1)}`,
    ...formats.map((name) =>
      row(
        name,
        all.filter(({ format }) => format === name),
      ),
    ),
    row('all', all),
  ].join('\n');
}
