/** How a manifest names an image: the file or folder, the series in it, and what distinguishes the volume. */
import type { ImageSeries } from '../dicom/series/image-series.ts';
import { type DicomSelection, isSelected, selectionAmong } from '../dicom/series/selection.ts';
import type { Candidate } from './image-candidates.ts';
import { type ProposedSequence, WHOLE_STUDY } from './manifest-proposal.ts';
import { commonFolder, folderOf } from './study-files.ts';
import { areOneDynamic, filesOf, isDynamic } from './study-volumes.ts';

type Source = Pick<ProposedSequence, 'image' | 'series' | 'volume'>;

/**
 * The shortest naming of an image in a manifest. Undefined if nothing that a manifest can say selects it.
 *
 * @param all the series of the study
 * @param whole the files of images of other formats
 */
export function sourceOf(
  candidate: Candidate,
  all: readonly ImageSeries[],
  whole: readonly string[],
): Source | undefined {
  const [file, ...others] = candidate.files;
  const own = candidate.volumes.flatMap(({ series }) => series ?? []);
  if (own.length === 0) return others.length === 0 ? { image: file } : headerWithVoxels(candidate, all, whole);
  const image = others.length === 0 ? file : commonFolder(candidate.files) || WHOLE_STUDY;
  const isBelow = (name: string): boolean =>
    image === WHOLE_STUDY || name === image || (others.length > 0 && name.startsWith(image));
  const rivals = all.filter((one) => !isPartOf(one, candidate) && filesOf(one).some(isBelow));
  const uids = [...new Set(own.map(({ seriesUid }) => seriesUid))];
  const isAmongOthers = rivals.some(({ seriesUid }) => !uids.includes(seriesUid));
  const volume = volumeOf(
    own,
    rivals.filter(({ seriesUid }) => uids.includes(seriesUid)),
    isAmongOthers,
  );
  if (!volume) return undefined;
  return {
    image,
    ...(isAmongOthers && { series: uids.length === 1 ? uids[0] : uids }),
    ...(Object.keys(volume).length > 0 && { volume }),
  };
}

function isPartOf(series: ImageSeries, { volumes }: Candidate): boolean {
  return volumes.some(
    (one) => one.series !== undefined && (one.series === series || areOneDynamic(one.series, series)),
  );
}

/** A header needs its voxels next to it: a folder of its own, as far as images go. */
function headerWithVoxels(
  { files }: Candidate,
  all: readonly ImageSeries[],
  whole: readonly string[],
): Source | undefined {
  const folder = folderOf(files[0]);
  const isBeside = (name: string): boolean => !files.includes(name) && name.startsWith(folder);
  if (whole.some(isBeside) || all.some((one) => filesOf(one).some(isBeside))) return undefined;
  return { image: folder || WHOLE_STUDY };
}

/**
 * What distinguishes volumes from others of the same series, in the terms of a manifest. Reading takes the map of a
 * diffusion series and the phases of a dynamic one without being asked, unless the series was named.
 */
function volumeOf(
  own: readonly ImageSeries[],
  rivals: readonly ImageSeries[],
  isNamed: boolean,
): ProposedSequence['volume'] | undefined {
  const [first] = own;
  if (first.kind === 'dwi') return isNamed ? { adc: true } : {};
  const { kind, phase } = first;
  const ofKind = isDynamic(first) || kind === 'adc' ? rivals.filter((rival) => rival.kind === kind) : rivals;
  if (ofKind.length === 0) return {};
  const others = isDynamic(first) ? ofKind.filter((rival) => rival.phase === phase) : ofKind;
  const { phase: number, ...distinct } = selectionAmong(first, [first, ...(others.length > 0 ? others : ofKind)]) ?? {};
  const selection = { ...distinct, ...(!isDynamic(first) && number !== undefined && { phase: number }) };
  const isClear =
    own.every((one) => isSelected(one, selection)) && !ofKind.some((rival) => isSelected(rival, selection));
  return isClear ? inManifest(selection) : undefined;
}

function inManifest({ seriesUid, seriesNumber, bValue, adc, ...others }: DicomSelection): ProposedSequence['volume'] {
  return {
    ...(others as Record<string, string | number>),
    ...(adc !== undefined && { adc }),
    ...(bValue !== undefined && { b: bValue }),
    ...(seriesNumber !== undefined && { series: seriesNumber }),
  };
}
