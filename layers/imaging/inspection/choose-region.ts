/** Which of the regions of an image is meant, and the phase that it was drawn on. */
import type { SequenceName } from '../dicom/series/propose-sequence.ts';
import type { Candidate } from './image-candidates.ts';
import { sourceOf } from './image-source.ts';
import type { StudyToPropose, UndecidedSequence } from './manifest-proposal.ts';
import { areOneRegion, type StudyRegion } from './region-places.ts';
import { imageInWords, inList } from './undecided.ts';

export interface FoundRegion extends Pick<Candidate['regions'][number], 'region' | 'placing'> {
  /** Why this one of several. */
  readonly because?: string;
}

/** What refers to slices belongs to them. A label image that lies on several images belongs to the one that its name says. */
export function mayBelong(sequence: SequenceName, { region, placing }: Candidate['regions'][number]): boolean {
  return placing === 'refers' || region.named === undefined || region.named === sequence;
}

export function oneRegion(
  sequence: SequenceName,
  candidate: Candidate,
  study: StudyToPropose,
): FoundRegion | UndecidedSequence {
  const { regions, volumes } = candidate;
  const steps: readonly [string | undefined, (on: Candidate['regions'][number]) => boolean][] = [
    [undefined, ({ placing }) => placing !== 'repairable'],
    ['the region that refers to its slices before others', ({ placing }) => placing === 'refers'],
    [
      'the region whose name says the sequence',
      ({ region, placing }) => placing === 'fits' && region.named === sequence,
    ],
    ['the region whose label says that it is a tumour', ({ region }) => region.isNamedTumour],
  ];
  let left: Candidate['regions'] = regions;
  let because: string | undefined;
  for (const [why, holds] of steps) {
    if (left.length < 2) break;
    const fulfil = left.filter(holds);
    if (fulfil.length === 0 || fulfil.length === left.length) continue;
    left = fulfil;
    because = why ?? because;
  }
  const [first, ...others] = left;
  if (others.length === 0) return { ...first, because };
  const files = new Set(left.map(({ region }) => region.file));
  if (files.size === left.length) {
    const isOne = areOneRegion(
      left.map(({ region }) => region),
      volumes[0],
      study.limits,
    );
    if (isOne) return { ...first, because: `${left.length} files hold the same region` };
  }
  const { image } = sourceOf(candidate, study.series, study.whole) ?? { image: imageInWords(candidate, study) };
  const option = ({ region }: FoundRegion): string => {
    const label = region.declared.length > 1 ? `:${region.label}` : '';
    return `--sequence ${sequence}=${image}:${region.file.name}${label}`;
  };
  return {
    sequence,
    got: `${left.length} regions of interest on ${imageInWords(candidate, study)}: ${inList(left.map(({ region }) => regionInWords(region)))}`,
    wanted: 'the one that is the tumour, which only a person can know',
    remedy: `Say which it is: ${left.slice(0, 3).map(option).join(', or ')}.`,
  };
}

function regionInWords({ file, label, declared }: StudyRegion): string {
  return declared.length > 1 ? `${file.name} label ${label}` : file.name;
}

/** The phase whose slices a region names, if it is one. */
export function phaseOf({ volumes }: Candidate, { on }: StudyRegion): number | undefined {
  if (volumes.length < 2) return undefined;
  const [named, ...others] = volumes.filter((volume) => on.get(volume) === 'refers');
  return others.length === 0 ? named?.series?.phase : undefined;
}
