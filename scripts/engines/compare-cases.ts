/** Masks on other grids and degenerate regions: what each engine makes of a case, judged by its own values. */
import type { Answer, Values } from './ask.ts';
import { type Answers, withoutPaths } from './compare-ibsi.ts';
import type { EngineEntry } from './engine-list.ts';
import { isSameValue } from './explain.ts';
import type { Job, Subjects } from './jobs.ts';
import { byFeature } from './names.ts';
import type { CaseRow } from './record.ts';

type CaseCell = CaseRow['cells'][string];

const ABOUT = {
  lossless: 'the same region on another grid: a reader of grids gives the same values',
  other: 'a region that the image’s grid cannot hold exactly: refused, or placed on the grid and said so',
  outside: 'a region outside the image: refused',
} as const;

/**
 * The engine's answer is compared with its own answers for the mask put on the image's grid (nearest neighbour), and for
 * the mask's array laid over the image's by index, as if it had no grid. No other engine's values are needed.
 */
export function compareGrids(engines: readonly EngineEntry[], subjects: Subjects, answers: Answers): CaseRow[] {
  return subjects.geometry.map(({ name, kind }) => ({
    name,
    about: ABOUT[kind],
    cells: Object.fromEntries(
      engines
        .filter(({ id }) => answers.has(id))
        .map(({ id }) => {
          const of = (job: string): Answer | undefined => answers.get(id)?.get(`geometry/${job}`);
          return [
            id,
            gridCell(of(name), kind === 'other' ? of(`${name}/placed`) : of('same'), of(`${name}/by index`), kind),
          ];
        }),
    ),
  }));
}

function gridCell(
  answer: Answer | undefined,
  placed: Answer | undefined,
  byIndex: Answer | undefined,
  kind: keyof typeof ABOUT,
): CaseCell {
  const ended = withoutValues(answer);
  if (ended) return ended;
  const values = answer?.values ?? {};
  if (kind === 'other' && isAlike(values, placed?.values) && isAlike(values, byIndex?.values)) {
    return { state: 'placed', text: 'the same region by nearest neighbour and by index: cannot be distinguished here' };
  }
  if (kind !== 'outside' && isAlike(values, placed?.values)) {
    return kind === 'lossless'
      ? { state: 'same', text: 'same values' }
      : { state: 'placed', text: 'placed on the image’s grid, without an exception' };
  }
  if (isAlike(values, byIndex?.values))
    return { state: 'index', text: 'grid not read: the array is laid over the image by index' };
  const finite = Object.values(values).filter((value) => typeof value === 'number').length;
  if (finite === 0) return { state: 'none', text: 'no finite value' };
  return { state: 'other', text: 'other values, without an exception' };
}

function withoutValues(answer: Answer | undefined): CaseCell | undefined {
  if (!answer) return { state: 'missing', text: 'not asked' };
  if (answer.notOffered) return { state: 'not offered', text: answer.notOffered };
  if (answer.crash) return { state: 'crashed', text: answer.crash };
  if (answer.error) return { state: 'refused', text: withoutPaths(`${answer.error}: ${answer.message}`) };
  return undefined;
}

/** All the same within 1e-6: resampled grids move an origin by rounding, which sums of positions show. */
function isAlike(values: Values, reference: Values | undefined): boolean {
  if (!reference) return false;
  return Object.entries(reference).every(([name, value]) => {
    const [a, b] = [Number(values[name]), Number(value)];
    if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) === Number.isNaN(b);
    return Math.abs(a - b) <= 1e-6 * Math.max(Math.abs(a), Math.abs(b)) + 1e-9;
  });
}

export function compareDegenerate(engines: readonly EngineEntry[], jobs: readonly Job[], answers: Answers): CaseRow[] {
  const rows = jobs.filter(({ group }) => group === 'degenerate');
  return rows.map(({ id, voxels, golden }) => ({
    name: id.replace('degenerate/', ''),
    about: `${voxels} voxel${voxels === 1 ? '' : 's'} in the region`,
    cells: Object.fromEntries(
      engines
        .filter((engine) => answers.has(engine.id))
        .map((engine) => [engine.id, degenerateCell(engine, answers.get(engine.id)?.get(id), golden)]),
    ),
  }));
}

/** An axis of length 0 is the root of an eigenvalue of rounding: PyRadiomics gives 1.1e-7. */
const NEARLY_ZERO = 1e-6;

function degenerateCell(engine: EngineEntry, answer: Answer | undefined, golden: Job['golden']): CaseCell {
  const ended = withoutValues(answer);
  if (ended) return ended;
  const values = answer?.values ?? {};
  const total = Object.keys(values).length;
  const undefinedOnes = Object.values(values).filter((value) => typeof value !== 'number').length;
  const of = undefinedOnes > 0 ? `, ${undefinedOnes} not finite` : '';
  if (!golden || engine.follows !== 'PyRadiomics') {
    const state = total > 0 && undefinedOnes === total ? 'none' : 'values';
    return { state, text: `${total} values${of}` };
  }
  const named = byFeature(engine.id, values);
  const wanted = Object.entries(golden);
  const same = wanted.filter(([name, value]) => {
    const got = named.get(name.replace('original_', ''));
    return got !== undefined && (isSameValue(got, Number(value)) || Math.abs(got - Number(value)) < NEARLY_ZERO);
  }).length;
  const state = same === wanted.length ? 'same' : 'apart';
  return { state, text: `${same} of ${wanted.length} as PyRadiomics${of}` };
}
