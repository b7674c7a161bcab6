/** Measures analyses on local clouds and keeps what they used: the numbers that docs/scale.md is derived from. */
// usage: node scripts/costs/measure.ts [runs|sweep] → scripts/costs/measured.json
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { type MeasuredRun, measureRuns, type RunRequest } from './measured-runs.ts';

export const MEASURED = fileURLToPath(new URL('./measured.json', import.meta.url));

/** Sizes at which the functions of the analysis are run, MB. */
export const SIZES = [512, 1024, 1769, 3008] as const;

/** Functions that every study passes. */
export const ANALYSIS: ReadonlySet<string> = new Set([
  'admit-study',
  'prepare-sequence',
  'extract-features',
  'extract-filtered-features',
  'assemble-features',
  'predict-response',
]);

export interface SweptRun {
  readonly memoryMb: number;
  readonly kind: RunRequest['kind'];
  readonly sent: RunRequest['sent'];
  /** Undefined: the study did not become complete at this size. */
  readonly run?: Pick<MeasuredRun, 'tasks' | 'peaks'>;
  readonly error?: string;
}

export interface Measured {
  readonly machine: { readonly cores: number; readonly model: string; readonly node: string };
  readonly runs: { readonly date: string; readonly load: number; readonly measured: readonly MeasuredRun[] };
  readonly sweep: { readonly date: string; readonly load: number; readonly measured: readonly SweptRun[] };
}

const RUNS: readonly RunRequest[] = [
  { kind: 'volumes', sent: 'plain', seed: 11 },
  { kind: 'volumes', sent: 'plain', seed: 12 },
  { kind: 'slices', sent: 'plain', seed: 13 },
  { kind: 'slices', sent: 'archives', seed: 14 },
  { kind: 'long', sent: 'archives', seed: 15 },
  { kind: 'long', sent: 'plain', seed: 16 },
];

export function readMeasured(): Measured {
  return JSON.parse(readFileSync(MEASURED, 'utf8')) as Measured;
}

if (import.meta.main) {
  const what = process.argv[2] ?? 'runs';
  const before = ((): Partial<Measured> => {
    try {
      return readMeasured();
    } catch {
      return {};
    }
  })();
  const machine = { cores: cpus().length, model: cpus()[0].model.trim(), node: process.versions.node };
  const stamp = () => ({ date: new Date().toISOString().slice(0, 10), load: Math.round(loadavg()[0] * 10) / 10 });
  const say = (run: MeasuredRun | { error: string }) =>
    console.error(
      'error' in run ? run.error : `${run.kind} ${run.sent}: ${run.files} files, ${run.tasks.length} tasks`,
    );
  let after: Partial<Measured> = { ...before, machine };
  if (what === 'runs') {
    const measured = (await measureRuns(RUNS, { onRun: say })).filter((run) => run !== undefined);
    after = { ...after, runs: { ...stamp(), measured } };
  } else {
    const measured: SweptRun[] = [];
    for (const [i, memoryMb] of SIZES.entries()) {
      const requests = [
        { kind: 'slices', sent: 'archives', seed: 100 + i },
        { kind: 'long', sent: 'archives', seed: 200 + i },
      ] as const satisfies readonly RunRequest[];
      const errors: string[] = [];
      const runs = await measureRuns(requests, {
        memory: (name) => (ANALYSIS.has(name) ? memoryMb : undefined),
        onRun: (run) => {
          say(run);
          errors.push('error' in run ? run.error : '');
        },
      });
      for (const [j, { kind, sent }] of requests.entries()) {
        const run = runs[j];
        measured.push({
          memoryMb,
          kind,
          sent,
          ...(run ? { run: { tasks: run.tasks, peaks: run.peaks } } : { error: errors[j] }),
        });
      }
    }
    after = { ...after, sweep: { ...stamp(), measured } };
  }
  writeFileSync(MEASURED, `${JSON.stringify(after, null, 1)}\n`);
}
