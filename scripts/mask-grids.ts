/**
 * Asks PyRadiomics itself for the values of masks on grids of their own, writes docs/mask-grids.md and, with `--fixture`, the
 * values that a test compares without it: `RADSCORE_PEERS=/path/to/python node scripts/mask-grids.ts [--cases N] [--first N]`.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { InputRefused, writeNrrd } from '@radscore/imaging';
import { ENGINE_VERSION, parseSettings } from '@radscore/radiomics';
import { extractCase } from '../cli/feature-case.ts';
import { MASK_GRIDS, type MaskGridCase, maskGridCase } from '../test/layers/radiomics/mask-grid-cases.ts';

const root = resolve(import.meta.dirname, '..');
const { values: flags } = parseArgs({
  options: {
    cases: { type: 'string', default: '1056' },
    first: { type: 'string', default: '0' },
    seeds: { type: 'string' },
    fixture: { type: 'boolean', default: false },
    quiet: { type: 'boolean', default: false },
  },
});
const python = process.env.RADSCORE_PEERS;
if (!python) throw new Error('got no RADSCORE_PEERS; wanted a Python interpreter that has PyRadiomics');

type Values = Readonly<Record<string, number | string>>;
interface Answer {
  readonly features?: Values;
  readonly error?: string;
  readonly placed?: Values;
  readonly placedError?: string;
}

/** Relative to the reference; a reference of 0 wants 0 within 1e-12. */
const SAME = 1e-9;
const SAME_AS_ZERO = 1e-12;

const folder = mkdtempSync(join(tmpdir(), 'mask-grids-'));
const worker = spawn(python, [resolve(root, 'test/peers/pyradiomics_worker.py')], { stdio: ['pipe', 'pipe', 'ignore'] });
const lines = createInterface({ input: worker.stdout })[Symbol.asyncIterator]();
const answer = async (): Promise<unknown> => {
  const { value, done } = await lines.next();
  if (done) throw new Error('PyRadiomics ended');
  return JSON.parse(value);
};
const versions = (await answer()) as Readonly<Record<string, string>>;

interface Outcome {
  readonly work: MaskGridCase;
  readonly kind: 'same' | 'placed' | 'both refuse' | 'only this engine refuses' | 'only PyRadiomics refuses';
  readonly values: number;
  readonly within: number;
  readonly worst: number;
  readonly worstName: string;
  readonly refusal?: string;
  readonly isNoted: boolean;
}

const outcomes: Outcome[] = [];
const fixture: { seed: number; features: Values }[] = [];
try {
  const first = Number(flags.first);
  const seeds = flags.seeds?.split(',').map(Number) ?? Array.from({ length: Number(flags.cases) }, (_, k) => first + k);
  for (const seed of seeds) outcomes.push(await judge(maskGridCase(seed)));
} finally {
  worker.stdin.end();
  rmSync(folder, { recursive: true, force: true });
}

async function judge(work: MaskGridCase): Promise<Outcome> {
  const path = (name: string): string => join(folder, name);
  writeFileSync(path('image.nrrd'), writeNrrd(work.image, { encoding: 'raw' }));
  writeFileSync(path('mask.nrrd'), writeNrrd(work.mask, { encoding: 'raw' }));
  // JSON is YAML; PyRadiomics wants the ending.
  writeFileSync(path('parameters.yaml'), work.parameters);
  const request = { image: path('image.nrrd'), mask: path('mask.nrrd'), parameters: path('parameters.yaml') };
  worker.stdin.write(`${JSON.stringify({ ...request, place: !work.resamples })}\n`);
  const theirs = (await answer()) as Answer;
  const own = ownValues(request, work);
  const nothing = { work, values: 0, within: 0, worst: 0, worstName: '', isNoted: false };
  const reference = theirs.features ?? theirs.placed;
  if (typeof own === 'string') {
    const isBoth = theirs.features === undefined;
    if (!isBoth && !flags.quiet) console.log(`${describe(work)}: only this engine refuses: ${own}`);
    return { ...nothing, kind: isBoth ? 'both refuse' : 'only this engine refuses', refusal: own };
  }
  if (reference === undefined) {
    const refusal = theirs.placedError ?? theirs.error ?? '';
    if (!flags.quiet) console.log(`${describe(work)}: only PyRadiomics refuses: ${refusal}`);
    return { ...nothing, kind: 'only PyRadiomics refuses', refusal };
  }
  if (flags.fixture && theirs.features) fixture.push({ seed: work.seed, features: theirs.features });
  const compared = compare(own.features, reference);
  for (const line of compared.off.slice(0, flags.quiet ? 0 : 3)) console.log(`${describe(work)}: ${line}`);
  return { ...nothing, ...compared, kind: theirs.features ? 'same' : 'placed', isNoted: own.isNoted };
}

function ownValues(
  request: { image: string; mask: string },
  work: MaskGridCase,
): { features: Readonly<Record<string, number>>; isNoted: boolean } | string {
  try {
    const settings = parseSettings(work.parameters);
    const { features, warnings } = extractCase(request, { profile: 'pyradiomics', settings });
    return { features, isNoted: warnings.some(({ code }) => code === 'mask-grid') };
  } catch (error) {
    if (error instanceof InputRefused) return `${error.code}: got ${error.got}`;
    throw error;
  }
}

function compare(own: Readonly<Record<string, number>>, reference: Values) {
  let [values, within, worst, worstName] = [0, 0, 0, ''];
  const off: string[] = [];
  for (const name of new Set([...Object.keys(reference), ...Object.keys(own)])) {
    values++;
    const wanted = name in reference ? Number(reference[name]) : undefined;
    const value = own[name];
    if (wanted === undefined || value === undefined) {
      off.push(`${name}: got ${value}, wanted ${wanted}`);
      continue;
    }
    const difference = Object.is(wanted, value) || wanted === value ? 0 : Math.abs(value - wanted);
    const relative = difference <= SAME_AS_ZERO ? 0 : difference / Math.abs(wanted);
    if (relative <= SAME) within++;
    else off.push(`${name}: got ${value}, wanted ${wanted}`);
    if (relative > worst || Number.isNaN(relative)) [worst, worstName] = [relative, name];
  }
  return { values, within, worst, worstName, off };
}

function describe({ seed, grid, isReordered, parameters }: MaskGridCase): string {
  return `${seed} (${grid}${isReordered ? ', reordered' : ''}) ${parameters}`;
}

const sum = (list: readonly Outcome[], pick: (outcome: Outcome) => number): number =>
  list.reduce((total, outcome) => total + pick(outcome), 0);
const values = sum(outcomes, (o) => o.values);
const within = sum(outcomes, (o) => o.within);
const compared = outcomes.filter((o) => o.kind === 'same' || o.kind === 'placed');
console.log(`${within} of ${values} values within ${SAME}, ${compared.length} cases compared of ${outcomes.length}`);
for (const kind of ['both refuse', 'only this engine refuses', 'only PyRadiomics refuses'] as const) {
  console.log(`${kind}: ${outcomes.filter((o) => o.kind === kind).length}`);
}
for (const kind of ['both refuse', 'only this engine refuses', 'only PyRadiomics refuses'] as const) {
  const counts = new Map<string, number>();
  for (const o of outcomes.filter((one) => one.kind === kind)) {
    const key = `${o.work.grid} | ${(o.refusal ?? '').slice(0, 60)}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  for (const [key, count] of counts) console.log(`  ${kind}: ${count} ${key}`);
}
if (flags.fixture) {
  writeFileSync('/tmp/mask-grid-fixture.json', JSON.stringify({ versions, cases: fixture }));
}
