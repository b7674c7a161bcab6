/** The images of a study that may be a sequence of the protocol, and the rules by which one of several is taken. */
import { CONTRAST, componentOf, imageTypes } from '../dicom/frames/contrast.ts';
import type { ImageSeries } from '../dicom/series/image-series.ts';
import { isFatSuppressed, type SequenceName } from '../dicom/series/propose-sequence.ts';
import type { Placing, StudyRegion } from './region-places.ts';
import { sequenceInPaths } from './sequence-words.ts';
import { areOneDynamic, filesOf, type StudyVolume } from './study-volumes.ts';

/** A volume, or the volumes that are read as one image: phases of a dynamic series, b-values of a diffusion series. */
export interface Candidate {
  readonly volumes: readonly StudyVolume[];
  readonly files: readonly string[];
  readonly sequence?: SequenceName;
  /** What shows the sequence. */
  readonly because?: string;
  readonly regions: readonly { readonly region: StudyRegion; readonly placing: Placing }[];
}

export function candidatesOf(
  volumes: readonly StudyVolume[],
  series: readonly ImageSeries[],
  regions: readonly StudyRegion[],
): Candidate[] {
  const taken = new Set<StudyVolume>();
  return volumes.flatMap((volume): Candidate[] => {
    if (taken.has(volume)) return [];
    const group = volumes.filter((other) => areOneImage(volume, other));
    for (const one of group) taken.add(one);
    // A phase that was broken off belongs to its series, though it is not read.
    const all = series.filter((one) => group.some((other) => other.series && areOneDynamic(one, other.series)));
    const files = [...new Set([...group.flatMap((one) => one.files), ...all.flatMap(filesOf)])].sort();
    const on = regions.flatMap((region) => {
      const placings = group.flatMap((one) => region.on.get(one) ?? []);
      const placing = PLACINGS.find((best) => placings.includes(best));
      return placing ? [{ region, placing }] : [];
    });
    return [{ volumes: group, files, ...kindOf(group, files, on), regions: on }];
  });
}

const PLACINGS = ['refers', 'fits', 'repairable'] as const satisfies readonly Placing[];

function areOneImage(one: StudyVolume, other: StudyVolume): boolean {
  if (one === other) return true;
  if (!one.series || !other.series) return false;
  const areWeighted = one.series.kind === 'dwi' && other.series.kind === 'dwi';
  return areOneDynamic(one.series, other.series) || (areWeighted && one.series.seriesUid === other.series.seriesUid);
}

/** Computed volumes that are no image of the protocol. */
const NO_IMAGE: ReadonlySet<string> = new Set(['map', 'subtraction', 'projection']);

/**
 * The header says which sequence an image is; the path if the header does not, or only that contrast was given before; the
 * path of its regions if nothing else does.
 */
function kindOf(
  group: readonly StudyVolume[],
  files: readonly string[],
  regions: Candidate['regions'],
): Pick<Candidate, 'sequence' | 'because'> {
  const [{ summary, series }] = group;
  if (series && NO_IMAGE.has(series.kind)) return {};
  const named = sequenceInPaths(files);
  const isOfHeader = summary.sequence && !(named && summary.because === 'ContrastBolusAgent');
  if (isOfHeader) return { sequence: summary.sequence, because: summary.because };
  if (named) return { sequence: named, because: 'the name of its folder or file' };
  const [ofRegions, ...others] = new Set(regions.map(({ region }) => region.named));
  return ofRegions && others.length === 0 ? { sequence: ofRegions, because: 'the name of its region of interest' } : {};
}

interface Rule {
  /** In words, as the proposal says why. */
  readonly because: string;
  readonly holds: (candidate: Candidate) => boolean;
}

const ofSeries =
  (holds: (series: ImageSeries) => boolean) =>
  ({ volumes: [{ series }] }: Candidate): boolean =>
    series !== undefined && holds(series);

const DIXON = CONTRAST.findIndex(({ keyword }) => keyword === 'SeriesDescription');

function isWater({ contrast, frames }: ImageSeries): boolean {
  return contrast[DIXON] === 'water' || imageTypes(frames[0]).some((type) => /^(W|WATER|WATER_?ONLY)$/.test(type));
}

function isMagnitude({ frames }: ImageSeries): boolean {
  return (componentOf(frames[0]) ?? 'MAGNITUDE').startsWith('MAG');
}

/**
 * What of several images of one sequence is taken, the strongest first: a rule that some of them fulfil leaves those. If
 * several are left after all of them, a person decides.
 */
const RULES: Readonly<Record<SequenceName, readonly Rule[]>> = (() => {
  const referred: Rule = {
    because: 'its region of interest refers to its slices',
    holds: ({ regions }) => regions.some(({ placing }) => placing === 'refers'),
  };
  const fitting: Rule = {
    because: 'its region of interest lies on its grid',
    holds: ({ regions }) => regions.some(({ placing }) => placing !== 'repairable'),
  };
  const magnitude: Rule = { because: 'magnitude before other parts of the signal', holds: ofSeries(isMagnitude) };
  const water: Rule = { because: 'water before other images of a Dixon scan', holds: ofSeries(isWater) };
  const original: Rule = {
    because: 'ORIGINAL before DERIVED',
    holds: ofSeries(({ frames }) => imageTypes(frames[0])[0] !== 'DERIVED'),
  };
  const common = [magnitude, water, original];
  return {
    t2fs: [
      referred,
      fitting,
      {
        because: 'fat-suppressed before others',
        holds: ofSeries(({ frames }) => isFatSuppressed(frames[0].instance.dataSet)),
      },
      ...common,
    ],
    dwi: [
      {
        because: 'a map of the apparent diffusion coefficient before weighted images',
        holds: ({ volumes: [{ series, name }] }) =>
          series ? series.kind === 'adc' : /(^|[^a-z])adc([^a-z]|$)/i.test(name),
      },
      referred,
      fitting,
      magnitude,
    ],
    dce: [
      referred,
      fitting,
      { because: 'a series of several phases before a single image', holds: ({ volumes }) => volumes.length > 1 },
      ...common,
    ],
  };
})();

/** What the rules leave of the images of a sequence, and those that decided. */
export function narrow(
  sequence: SequenceName,
  candidates: readonly Candidate[],
): { readonly left: readonly Candidate[]; readonly rules: readonly string[] } {
  let left = candidates;
  const rules: string[] = [];
  for (const { because, holds } of RULES[sequence]) {
    const fulfil = left.filter(holds);
    if (fulfil.length === 0 || fulfil.length === left.length) continue;
    left = fulfil;
    rules.push(because);
  }
  return { left, rules };
}
