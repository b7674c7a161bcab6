/** Feature by feature: each engine's values next to those of PyRadiomics 3.1.0 on four real images. */
import { CATALOGUE, ibsiTag } from '@radscore/radiomics';
import type { Values } from './ask.ts';
import type { Answers } from './compare-ibsi.ts';
import { stateOf } from './compare-ibsi.ts';
import type { EngineEntry } from './engine-list.ts';
import { explain, isSameValue } from './explain.ts';
import type { Job } from './jobs.ts';
import { byFeature, byTag } from './names.ts';
import type { Cell, FeatureRow, SettingRow, Verdict } from './record.ts';

/** The worst that was found stands for a feature. */
const ORDER: readonly Verdict[] = ['equal', 'definition', 'known', 'unknown', 'refused', 'crashed'];

/** Texture of Nyxus has other grey levels, and so have the features of a histogram. */
const OF_LEVELS = /^(glcm|glrlm|glszm|gldm|ngtdm)_|^firstorder_(Entropy|Uniformity)$/;

/** Which jobs speak for an engine: PyRadiomics' own parameter file, or the same in the words of IBSI. */
function jobsFor(engine: EngineEntry, jobs: readonly Job[]): Job[] {
  return jobs.filter(({ id, group }) =>
    engine.follows === 'PyRadiomics' ? id.startsWith('pyradiomics/b_') : group === 'native',
  );
}

export function compareFeatures(engines: readonly EngineEntry[], jobs: readonly Job[], answers: Answers): FeatureRow[] {
  const entries = CATALOGUE.filter(({ deprecated, featureClass }) => !deprecated && featureClass !== 'shape2D');
  return entries.map(({ featureClass, name, difference }) => {
    const feature = `${featureClass}_${name}`;
    const tag = ibsiTag(featureClass, name);
    const cells = Object.fromEntries(
      engines
        .filter(({ id }) => answers.has(id))
        .map((engine) => [
          engine.id,
          worst(jobsFor(engine, jobs).map((job) => cell(engine.id, feature, tag, job, answers))),
        ]),
    );
    return { featureClass, name, tag: tag ?? null, difference, cells };
  });
}

function worst(cells: readonly Cell[]): Cell {
  const offered = cells.filter(({ verdict }) => verdict !== 'not offered');
  if (offered.length === 0) return { verdict: 'not offered' };
  return offered.reduce((a, b) => (ORDER.indexOf(b.verdict) > ORDER.indexOf(a.verdict) ? b : a));
}

function cell(engine: string, feature: string, tag: string | undefined, job: Job, answers: Answers): Cell {
  const answer = answers.get(engine)?.get(job.id);
  if (!answer?.values) {
    const state = stateOf(answer) ?? '';
    const verdict = (['refused', 'crashed'] as const).find((word) => state.startsWith(word)) ?? 'not offered';
    return { verdict, ...(verdict !== 'not offered' && { note: state }) };
  }
  const got = byFeature(engine, answer.values).get(feature);
  const wanted = Number(job.golden?.[`original_${feature}`]);
  if (got === undefined) return { verdict: 'not offered' };
  if (isSameValue(got, wanted)) return { verdict: 'equal' };
  if (engine === 'Nyxus' && OF_LEVELS.test(feature)) return { verdict: 'definition', note: 'greyLevels' };
  const native = answers.get('radscore')?.get(job.id.replace(/^pyradiomics\/b_[^/]*/, 'native'));
  const ibsi = native?.values && byTag('radscore', native.values, true);
  const [voxels, voxelVolume] = extentOf(job);
  return explain({
    got,
    wanted,
    feature,
    tag,
    ibsi,
    voxels,
    voxelVolume,
    mesh: job.mesh,
    ...(engine === 'Nyxus' && ofNyxus(job, answer.values)),
  });
}

/** What Nyxus added to the intensities, and what that is measured by. */
function ofNyxus({ golden }: Job, values: Values): { shift: number; mean: number; range: number } {
  const number = (name: string): number => Number(golden?.[`original_firstorder_${name}`]);
  const shift = (byFeature('Nyxus', values).get('firstorder_Minimum') ?? Number.NaN) - number('Minimum');
  return { shift, mean: number('Mean'), range: number('Range') };
}

/** Voxels of the region and the volume of one, from what PyRadiomics gave: total energy is energy times that volume. */
function extentOf({ golden }: Job): readonly [number | undefined, number | undefined] {
  const number = (name: string): number => Number(golden?.[`original_${name}`]);
  const volume = number('firstorder_TotalEnergy') / number('firstorder_Energy');
  return Number.isFinite(volume) ? [Math.round(number('shape_VoxelVolume') / volume), volume] : [undefined, undefined];
}

/** Each golden setting on each image: how many values are the same. */
export function compareSettings(engines: readonly EngineEntry[], jobs: readonly Job[], answers: Answers): SettingRow[] {
  return jobs
    .filter(({ group }) => group === 'pyradiomics')
    .map(({ id, golden = {} }) => {
      const [, setting, image] = id.split('/');
      const counts = Object.fromEntries(
        engines
          .filter(({ id: engine, follows }) => follows === 'PyRadiomics' && answers.has(engine))
          .map(({ id: engine }) => {
            const answer = answers.get(engine)?.get(id);
            if (!answer?.values) return [engine, stateOf(answer) ?? ''];
            const { values } = answer;
            let [same, apart, absent] = [0, 0, 0];
            for (const [name, wanted] of Object.entries(golden)) {
              const got = values[name];
              if (got === undefined) absent++;
              else if (isSameValue(Number(got), Number(wanted))) same++;
              else apart++;
            }
            return [engine, [same, apart, absent] as const];
          }),
      );
      return { setting, image, values: Object.keys(golden).length, counts };
    });
}
