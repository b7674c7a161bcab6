/** Asks PyRadiomics itself for the values of masks on grids of their own, and counts which agree. */
// usage: RADSCORE_PEERS=/path/to/python node scripts/mask-grids.ts [--cases N] [--first N] [--seeds N,N] [--document] [--fixture]
// `--document` writes docs/mask-grids.md, `--fixture` the values that a test compares without PyRadiomics. `--further N`: N cases
// with what the others lack, instead. In pieces: `--save FILE` keeps what was found, `--pieces FILE,FILE` counts what was kept.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { InputRefused } from '@radscore/imaging';
import { ENGINE_VERSION, parseSettings } from '@radscore/radiomics';
import { extractCase } from '../cli/features/extract-case.ts';
import { SPHERE_HARMONICS } from '../layers/radiomics/filters/sphere-harmonics.generated.ts';
import { FURTHER, type FurtherCase, furtherCase, writeCase } from '../test/layers/radiomics/further-mask-grid-cases.ts';
import { MASK_GRIDS, type MaskGridCase, maskGridCase } from '../test/layers/radiomics/mask-grid-cases.ts';
import {
  isSame,
  type Proof,
  type Rounding,
  relativeDifference,
  UNDETERMINED,
  type Undetermined,
  whyApart,
} from '../test/layers/radiomics/mask-grid-values.ts';

const root = resolve(import.meta.dirname, '..');
const { values: flags } = parseArgs({
  options: {
    cases: { type: 'string', default: '1056' },
    first: { type: 'string', default: '0' },
    seeds: { type: 'string' },
    save: { type: 'string' },
    pieces: { type: 'string' },
    further: { type: 'string' },
    fixture: { type: 'boolean', default: false },
    document: { type: 'boolean', default: false },
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

const folder = mkdtempSync(join(tmpdir(), 'mask-grids-'));
const worker = spawn(python, [resolve(root, 'test/peers/pyradiomics_worker.py')], {
  stdio: ['pipe', 'pipe', 'ignore'],
});
const lines = createInterface({ input: worker.stdout })[Symbol.asyncIterator]();
const answer = async (): Promise<unknown> => {
  const { value, done } = await lines.next();
  if (done) throw new Error('PyRadiomics ended');
  return JSON.parse(value);
};
// A wheel built from PyRadiomics' tag calls itself 0+unknown.
const versions = { ...((await answer()) as Readonly<Record<string, string>>), PyRadiomics: '3.1.0' };

interface Apart extends Proof {
  readonly name: string;
  readonly value: number | string;
  readonly wanted: number | string;
}

interface Outcome {
  readonly work: Pick<MaskGridCase, 'seed' | 'grid' | 'isReordered' | 'resamples'> & Pick<FurtherCase, 'further'>;
  readonly kind: 'same' | 'placed' | 'both refuse' | 'only this engine refuses' | 'only PyRadiomics refuses';
  readonly values: number;
  readonly within: number;
  readonly worst: number;
  readonly worstName: string;
  /** Values apart where PyRadiomics gives both; and the others. */
  readonly apart: readonly Apart[];
  readonly unexplained: number;
  readonly refusal?: string;
  readonly isNoted: boolean;
}

interface Answered {
  readonly seed: number;
  readonly features: Values;
  readonly kind: string;
  readonly isApart: boolean;
}

const outcomes: Outcome[] = [];
const fixture: Answered[] = [];
try {
  const first = Number(flags.first);
  const seeds = flags.seeds?.split(',').map(Number) ?? Array.from({ length: Number(flags.cases) }, (_, k) => first + k);
  const cases: (() => FurtherCase)[] = flags.further
    ? Array.from({ length: Number(flags.further) }, (_, k) => () => furtherCase(k))
    : seeds.map((seed) => () => maskGridCase(seed));
  for (const one of flags.pieces ? [] : cases) {
    outcomes.push(await judge(one()));
    if (outcomes.length % 16 === 0) save();
  }
  save();
} finally {
  worker.stdin.end();
  rmSync(folder, { recursive: true, force: true });
}
for (const piece of flags.pieces?.split(',') ?? []) {
  const kept = JSON.parse(readFileSync(piece, 'utf8')) as { outcomes: Outcome[]; fixture: Answered[] };
  outcomes.push(...kept.outcomes);
  fixture.push(...kept.fixture);
}

/** Also on the way: what was found is kept whatever happens. */
function save(): void {
  if (flags.save) writeFileSync(flags.save, JSON.stringify({ outcomes, fixture }));
}

async function judge(work: FurtherCase): Promise<Outcome> {
  const { image, twin, mask } = writeCase(work, folder);
  const parameters = join(folder, 'parameters.yaml');
  // JSON is YAML; PyRadiomics wants the ending.
  writeFileSync(parameters, work.parameters);
  const request = { image: twin, mask, parameters };
  worker.stdin.write(`${JSON.stringify({ ...request, place: !work.resamples })}\n`);
  const theirs = (await answer()) as Answer;
  const own = ownValues({ image, mask }, work);
  const { seed, grid, isReordered, resamples, further } = work;
  const nothing = {
    work: { seed, grid, isReordered, resamples, ...(further && { further }) },
    values: 0,
    within: 0,
    worst: 0,
    worstName: '',
    apart: [],
    unexplained: 0,
    isNoted: false,
  };
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
  const isEqual = isAllSame(own.features, reference);
  let rounding: Rounding = { orders: {}, otherProcessor: {} };
  if (!isEqual) {
    const ask = { ...request, place: theirs.features === undefined, rounding: true, harmonics: SPHERE_HARMONICS };
    worker.stdin.write(`${JSON.stringify(ask)}\n`);
    rounding = (await answer()) as Rounding;
  }
  if (theirs.features && !further) {
    const kind = `${work.grid} ${work.isReordered} ${work.resamples}`;
    fixture.push({ seed: work.seed, features: theirs.features, kind, isApart: !isEqual });
  }
  const compared = compare(own.features, reference, rounding);
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

function isAllSame(own: Values, reference: Values): boolean {
  const names = new Set([...Object.keys(reference), ...Object.keys(own)]);
  return [...names].every((name) => isSame(own[name] ?? 'missing', reference[name] ?? 'missing'));
}

function compare(own: Values, reference: Values, rounding: Rounding) {
  let [values, within, worst, worstName, unexplained] = [0, 0, 0, '', 0];
  const off: string[] = [];
  const apart: Apart[] = [];
  for (const name of new Set([...Object.keys(reference), ...Object.keys(own)])) {
    values++;
    const [value, wanted] = [own[name] ?? 'missing', reference[name] ?? 'missing'];
    if (isSame(value, wanted)) {
      within++;
      const relative = relativeDifference(value, wanted);
      if (relative > worst) [worst, worstName] = [relative, name];
      continue;
    }
    const proof = whyApart(name, value, wanted, rounding);
    if (proof) {
      apart.push({ name, value, wanted, ...proof });
    } else {
      unexplained++;
      off.push(`${name}: got ${value}, wanted ${wanted}`);
    }
  }
  return { values, within, worst, worstName, apart, unexplained, off };
}

function describe({ seed, grid, isReordered, parameters }: MaskGridCase): string {
  return `${seed} (${grid}${isReordered ? ', reordered' : ''}) ${parameters}`;
}

const sum = (list: readonly Outcome[], pick: (outcome: Outcome) => number): number =>
  list.reduce((total, outcome) => total + pick(outcome), 0);
const compared = outcomes.filter(({ kind }) => kind === 'same' || kind === 'placed');
const [values, within] = [sum(compared, (o) => o.values), sum(compared, (o) => o.within)];
const unexplained = sum(compared, (o) => o.unexplained);
const undetermined = compared.flatMap((o) => o.apart.map((one) => ({ seed: o.work.seed, ...one })));
const only = (kind: Outcome['kind']): readonly Outcome[] => outcomes.filter((o) => o.kind === kind);
console.log(`${within} of ${values} values within 1e-9, ${compared.length} cases`);
console.log(
  `${undetermined.length} apart where PyRadiomics gives this value too in another order, ${unexplained} for no known reason`,
);
for (const kind of ['both refuse', 'only this engine refuses', 'only PyRadiomics refuses'] as const) {
  console.log(`${kind}: ${only(kind).length}`);
}
if (unexplained > 0 || only('only this engine refuses').length > 0) process.exitCode = 1;
if (flags.fixture) writeFixture();
if (flags.document) writeDocument();

/** Values of cases of every kind, the same number of each; twelve digits are enough for 1e-9. */
function writeFixture(): void {
  const kept: { seed: number; values: (number | string)[]; rounding?: Rounding }[] = [];
  const counts = new Map<string, number>();
  for (const { seed, features, kind, isApart } of fixture) {
    const numbers = Object.values(features).map((value) =>
      typeof value === 'number' ? Number(value.toPrecision(12)) : value,
    );
    const { parameters } = maskGridCase(seed);
    const own = /LBP3D|LabelGaussian/.exec(parameters)?.[0];
    const size = own ?? (numbers.length > 110 ? 'long' : 'short');
    const most = own ? 4 : size === 'short' ? 3 : kind.endsWith('true') && counts.size % 5 === 0 ? 1 : 0;
    const group = own ?? `${size} ${kind}`;
    const count = counts.get(group) ?? 0;
    if (count >= most || numbers.length > (own ? 600 : 900)) continue;
    counts.set(group, count + 1);
    kept.push({ seed, values: numbers, ...(isApart && { rounding: asUsed(seed) }) });
  }
  const path = resolve(root, 'test/fixtures/mask-grids/pyradiomics.json');
  mkdirSync(dirname(path), { recursive: true });
  const cases = kept.map((one) => JSON.stringify(one)).join(',\n');
  writeFileSync(path, `{"versions":${JSON.stringify(versions)},\n"cases":[\n${cases}\n]}\n`);
}

/** Of the values that are apart, what PyRadiomics gives otherwise. */
function asUsed(seed: number): Rounding {
  const apart = undetermined.filter((one) => one.seed === seed);
  const of = (why: Undetermined) => apart.filter((one) => one.why === why);
  return {
    orders: Object.fromEntries(of('order of the grey levels').map(({ name, other }) => [name, [other]])),
    otherProcessor: Object.fromEntries(of('processor').map(({ name, other }) => [name, other])),
  };
}

function writeDocument(): void {
  const rows = MASK_GRIDS.flatMap((grid) =>
    [true, false].map((resamples) => {
      const of = outcomes.filter(({ work }) => !work.further && work.grid === grid && work.resamples === resamples);
      const list = of.filter((o) => o.kind === 'same' || o.kind === 'placed');
      const count = (kind: Outcome['kind']): number => of.filter((o) => o.kind === kind).length;
      const worst = list.reduce((a, b) => (b.worst > a.worst ? b : a), { worst: 0, worstName: '' });
      return `| ${grid} | ${resamples ? 'yes' : 'no'} | ${list.length} | ${list.filter((o) => o.work.isReordered).length} | ${sum(list, (o) => o.values)} | ${sum(list, (o) => o.within)} | ${worst.worst.toExponential(1)} | ${count('placed')} | ${count('both refuse')} |`;
    }),
  );
  const noted = compared.filter((o) => o.isNoted).length;
  const further = FURTHER.map((kind) => {
    const of = outcomes.filter((o) => o.work.further === kind);
    const list = of.filter((o) => o.kind === 'same' || o.kind === 'placed');
    const both = of.filter((o) => o.kind === 'both refuse').length;
    return `| ${kind} | ${list.length} | ${sum(list, (o) => o.values)} | ${sum(list, (o) => o.within)} | ${both} |`;
  });
  const proofs = undetermined.map(({ seed, name, value, wanted, why, other }) => {
    const isFurther = outcomes.some((o) => o.work.seed === seed && o.work.further);
    const apart = Number.isFinite(Number(value)) ? Math.abs(Number(value) - Number(wanted)).toExponential(1) : 'all';
    return `| ${seed}${isFurther ? ' (further)' : ''} | ${name} | ${value} | ${wanted} | ${apart} | ${other} | ${why} |`;
  });
  const determined = values - undetermined.length;
  writeFileSync(
    resolve(root, 'docs/mask-grids.md'),
    `# Masks on grids of their own, compared with PyRadiomics

**${within} of ${determined} values agree within a relative 1e-9; of ${undetermined.length} more PyRadiomics' own value is undetermined: with nothing
changed but rounding it gives this engine's value as well, proved for each below; ${unexplained} are apart for no known reason.**

Written by \`node scripts/mask-grids.ts --document\`: ${outcomes.length} seeded cases, of which ${compared.length} give values and the other ${only('both refuse').length} are
refused by PyRadiomics and by this engine alike (engine ${ENGINE_VERSION}; ${Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', ')}). A reference of 0 wants 0 within 1e-12.

PyRadiomics resamples from the grid of the mask: the new grid has the mask's direction, begins at its outer edge, and keeps its
spacing for an axis of 0. Without resampling it wants the mask on the grid of the image within SimpleITK's tolerance
(1e-6 of the spacing, or \`geometryTolerance\`), or puts it there with \`correctMask\`. This engine does the same, and reads two kinds
more, with the warning \`mask-grid\`: masks in another order of axes, and masks displaced by at most 1 µm, which are measured on the
image's grid (${only('placed').length} cases, compared with what PyRadiomics gives with \`correctMask\`). ${noted} cases carry the warning.

Each case draws voxel type, size, spacing, direction (along the axes, permuted, mirrored, oblique), label, interpolator, new
spacing (also zeros, and the image's own), padDistance, normalize, force2D, correctMask, preCrop, geometryTolerance, binning,
resegmentation and image types; in half of the cases the mask is stored in one of the other 47 orders of axes.

| mask's grid | resampled | cases | in another order | values | within 1e-9 | largest difference within | placed on the image | refused by both |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
${rows.join('\n')}

Only this engine refuses ${only('only this engine refuses').length} cases, only PyRadiomics ${only('only PyRadiomics refuses').length}.

## Further settings and images

The same kinds of grids with what those cases lack; a DICOM image is compared with PyRadiomics on the NRRD of the same image.

| what | cases | values | within 1e-9 | refused by both |
| --- | --- | --- | --- | --- |
${further.join('\n')}

## Values that PyRadiomics does not determine

A value is listed here only if PyRadiomics itself, asked again with nothing changed but rounding, gives this engine's value within
a relative 1e-9 ("otherwise"). No value is excused by its name.

${Object.entries(UNDETERMINED)
  .map(([why, text]) => `- ${why}: ${text}.`)
  .join('\n')}

| case | value | this engine | PyRadiomics | apart | PyRadiomics otherwise | what decides |
| --- | --- | --- | --- | --- | --- | --- |
${proofs.join('\n')}
`,
  );
}
