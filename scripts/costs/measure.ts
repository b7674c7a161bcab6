/** Measures analyses on local clouds and keeps what they used: the numbers that docs/scale.md is derived from. */
// usage: node scripts/costs/measure.ts [KIND [plain|archives]] → scripts/costs/measured.json
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { type MeasuredRun, measureRun, type RunRequest } from './measured-runs.ts';

const MEASURED = fileURLToPath(new URL('./measured.json', import.meta.url));

export interface Measured {
  readonly machine: { readonly cores: number; readonly model: string; readonly node: string };
  readonly date: string;
  /** Load average at the end of the last run. */
  readonly load: number;
  readonly runs: readonly MeasuredRun[];
}

/** One file for each image and region is not packed. */
const RUNS: readonly RunRequest[] = [
  { kind: 'volumes', sent: 'plain', seed: 11 },
  { kind: 'slices', sent: 'plain', seed: 13 },
  { kind: 'slices', sent: 'archives', seed: 14 },
  { kind: 'long', sent: 'plain', seed: 16 },
  { kind: 'long', sent: 'archives', seed: 15 },
];
const placeOf = ({ kind, sent }: RunRequest): number => RUNS.findIndex((run) => run.kind === kind && run.sent === sent);

export function readMeasured(): Measured {
  return JSON.parse(readFileSync(MEASURED, 'utf8')) as Measured;
}

if (import.meta.main) {
  const [kind, sent] = process.argv.slice(2);
  const asked = RUNS.filter((run) => (kind ?? run.kind) === run.kind && (sent ?? run.sent) === run.sent);
  for (const request of asked) {
    // A cloud of its own for each: every function is found cold once.
    keep(await measureRun(request));
    console.error(`${request.kind}, ${request.sent}: measured`);
  }
}

/** Replaces what was measured of a kind; the rest stays. */
function keep(run: MeasuredRun): void {
  const before = existsSync(MEASURED) ? readMeasured().runs.filter((one) => placeOf(one) !== placeOf(run)) : [];
  const measured: Measured = {
    machine: { cores: cpus().length, model: cpus()[0].model.trim(), node: process.versions.node },
    date: new Date().toISOString().slice(0, 10),
    load: Math.round(loadavg()[0] * 10) / 10,
    runs: [...before, run].sort((one, other) => placeOf(one) - placeOf(other)),
  };
  writeFileSync(MEASURED, `${JSON.stringify(measured, null, 1)}\n`);
}
