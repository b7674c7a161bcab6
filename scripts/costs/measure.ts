/** Measures analyses on local clouds and keeps what they used: the numbers that docs/scale.md is derived from. */
// usage: node scripts/costs/measure.ts runs|sweep [KIND [plain|archives [SIZE]]] → scripts/costs/measured.json
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { ANALYSIS, type MeasuredRun, measureRuns, type RunRequest } from './measured-runs.ts';

export const MEASURED = fileURLToPath(new URL('./measured.json', import.meta.url));

/** Sizes at which the functions of the analysis are run, MB. */
export const SIZES = [1024, 1769, 3008] as const;

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
  { kind: 'slices', sent: 'plain', seed: 13 },
  { kind: 'slices', sent: 'archives', seed: 14 },
  { kind: 'long', sent: 'archives', seed: 15 },
  { kind: 'long', sent: 'plain', seed: 16 },
];

/** Studies that are analysed at every size. */
const SWEPT: readonly RunRequest[] = [
  { kind: 'slices', sent: 'archives', seed: 21 },
  { kind: 'long', sent: 'archives', seed: 22 },
];

export function readMeasured(): Measured {
  return JSON.parse(readFileSync(MEASURED, 'utf8')) as Measured;
}

if (import.meta.main) {
  const [what, kind, sent, size] = process.argv.slice(2);
  const isAsked = (request: RunRequest) =>
    (kind ?? request.kind) === request.kind && (sent ?? request.sent) === request.sent;
  if (what === 'runs') await measureKinds(RUNS.filter(isAsked));
  else if (what === 'sweep')
    await sweep(
      SWEPT.filter(isAsked),
      SIZES.filter((one) => size === undefined || one === Number(size)),
    );
  else console.error('usage: node scripts/costs/measure.ts runs|sweep [KIND [plain|archives [SIZE]]]');
}

/** Replaces what was measured of these kinds; the rest stays. */
async function measureKinds(requests: readonly RunRequest[]): Promise<void> {
  const measured = (await measureRuns(requests, { onRun: say })).filter((run) => run !== undefined);
  update('runs', measured, ({ kind, sent }) => `${kind} ${sent}`);
}

/** A cloud for each size. */
async function sweep(requests: readonly RunRequest[], sizes: readonly number[]): Promise<void> {
  const measured: SweptRun[] = [];
  for (const memoryMb of sizes) {
    const errors: string[] = [];
    const runs = await measureRuns(requests, {
      memory: (name) => (ANALYSIS.some((one) => one === name) ? memoryMb : undefined),
      onRun: (run) => {
        say(run);
        errors.push('error' in run ? run.error : '');
      },
    });
    for (const [i, { kind, sent }] of requests.entries()) {
      const run = runs[i];
      const found = run ? { run: { tasks: run.tasks, peaks: run.peaks } } : { error: errors[i] };
      measured.push({ memoryMb, kind, sent, ...found });
    }
  }
  update('sweep', measured, ({ kind, sent, memoryMb }) => `${kind} ${sent} ${String(memoryMb).padStart(5)}`);
}

function update<Part extends 'runs' | 'sweep'>(
  part: Part,
  fresh: readonly Measured[Part]['measured'][number][],
  keyOf: (one: Measured[Part]['measured'][number]) => string,
): void {
  const before: Partial<Measured> = existsSync(MEASURED) ? readMeasured() : {};
  const kept = new Map((before[part]?.measured ?? []).map((one) => [keyOf(one), one]));
  for (const one of fresh) kept.set(keyOf(one), one);
  const measured = [...kept].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, value]) => value);
  const stamp = { date: new Date().toISOString().slice(0, 10), load: Math.round(loadavg()[0] * 10) / 10 };
  const machine = { cores: cpus().length, model: cpus()[0].model.trim(), node: process.versions.node };
  writeFileSync(MEASURED, `${JSON.stringify({ ...before, machine, [part]: { ...stamp, measured } }, null, 1)}\n`);
}

function say(run: MeasuredRun | { error: string }): void {
  console.error('error' in run ? run.error : `${run.kind} ${run.sent}: ${run.files} files, ${run.tasks.length} tasks`);
}
