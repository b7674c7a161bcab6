/** What only a person can know of a study, with the option that says it. */
import { Tag } from '../dicom/encoding/tags.ts';
import type { ImageSeries } from '../dicom/series/image-series.ts';
import type { SequenceName } from '../dicom/series/propose-sequence.ts';
import { selectionText } from '../dicom/series/selection.ts';
import type { Candidate } from './image-candidates.ts';
import { sourceOf } from './image-source.ts';
import {
  type ManifestProposal,
  SEQUENCES,
  type SequenceChoices,
  type StudyToPropose,
  type UndecidedSequence,
  WHOLE_STUDY,
} from './manifest-proposal.ts';
import type { StudyRegion } from './region-places.ts';
import { commonFolder } from './study-files.ts';
import { filesOf, isDynamic } from './study-volumes.ts';

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

/** Images of which nothing says what they are, but which have a region that no sequence uses. */
export function unknownKinds(
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

/** Images that cannot be read, of sequences that nothing else is proposed for. */
export function unreadImages(
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

/** A region that lies on images of several sequences. */
export function severalImages(
  region: StudyRegion,
  candidates: readonly Candidate[],
  study: StudyToPropose,
): UndecidedSequence {
  const options = candidates.flatMap((one) => (one.sequence ? [optionFor(one.sequence, one, study)] : []));
  return {
    got: `${region.file.name}, which names no slices and lies on ${inList(candidates.map((one) => imageInWords(one, study)))}`,
    wanted: 'the image that it was drawn on, which only a person can know',
    remedy: `Say which it is: ${options.slice(0, 3).join(', or ')}.`,
  };
}

export function noRegion(
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

export function nothingFound({ names, volumes, regionFiles }: StudyToPropose): UndecidedSequence {
  return {
    got: `no sequence: ${counted(names.length, 'file')}, ${counted(volumes.length, 'image')}, ${counted(regionFiles.length, 'region')} of interest`,
    wanted: 'an image and its region of interest',
    remedy: 'Add them, or name them: --sequence t2fs=image:roi[:label].',
  };
}

export function unselectable(sequence: SequenceName, candidate: Candidate, study: StudyToPropose): UndecidedSequence {
  return {
    sequence,
    got: `${imageInWords(candidate, study)}, which nothing that a manifest can say distinguishes from other images beside it`,
    wanted: 'an image in a folder or a series of its own',
    remedy: 'Move its files to a folder of their own.',
  };
}

/** The option that says that an image is a sequence. */
export function optionFor(sequence: SequenceName, candidate: Candidate, study: StudyToPropose): string {
  const source = sourceOf(candidate, study.series, study.whole);
  const roi = candidate.regions[0]?.region.file.name ?? 'roi.dcm';
  const [{ series }] = candidate.volumes;
  if (source && !source.series && !source.volume) return `--sequence ${sequence}=${source.image}:${roi}`;
  const numbered = study.series.filter(({ seriesNumber }) => seriesNumber === series?.seriesNumber);
  // The phase of a scan that was only repeated says nothing to a person.
  const isOfSeries = series?.kind === 'phase' && !isDynamic(series) && numbered.length === 1;
  const text = isOfSeries ? `series=${series.seriesNumber}` : series && selectionText(series, study.series);
  return `--select ${sequence}=${text ?? '…'}`;
}

export function imageInWords(candidate: Candidate, study: StudyToPropose): string {
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

export const inFolder = (folder: string, files: number): string => `${folder} (${counted(files, 'file')})`;

export const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

export function inList(all: readonly string[]): string {
  const most = 6;
  return all.length > most ? `${all.slice(0, most).join(', ')} and ${all.length - most} more` : all.join(', ');
}
