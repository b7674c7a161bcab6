/**
 * Asks PyRadiomics itself for the values of masks on grids of their own and counts which agree; `--document` writes
 * docs/mask-grids.md, `--fixture` the values that a test compares without PyRadiomics:
 * `RADSCORE_PEERS=/path/to/python node scripts/mask-grids.ts [--cases N] [--first N] [--seeds N,N] [--document] [--fixture]`.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { InputRefused, writeNrrd } from '@radscore/imaging';
import { ENGINE_VERSION, parseSettings } from '@radscore/radiomics';
import { extractCase } from '../cli/feature-case.ts';
import { MASK_GRIDS, type MaskGridCase, maskGridCase } from '../test/layers/radiomics/mask-grid-cases.ts';
import { ILL_CONDITIONED, isSame, relativeDifference, whyApart } from '../test/layers/radiomics/mask-grid-values.ts';

const root = resolve(import.meta.dirname, '..');
const { values: flags } = parseArgs({
  options: {
    cases: { type: 'string', default: '1056' },
    first: { type: 'string', default: '0' },
    seeds: { type: 'string' },
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

interface Outcome {
  readonly work: MaskGridCase;
  readonly kind: 'same' | 'placed' | 'both refuse' | 'only this engine refuses' | 'only PyRadiomics refuses';
  readonly values: number;
  readonly within: number;
  readonly worst: number;
  readonly worstName: string;
  /** Values apart for a named reason, by reason; and those without one. */
  readonly apart: ReadonlyMap<string, number>;
  readonly unexplained: number;
  readonly refusal?: string;
  readonly isNoted: boolean;
}

const outcomes: Outcome[] = [];
const fixture: { seed: number; features: Values; kind: string }[] = [];
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
  const nothing = {
    work,
    values: 0,
    within: 0,
    worst: 0,
    worstName: '',
    apart: new Map(),
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
  if (flags.fixture && theirs.features) {
    fixture.push({
      seed: work.seed,
      features: theirs.features,
      kind: `${work.grid} ${work.isReordered} ${work.resamples}`,
    });
  }
  const compared = compare(own.features, reference, work);
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

function compare(own: Readonly<Record<string, number>>, reference: Values, work: MaskGridCase) {
  let [values, within, worst, worstName, unexplained] = [0, 0, 0, '', 0];
  const off: string[] = [];
  const apart = new Map<string, number>();
  for (const name of new Set([...Object.keys(reference), ...Object.keys(own)])) {
    values++;
    const [value, wanted] = [own[name] ?? 'missing', reference[name] ?? 'missing'];
    if (isSame(value, wanted)) within++;
    const why = whyApart(name, value, wanted, work);
    if (why === undefined && !isSame(value, wanted)) {
      unexplained++;
      off.push(`${name}: got ${value}, wanted ${wanted}`);
    }
    if (!isSame(value, wanted) && why) apart.set(why, (apart.get(why) ?? 0) + 1);
    const relative = relativeDifference(value, wanted);
    if (isSame(value, wanted) && relative > worst) [worst, worstName] = [relative, name];
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
const apart = Object.keys(ILL_CONDITIONED).map((why) => ({
  why,
  values: sum(compared, (o) => o.apart.get(why) ?? 0),
  cases: compared.filter((o) => o.apart.has(why)).length,
}));
const only = (kind: Outcome['kind']): readonly Outcome[] => outcomes.filter((o) => o.kind === kind);
console.log(`${within} of ${values} values within 1e-9, ${compared.length} cases`);
console.log(`${values - within - unexplained} apart at ill-conditioned places, ${unexplained} for no known reason`);
for (const kind of ['both refuse', 'only this engine refuses', 'only PyRadiomics refuses'] as const) {
  console.log(`${kind}: ${only(kind).length}`);
}
if (unexplained > 0 || only('only this engine refuses').length > 0) process.exitCode = 1;
if (flags.fixture) writeFixture();
if (flags.document) writeDocument();

/** Values of cases of every kind, the same number of each; twelve digits are enough for 1e-9. */
function writeFixture(): void {
  const kept: { seed: number; values: (number | string)[] }[] = [];
  const counts = new Map<string, number>();
  for (const { seed, features, kind } of fixture) {
    const numbers = Object.values(features).map((value) =>
      typeof value === 'number' ? Number(value.toPrecision(12)) : value,
    );
    const size = numbers.length > 110 ? 'long' : 'short';
    const most = size === 'short' ? 3 : kind.endsWith('true') && counts.size % 5 === 0 ? 1 : 0;
    const count = counts.get(`${size} ${kind}`) ?? 0;
    const { parameters } = maskGridCase(seed);
    if (count >= most || /LBP3D|LabelGaussian/.test(parameters) || numbers.length > 900) continue;
    counts.set(`${size} ${kind}`, count + 1);
    kept.push({ seed, values: numbers });
  }
  const path = resolve(root, 'test/fixtures/mask-grids/pyradiomics.json');
  mkdirSync(dirname(path), { recursive: true });
  const cases = kept.map((one) => JSON.stringify(one)).join(',\n');
  writeFileSync(path, `{"versions":${JSON.stringify(versions)},\n"cases":[\n${cases}\n]}\n`);
}

function writeDocument(): void {
  const rows = MASK_GRIDS.flatMap((grid) =>
    [true, false].map((resamples) => {
      const of = outcomes.filter((o) => o.work.grid === grid && o.work.resamples === resamples);
      const list = of.filter((o) => o.kind === 'same' || o.kind === 'placed');
      const count = (kind: Outcome['kind']): number => of.filter((o) => o.kind === kind).length;
      const worst = list.reduce((a, b) => (b.worst > a.worst ? b : a), { worst: 0, worstName: '' });
      return `| ${grid} | ${resamples ? 'yes' : 'no'} | ${list.length} | ${list.filter((o) => o.work.isReordered).length} | ${sum(list, (o) => o.values)} | ${sum(list, (o) => o.within)} | ${worst.worst.toExponential(1)} | ${count('placed')} | ${count('both refuse')} |`;
    }),
  );
  const noted = compared.filter((o) => o.isNoted).length;
  writeFileSync(
    resolve(root, 'docs/mask-grids.md'),
    `# Masks on grids of their own, compared with PyRadiomics

Written by \`node scripts/mask-grids.ts --document\`: ${outcomes.length} seeded cases, of which ${compared.length} give values and the other ${only('both refuse').length} are
refused by PyRadiomics and by this engine alike (engine ${ENGINE_VERSION}; ${Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', ')}). **${within} of ${values} values agree within a relative 1e-9**; the
others lie at the ill-conditioned places below, and ${unexplained} for no known reason. A reference of 0 wants 0 within 1e-12.

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

## Ill-conditioned places

| place | values | cases | why |
| --- | --- | --- | --- |
${apart.map(({ why, values: number, cases }) => `| ${why} | ${number} | ${cases} | ${ILL_CONDITIONED[why]} |`).join('\n')}
`,
  );
}
