/** Proposes the manifest of a study from what inspection found: which image is which sequence, and which region lies on it. */
import type { SequenceName } from '../dicom/series/propose-sequence.ts';
import { type DicomSelection, isSelected } from '../dicom/series/selection.ts';
import { unnamedLabel } from '../regions/mask.ts';
import { mayBelong, oneRegion, phaseOf } from './choose-region.ts';
import { type Candidate, candidatesOf, narrow } from './image-candidates.ts';
import { sourceOf } from './image-source.ts';
import { filesLeftOut } from './left-out-files.ts';
import {
  type ManifestProposal,
  type ProposedSequence,
  SEQUENCES,
  type SequenceChoices,
  type StudyToPropose,
  type UndecidedSequence,
} from './manifest-proposal.ts';
import type { StudyRegion } from './region-places.ts';
import {
  imageInWords,
  inList,
  noRegion,
  nothingFound,
  optionFor,
  severalImages,
  severalOf,
  unknownKinds,
  unreadImages,
  unselectable,
} from './undecided.ts';

/**
 * Proposes the manifest of a study, by the rules that docs/proposal.md states. Nothing is guessed between equally good
 * images or regions: they are undecided, with the option that decides.
 */
export function proposeManifest(study: StudyToPropose, choices: SequenceChoices = {}): ManifestProposal {
  const several = severalOf(study.series);
  const all = several ? [] : candidatesOf(study.volumes, study.series, study.regions);
  const vague = vagueRegions(all);
  const candidates = all.map((one) => ({ ...one, regions: one.regions.filter(({ region }) => !vague.has(region)) }));
  const chosen: Partial<Record<SequenceName, ProposedSequence>> = {};
  const undecided: UndecidedSequence[] = several ? [{ ...several }] : [];
  const withoutRegion: { sequence: SequenceName; candidates: readonly Candidate[] }[] = [];
  for (const sequence of several ? [] : SEQUENCES) {
    const choice = choices[sequence];
    const own = candidates.filter((one) => (choice ? isMeant(one, choice) : isOf(sequence, one, choices)));
    if (own.length === 0) continue;
    const answer = proposeOne(sequence, own, study);
    if (!answer) withoutRegion.push({ sequence, candidates: own });
    else if ('roi' in answer) chosen[sequence] = answer;
    else undecided.push(answer);
  }
  for (const [region, own] of vague) undecided.push(severalImages(region, own, study));
  undecided.push(...unknownKinds(candidates, chosen, choices, study));
  if (!several) undecided.push(...unreadImages(chosen, undecided, study));
  const placed = new Set(study.regions.map(({ file }) => file.name));
  const homeless = study.regionFiles.filter((name) => !placed.has(name));
  // A sequence whose region could not be placed is not left out in silence.
  if (homeless.length > 0)
    undecided.push(
      ...withoutRegion.splice(0).map(({ sequence, candidates: own }) => noRegion(sequence, own, study, homeless)),
    );
  if (Object.keys(chosen).length === 0 && undecided.length === 0) {
    undecided.push(...withoutRegion.map(({ sequence, candidates: own }) => noRegion(sequence, own, study)));
    if (withoutRegion.length === 0) undecided.push(nothingFound(study));
  }
  return { sequences: chosen, undecided, leftOut: several ? [] : filesLeftOut(study, candidates, chosen, undecided) };
}

/**
 * Structure sets that name no slices can be drawn on every image of their frame of reference: if those are of several
 * sequences, and no name says which, nobody but a person knows on which they were drawn.
 */
function vagueRegions(candidates: readonly Candidate[]): ReadonlyMap<StudyRegion, readonly Candidate[]> {
  const found = new Map<StudyRegion, Candidate[]>();
  for (const candidate of candidates) {
    for (const { region, placing } of candidate.regions) {
      if (placing !== 'fits' || !region.isDrawnAnywhere || region.named) continue;
      found.set(region, [...(found.get(region) ?? []), candidate]);
    }
  }
  return new Map([...found].filter(([, own]) => new Set(own.map(({ sequence }) => sequence)).size > 1));
}

/** One candidate is one sequence: what a person gives to another is no longer this one's. */
function isOf(sequence: SequenceName, candidate: Candidate, choices: SequenceChoices): boolean {
  if (candidate.sequence !== sequence) return false;
  return !Object.values(choices).some((choice) => isMeant(candidate, choice));
}

/** A map that is to be fitted is meant by the b-values that it is fitted to. */
function isMeant({ volumes }: Candidate, { adc, ...choice }: DicomSelection): boolean {
  const kind = adc === 'fit' ? 'dwi' : adc ? 'adc' : undefined;
  return volumes.some(
    ({ series }) => series && (kind === undefined || series.kind === kind) && isSelected(series, choice),
  );
}

/** Undefined if no image of the sequence has a region of interest. */
function proposeOne(
  sequence: SequenceName,
  candidates: readonly Candidate[],
  study: StudyToPropose,
): ProposedSequence | UndecidedSequence | undefined {
  const usable = candidates
    .map((one) => ({ ...one, regions: one.regions.filter((on) => mayBelong(sequence, on)) }))
    .filter(({ regions }) => regions.length > 0);
  if (usable.length === 0) return undefined;
  const { left, rules } = narrow(sequence, usable);
  const [candidate, ...others] = left;
  if (others.length > 0) {
    return {
      sequence,
      got: `${left.length} images that may be ${sequence}: ${inList(left.map((one) => imageInWords(one, study)))}`,
      wanted: 'the one that is meant, which only a person can know',
      remedy: `Say which it is: ${left
        .map((one) => optionFor(sequence, one, study))
        .slice(0, 3)
        .join(', or ')}.`,
    };
  }
  const source = sourceOf(candidate, study.series, study.whole);
  if (!source) return unselectable(sequence, candidate, study);
  const found = oneRegion(sequence, candidate, study);
  if (!('region' in found)) return found;
  const { region, placing, because } = found;
  const named = region.declared.length > 1 || region.label !== unnamedLabel(region.declared);
  const phase = sequence === 'dce' ? phaseOf(candidate, region) : undefined;
  const reasons = [candidate.because ?? 'as selected', ...rules];
  if (!rules.some((rule) => rule.startsWith('its region'))) reasons.push(PLACED[placing]);
  if (because) reasons.push(because);
  return {
    ...source,
    ...(phase !== undefined && { phase }),
    roi: { file: region.file.name, ...(named && { label: region.label }) },
    files: candidate.files,
    because: reasons.join('; '),
  };
}

const PLACED = {
  refers: 'its region of interest refers to its slices',
  fits: 'its region of interest lies on its grid',
  repairable: 'its region of interest can be repaired',
} as const;
