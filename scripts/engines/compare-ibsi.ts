/** IBSI-1: every consensus value next to what each engine gives. */
import { readFileSync } from 'node:fs';
import { agrees, CATALOGUE, IBSI_CONFIGURATIONS, ibsiTag } from '@radscore/radiomics';
import { goldenPath } from '../../test/shared.ts';
import type { Answer } from './ask.ts';
import { type Explained, explain } from './explain.ts';
import { byTag, type Named } from './names.ts';
import type { IbsiApart, IbsiCount, StoredRun } from './record.ts';

export type Answers = ReadonlyMap<string, ReadonlyMap<string, Answer>>;

interface Consensus {
  readonly tag: string;
  readonly wanted: number;
  readonly tolerance: number;
}

/** Tags of processing, not of features: sizes, spacing and intensities of the image and mask after each step. */
const DIAGNOSTIC = /^(img|vox|mean|min|max|int_mask|morph_mask)_.*_(img|roi)$/;

export function consensusOf(configuration: string): Consensus[] {
  const file = configuration === 'phantom' ? 'dig_phantom' : `chest_config_${configuration.toLowerCase()}`;
  return readFileSync(goldenPath(`ibsi-1/ibsi_1_${file}.csv`), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(';'))
    .filter(([value]) => value !== '')
    .map(([value, tolerance, tag]) => ({ tag, wanted: Number(value), tolerance: Number(tolerance) }));
}

/** By tag: how IBSI's definition differs from PyRadiomics', which engines of its kind follow. */
const DIFFERENCES = new Map(
  CATALOGUE.flatMap(({ featureClass, name, difference }) => {
    const tag = ibsiTag(featureClass, name);
    return tag && difference ? [[tag, difference] as const] : [];
  }),
);

/** Why an answer has no values; null if it has. */
export function stateOf(answer: Answer | undefined): string | null {
  if (!answer) return 'not asked';
  if (answer.values) return null;
  if (answer.notOffered) return `not offered: ${answer.notOffered}`;
  if (answer.crash) return `crashed: ${answer.crash}`;
  return `refused: ${withoutPaths(`${answer.error}: ${answer.message}`)}`;
}

/** Messages name files; the page does not. */
export function withoutPaths(text: string): string {
  return text
    .replaceAll(/(\/[\w.+@-]+)+\/([\w.+@-]+)/g, '$2')
    .replaceAll(/\s+/g, ' ')
    .slice(0, 180);
}

export function compareIbsi(answers: Answers): StoredRun['ibsi'] {
  const counts: Record<string, Record<string, IbsiCount>> = {};
  const apart: IbsiApart[] = [];
  const configurations = IBSI_CONFIGURATIONS.map(({ name }) => {
    const consensus = consensusOf(name);
    const exact = tagsOf('radscore', answers, name);
    for (const [engine, given] of answers) {
      const state = stateOf(given.get(`ibsi/${name}`));
      const tags = state === null ? tagsOf(engine, answers, name) : new Map<string, number>();
      let [agree, off, features, diagnostics] = [0, 0, 0, 0];
      for (const { tag, wanted, tolerance } of consensus) {
        const got = tags.get(tag);
        if (got === undefined) {
          if (DIAGNOSTIC.test(tag)) diagnostics++;
          else features++;
        } else if (agrees(got, wanted, tolerance)) {
          agree++;
        } else {
          off++;
          const found = why(engine, tag, got, exact, name);
          apart.push({ engine, configuration: name, tag, got: rounded(got), wanted, tolerance, ...found });
        }
      }
      counts[engine] ??= {};
      counts[engine][name] = { agree, apart: off, features, diagnostics, state };
    }
    const diagnostics = consensus.filter(({ tag }) => DIAGNOSTIC.test(tag)).length;
    return { name, features: consensus.length - diagnostics, diagnostics };
  });
  return { configurations, counts, apart };
}

function tagsOf(engine: string, answers: Answers, configuration: string): Named {
  const { values } = answers.get(engine)?.get(`ibsi/${configuration}`) ?? {};
  return values ? byTag(engine, values, engine === 'radscore') : new Map();
}

/** The consensus is rounded to three digits: the exact value is that of this engine, which agrees with all of it. */
function why(engine: string, tag: string, got: number, exact: Named, configuration: string): Explained {
  const wanted = exact.get(tag) ?? Number.NaN;
  const [voxels, voxelVolume] = configuration === 'phantom' ? [74, 8] : [undefined, undefined];
  const found = explain({
    got,
    wanted,
    feature: tag,
    tag,
    ibsi: exact,
    voxels,
    voxelVolume,
    ...(engine === 'Nyxus' && { shift: 0, range: 5 }),
  });
  if (found.verdict !== 'unknown') return found;
  // PyRadiomics' definition, by an engine that states to follow it.
  const follows = /^(PyRadiomics|flash-radiomics|fastrad|numpyradiomics)$/.test(engine);
  const difference = DIFFERENCES.get(tag);
  return follows && difference ? { verdict: 'definition', note: `PyRadiomics: ${difference}` } : found;
}

export function rounded(value: number): number | string {
  return Number.isFinite(value) ? Number(value.toPrecision(8)) : String(value);
}
