/** Proposes the manifest of a study from what inspection found: which image is which sequence, and which region lies on it. */
import { Tag } from '../dicom/encoding/tags.ts';
import type { ImageSeries } from '../dicom/series/image-series.ts';
import type { SequenceName } from '../dicom/series/propose-sequence.ts';
import { type DicomSelection, isSelected, selectionText } from '../dicom/series/selection.ts';
import type { ReadLimits } from '../input/limits.ts';
import { unnamedLabel } from '../regions/mask.ts';
import { type Candidate, candidatesOf, narrow } from './image-candidates.ts';
import { sourceOf, WHOLE_STUDY } from './image-source.ts';
import { filesLeftOut } from './left-out-files.ts';
import { areOneRegion, type StudyRegion } from './region-places.ts';
import { commonFolder } from './study-files.ts';
import { filesOf, type StudyVolume, type UnreadVolume } from './study-volumes.ts';

/** One sequence of a proposal, in the terms of a manifest. Paths are relative to the study. */
export interface ProposedSequence {
  /** A file, or a folder (ends with a slash; `./` is the whole study). */
  readonly image: string;
  /** SeriesInstanceUID, or several, if other series lie in the folder too. */
  readonly series?: string | readonly string[];
  /** What distinguishes the volume from others of its series, e.g. `{ b: 800 }`. */
  readonly volume?: Readonly<Record<string, string | number | boolean>>;
  /** Of a dynamic series: the phase that the region of interest refers to. */
  readonly phase?: number;
  readonly roi: { readonly file: string; readonly label?: number };
  /** The files that the image consists of. */
  readonly files: readonly string[];
  /** Why this image and this region: attributes and rules by name, never free text of a header. */
  readonly because: string;
}

/** What only a person can know, or what is missing: no sequence is guessed. */
export interface UndecidedSequence {
  readonly sequence?: SequenceName;
  readonly got: string;
  readonly wanted: string;
  readonly remedy: string;
}

/** Files of one folder that are part of no sequence. */
export interface LeftOutFiles {
  /** Ends with a slash; `./` is the study itself. */
  readonly folder: string;
  readonly files: number;
  readonly why: string;
}

export interface ManifestProposal {
  readonly sequences: Readonly<Partial<Record<SequenceName, ProposedSequence>>>;
  readonly undecided: readonly UndecidedSequence[];
  readonly leftOut: readonly LeftOutFiles[];
}

/** What a person says of a sequence: which volume it is. */
export type SequenceChoices = Readonly<Partial<Record<SequenceName, DicomSelection>>>;

/** What inspection knows of a study. */
export interface StudyToPropose {
  readonly volumes: readonly StudyVolume[];
  /** All series of its DICOM files, read or not. */
  readonly series: readonly ImageSeries[];
  readonly regions: readonly StudyRegion[];
  /** The paths of all files; of images of other formats than DICOM; and of regions of interest. */
  readonly names: readonly string[];
  readonly whole: readonly string[];
  readonly regionFiles: readonly string[];
  /** Why files are no part of any image. */
  readonly apart: ReadonlyMap<string, string>;
  /** Images that cannot be read. */
  readonly unread: readonly UnreadVolume[];
  readonly limits: ReadLimits;
}

const SEQUENCES = ['t2fs', 'dwi', 'dce'] as const satisfies readonly SequenceName[];

/**
 * Proposes the manifest of a study, by the rules that docs/proposal.md states. Nothing is guessed between equally good
 * images or regions: they are undecided, with the option that decides.
 */
export function proposeManifest(study: StudyToPropose, choices: SequenceChoices = {}): ManifestProposal {
  const several = severalOf(study.series);
  const candidates = several ? [] : candidatesOf(study.volumes, study.series, study.regions);
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
  return { sequences: chosen, undecided, leftOut: several ? [] : filesLeftOut(study, candidates, chosen) };
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

/** What refers to slices belongs to them. A label image that lies on several images belongs to the one that its name says. */
function mayBelong(sequence: SequenceName, { region, placing }: Candidate['regions'][number]): boolean {
  return placing === 'refers' || region.named === undefined || region.named === sequence;
}

interface FoundRegion extends Pick<Candidate['regions'][number], 'region' | 'placing'> {
  /** Why this one of several. */
  readonly because?: string;
}

function oneRegion(
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
function phaseOf({ volumes }: Candidate, { on }: StudyRegion): number | undefined {
  if (volumes.length < 2) return undefined;
  const [named, ...others] = volumes.filter((volume) => on.get(volume) === 'refers');
  return others.length === 0 ? named?.series?.phase : undefined;
}

/** Images of which nothing says what they are, but which have a region that no sequence uses. */
function unknownKinds(
  candidates: readonly Candidate[],
  chosen: ManifestProposal['sequences'],
  choices: SequenceChoices,
  study: StudyToPropose,
): UndecidedSequence[] {
  const used = new Set(Object.values(chosen).map(({ roi }) => roi.file));
  const free = SEQUENCES.filter((sequence) => !chosen[sequence] && !choices[sequence]);
  if (free.length === 0) return [];
  return candidates.flatMap((candidate) => {
    const on = candidate.regions.find(({ region }) => !used.has(region.file.name));
    const isImage = (candidate.volumes[0].series?.kind ?? 'image') === 'image';
    if (candidate.sequence || !on || !isImage) return [];
    return [
      {
        got: `${imageInWords(candidate, study)} with ${on.region.file.name}, and neither its header nor a name says which sequence it is`,
        wanted: `${SEQUENCES.join(', ').replace(/, (?=\w+$)/, ' or ')}, which only a person can know`,
        remedy: `Say which it is: ${optionFor(free[0], candidate, study)}${free.length > 1 ? ` (or ${free.slice(1).join('=, ')}=)` : ''}.`,
      },
    ];
  });
}

/** The option that says that an image is a sequence. */
function optionFor(sequence: SequenceName, candidate: Candidate, study: StudyToPropose): string {
  const source = sourceOf(candidate, study.series, study.whole);
  const roi = candidate.regions[0]?.region.file.name ?? 'roi.dcm';
  const [{ series }] = candidate.volumes;
  if (source && !source.series && !source.volume) return `--sequence ${sequence}=${source.image}:${roi}`;
  return `--select ${sequence}=${(series && selectionText(series, study.series)) ?? '…'}`;
}

/** Images that cannot be read, of sequences that nothing else is proposed for. */
function unreadImages(
  chosen: ManifestProposal['sequences'],
  earlier: readonly UndecidedSequence[],
  { unread }: StudyToPropose,
): UndecidedSequence[] {
  const known = new Set<string | undefined>([...Object.keys(chosen), ...earlier.map(({ sequence }) => sequence)]);
  return SEQUENCES.flatMap((sequence) => {
    const [first] = known.has(sequence) ? [] : unread.filter((one) => one.sequence === sequence);
    if (!first) return [];
    const { got, wanted, remedy } = first.refusal;
    return [
      {
        sequence,
        got: `${first.words}, which cannot be read: ${got}`,
        wanted,
        remedy: `${remedy} Or leave it out: --sequence ${sequence}=none.`,
      },
    ];
  });
}

function noRegion(
  sequence: SequenceName,
  candidates: readonly Candidate[],
  study: StudyToPropose,
  homeless: readonly string[] = [],
): UndecidedSequence {
  const others = candidates.flatMap(({ regions }) => regions.map(({ region }) => region.file.name));
  const named =
    homeless.length > 0
      ? `; ${inList(homeless)} lies on no image`
      : others.length > 0
        ? `; ${inList([...new Set(others)])} names another sequence`
        : '';
  return {
    sequence,
    got: `no region of interest for ${sequence}, ${inList(candidates.map((one) => imageInWords(one, study)))}${named}`,
    wanted: 'a region of interest that was drawn on it',
    remedy: `Add it, or name it: ${optionFor(sequence, candidates[0], study)}; or leave it out: --sequence ${sequence}=none.`,
  };
}

function nothingFound({ names, volumes, regionFiles }: StudyToPropose): UndecidedSequence {
  return {
    got: `no sequence: ${counted(names.length, 'file')}, ${counted(volumes.length, 'image')}, ${counted(regionFiles.length, 'region')} of interest`,
    wanted: 'an image and its region of interest',
    remedy: 'Add them, or name them: --sequence t2fs=image:roi[:label].',
  };
}

function unselectable(sequence: SequenceName, candidate: Candidate, study: StudyToPropose): UndecidedSequence {
  return {
    sequence,
    got: `${imageInWords(candidate, study)}, which nothing that a manifest can say distinguishes from other images beside it`,
    wanted: 'an image in a folder or a series of its own',
    remedy: 'Move its files to a folder of their own.',
  };
}

/** More than one patient or study among the images: which is meant, only a person can know. */
export function severalOf(series: readonly ImageSeries[]): (UndecidedSequence & { readonly code: string }) | undefined {
  const kinds = [
    [
      'several-patients',
      'patients (PatientID)',
      'the images of one patient',
      (one: ImageSeries) => one.frames[0].instance.dataSet.text(Tag.PatientID) ?? '',
    ],
    ['several-studies', 'studies (StudyInstanceUID)', 'the images of one study', (one: ImageSeries) => one.studyUid],
  ] as const;
  for (const [code, what, wanted, of] of kinds) {
    const groups = new Map<string, string[]>();
    for (const one of series) groups.set(of(one), [...(groups.get(of(one)) ?? []), ...filesOf(one)]);
    if (groups.size < 2) continue;
    const places = [...groups.values()].map((files) =>
      inFolder(commonFolder(files) || WHOLE_STUDY, new Set(files).size),
    );
    return {
      code,
      got: `images of ${groups.size} ${what} in one folder: ${inList(places)}`,
      wanted,
      remedy: 'Give each a folder of its own, and send one folder at a time.',
    };
  }
  return undefined;
}

function imageInWords(candidate: Candidate, study: StudyToPropose): string {
  const { files, volumes } = candidate;
  const place = files.length === 1 ? files[0] : commonFolder(files) || WHOLE_STUDY;
  const own = new Set(files);
  const isAlone = !study.series.some((one) => filesOf(one).some((file) => !own.has(file) && file.startsWith(place)));
  if (files.length === 1) return place;
  const isShared = place === WHOLE_STUDY || !isAlone;
  const [{ name }] = volumes;
  return isShared
    ? `${name.replace(/^[^:]*: /, '')} in ${inFolder(place, files.length)}`
    : inFolder(place, files.length);
}

const inFolder = (folder: string, files: number): string => `${folder} (${counted(files, 'file')})`;

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

function inList(all: readonly string[]): string {
  const most = 6;
  return all.length > most ? `${all.slice(0, most).join(', ')} and ${all.length - most} more` : all.join(', ');
}
