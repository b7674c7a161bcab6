/** Reads one sequence: from its files to an image and a region of interest on the same grid. */
import {
  adcInMicro,
  checkFinite,
  describeVolumes,
  formatOf,
  type ImageSeries,
  InputRefused,
  incompleteNotes,
  isFatSuppressed,
  isSelected,
  leftOutNotes,
  lossyCompressionNote,
  type Mask,
  type NamedBytes,
  partOfSignal,
  passedOverNotes,
  proposeSequence,
  type Readers,
  type Reading,
  readNow,
  type SeriesSelection,
  seriesAmbiguous,
  type Volume,
  withNotes,
} from '@radscore/imaging';
import type { SequenceName } from '../contracts/choices.ts';
import { isArchive, type ManifestSequence, selectionOf, seriesAlone } from '../contracts/manifest.ts';
import type { AppliedRepair } from '../contracts/repair.ts';
import type { Reason } from '../contracts/workflow.ts';
import { ImageCollector, refuseStrays, type SequenceImages } from './collect-images.ts';
import {
  countChannels,
  findingBrightest,
  otherPhase,
  otherVolume,
  type Placed,
  readingSeriesAgain,
  refuseColours,
  volumeOfRegion,
} from './dynamic-phases.ts';
import { contradiction, leftOut } from './sequence-notes.ts';
import { type HearImage, readRegion, type StoredRegion, type Work } from './sequence-region.ts';

/** One sequence of a study: its image, its region of interest on the image's grid, and what was done to get there. */
export interface SequenceImage {
  readonly volume: Volume;
  readonly mask: Mask;
  /** The region as its file stores it, where that is more than noise apart from `mask`: resampling begins there. */
  readonly region?: StoredRegion;
  /** What was computed, chosen, repaired or contradicts the manifest; stored with the study. */
  readonly notes: readonly Reason[];
  /** The repair of the notes, as values. */
  readonly repairs: readonly AppliedRepair[];
  /** Of a dynamic series of several phases: how many there are, and which one was read, counted from 0. */
  readonly phases?: { readonly count: number; readonly read: number };
}

export interface SequenceFiles {
  readonly image: readonly NamedBytes[];
  readonly roi: readonly NamedBytes[];
}

/** How a host reads sequences. */
export interface SequenceReader {
  /** Of files that are in memory. */
  readonly readSequence: (
    sequence: SequenceName,
    source: ManifestSequence,
    files: SequenceFiles,
    hear?: HearImage,
  ) => SequenceImage;
  /** Of images whose pixels may not be in memory. */
  readonly readingSequence: (
    sequence: SequenceName,
    source: ManifestSequence,
    images: SequenceImages,
    roi: readonly NamedBytes[],
    hear?: HearImage,
  ) => Reading<SequenceImage>;
}

/**
 * A reader of sequences with the codecs of a host. It reads one sequence as its manifest says. Of diffusion series the ADC map is read, or fitted to the b-values if none
 * was sent; of dynamic series the phase that the manifest names, or the one at which the region is brightest. A region
 * that does not fit is repaired only in the way that the manifest accepts by name.
 *
 * Both functions throw `InputRefused`.
 */
export function createSequenceReader(readers: Readers): SequenceReader {
  const readingSequence: SequenceReader['readingSequence'] = (sequence, source, images, roi, hear = () => {}) =>
    reading({ readers, sequence, source, images, roi, hear });
  return {
    readingSequence,
    readSequence(sequence, source, files, hear) {
      const collector = new ImageCollector({ seriesUids: seriesAlone(source) });
      for (const file of files.image) collector.add(file);
      return readNow(readingSequence(sequence, source, collector.images(), files.roi, hear));
    },
  };
}

function* reading({
  readers,
  sequence,
  source,
  images,
  roi,
  hear,
}: Pick<Work, 'readers' | 'sequence' | 'source' | 'images' | 'roi' | 'hear'>): Reading<SequenceImage> {
  requireFiles(source, images, roi);
  const notes = contradiction(sequence, images.series ?? [], source.image);
  const repairs: AppliedRepair[] = [];
  refuseStrays(images);
  const read = sequence === 'dce' ? readingDynamic : sequence === 'dwi' ? readingDiffusion : readingStatic;
  const regions: StoredRegion[] = [];
  const { volume, mask, phases } = yield* read({
    readers,
    sequence,
    source,
    images,
    roi,
    notes,
    repairs,
    regions,
    hear,
  });
  checkFinite(volume, mask, source.image);
  const { lossyCompression: lossy, notes: onImage = [] } = volume.reference ?? {};
  notes.push(...onImage);
  if (lossy) notes.push(lossyCompressionNote(lossy));
  notes.push(...leftOutNotes(images.others.flatMap(({ name, bytes }) => (formatOf(bytes, name) ? [] : [name]))));
  return { volume, mask, region: regions.at(-1), notes, repairs, ...(phases && { phases }) };
}

/** What a manifest names in an archive is known only once that is open. @throws InputRefused `file-missing`, `mask-missing` */
function requireFiles(source: ManifestSequence, { series, others }: SequenceImages, roi: readonly NamedBytes[]): void {
  const refuse = (code: 'file-missing' | 'mask-missing', file: string, wanted: string): void => {
    if (!file.split('/').slice(0, -1).some(isArchive)) return;
    const remedy = 'Correct the path in manifest.json, or add the file.';
    throw new InputRefused({ code, file, got: 'no such file in the archive', wanted, remedy });
  };
  if (!series && others.length === 0) refuse('file-missing', source.image, 'the image');
  if (roi.length === 0) refuse('mask-missing', source.roi.file, 'the region of interest');
}

interface Found {
  readonly volume: Placed;
  readonly mask: Mask;
  readonly phases?: SequenceImage['phases'];
}

function* readingImage(
  { readers, images: { series, first, passedOver, others } }: Pick<Work, 'readers' | 'images'>,
  selection: SeriesSelection = {},
): Reading<Placed> {
  return series
    ? yield* readers.readingSelected(series, first, selection, undefined, passedOver)
    : readers.readImage(others, selection);
}

/** Computed volumes that are no image of the protocol, whatever they lie alone as. Reformatted slices are. */
const NO_IMAGE: ReadonlySet<ImageSeries['kind']> = new Set(['adc', 'map', 'subtraction', 'projection']);

/** @throws InputRefused for a lone volume that is no acquired image, or only its fat or phase, where it is not selected */
function requireAcquired({ images: { series = [] }, sequence }: Work, isNamed: boolean): void {
  const [only, ...others] = series;
  if (isNamed || !only || others.length > 0) return;
  const part = partOfSignal(only.frames[0]);
  if (!NO_IMAGE.has(only.kind) && part === undefined) return;
  throw new InputRefused({
    code: 'series-ambiguous',
    file: only.frames[0].instance.file,
    got: `${describeVolumes(series).join()} alone${part === undefined ? '' : `, which shows the ${part} of the signal`}`,
    wanted: `an acquired image for ${sequence}`,
    remedy: 'Add the acquired series, or select this one in manifest.json: "volume": { "kind": … }.',
  });
}

/** What the manifest selects; what cannot be selected from other formats than DICOM is refused. */
function selected({ source, images }: Work): ReturnType<typeof selectionOf> & { readonly isNamed: boolean } {
  const { selection, phase } = selectionOf(source);
  const isNamed = Object.keys(selection).length > 0;
  if (isNamed && !images.series) {
    throw new InputRefused({
      code: 'unsupported-format',
      file: source.image,
      got: 'a selection ("series" or "volume" in manifest.json) from an image that is no DICOM series',
      wanted: 'DICOM series, which say how their volumes differ',
      remedy: 'Leave the selection out: this image holds one volume.',
    });
  }
  return { selection, phase, isNamed };
}

/** The series that its attributes show to be fat-suppressed T2, where several lie there and none is selected. */
function* readingStatic(work: Work): Reading<Found> {
  const { series = [] } = work.images;
  const { selection, phase, isNamed } = selected(work);
  requireAcquired(work, isNamed);
  const chosen = { ...selection, ...(typeof phase === 'number' && { phase }) };
  const fitting = series.filter(
    (one) => proposeSequence(one)?.sequence === 't2fs' && isFatSuppressed(one.frames[0].instance.dataSet),
  );
  const isNarrowed = !isNamed && phase === undefined && fitting.length === 1 && series.length > 1;
  const volume = yield* isNarrowed ? readingOne(fitting[0], work) : readingImage(work, series.length > 0 ? chosen : {});
  if (isNarrowed) notes(work, leftOut(series, fitting));
  return { volume, mask: readRegion(work, volume) };
}

/** One volume, with the notes on other volumes of its files. */
function* readingOne(one: ImageSeries, { readers, images: { passedOver = new Map() } }: Work): Reading<Placed> {
  return withNotes(yield* readers.readingSeries(one), passedOverNotes(passedOver));
}

/** Maps whose values are diffusivities: their unit is known by their size, as that of an ADC map. */
const DIFFUSIVITIES: ReadonlySet<string> = new Set(['MD', 'D', 'DDC']);

/**
 * What the protocol means by dwi is the map; what the manifest selects instead is read as it is, and noted. A lone DICOM
 * image that does not say that it is a map may be a weighted one, and is not taken for it.
 */
function* readingDiffusion(work: Work): Reading<Found> {
  const { series } = work.images;
  const { selection, isNamed } = selected(work);
  if (!isNamed && series?.length === 1 && series[0].kind === 'image') throw perhapsWeighted(series);
  const wanted: SeriesSelection = isNamed ? selection : series && series.length > 0 ? { adc: true } : {};
  const read = yield* readingImage(
    work,
    isNamed && series && selectsMap(series, selection) ? { adc: true, ...wanted } : wanted,
  );
  const [only] = series?.filter((one) => isSelected(one, wanted)) ?? [];
  if (isNamed && only && wanted.adc === undefined && only.kind !== 'adc') {
    const what =
      only.kind === 'dwi'
        ? `b=${only.bValue} s/mm², a weighted image`
        : `${describeVolumes([only]).join()}, which does not say that it is an ADC map`;
    notes(work, [
      {
        code: 'volume-selected',
        message: `manifest.json selects ${what}; the protocol means the ADC map by dwi.`,
      },
    ]);
  }
  const isMap = !series || (isNamed && (only?.kind === 'image' || DIFFUSIVITIES.has(only?.map ?? '')));
  const inUnit = isMap ? adcInMicro(read, undefined, true) : { volume: read, notes: [] };
  notes(work, inUnit.notes);
  return { volume: inUnit.volume, mask: readRegion(work, inUnit.volume) };
}

function perhapsWeighted(series: readonly ImageSeries[]): InputRefused {
  return new InputRefused({
    code: 'series-ambiguous',
    file: series[0].frames[0].instance.file,
    got: `${describeVolumes(series).join()} alone, and nothing in its header says that it is a map or which b-value it has`,
    wanted: 'a map of apparent diffusion coefficients, or images with their b-values',
    remedy:
      'Send the map as the scanner made it, or if this is the map, select it in manifest.json: "volume": { "kind": "image" }.',
  });
}

function selectsMap(series: readonly ImageSeries[], selection: SeriesSelection): boolean {
  const chosen = series.filter((one) => isSelected(one, selection));
  return chosen.length > 0 && chosen.every(({ kind }) => kind === 'adc');
}

function notes(work: Work, more: readonly Reason[]): void {
  work.notes.push(...more);
}

/**
 * The phase that the manifest names; else, where it asks for no peak, the one whose images the region refers to; else the
 * one at which the region is brightest on average. That is also the phase of the highest mean enhancement against the first,
 * as the mean of the first is the same for all of them.
 */
function* readingDynamic(work: Work): Reading<Found> {
  const { images } = work;
  const { series } = images;
  const { selection, phase, isNamed } = selected(work);
  requireAcquired(work, isNamed);
  const candidates = series?.filter((one) => one.kind === 'phase' && isSelected(one, selection)) ?? [];
  if (new Set(candidates.map(({ dynamic }) => dynamic)).size > 1) {
    throw seriesAmbiguous(images.first, series ?? [], candidates, images.passedOver);
  }
  const count = series ? candidates.length : countChannels(work.readers, images.others);
  if (typeof phase !== 'number' && count < 2) {
    const volume = yield* readingImage(work, series ? selection : {});
    return { volume, mask: readRegion(work, volume) };
  }
  const numbered = (one: number): ImageSeries | undefined => candidates.find((candidate) => candidate.phase === one);
  const drawnOn = series ? volumeOfRegion(work, candidates)?.phase : undefined;
  const others = series?.filter((one) => !candidates.includes(one)) ?? [];
  const isReferenced = phase === undefined && drawnOn !== undefined && numbered(drawnOn)?.incompleteOf === undefined;
  const wanted = typeof phase === 'number' ? phase : isReferenced ? drawnOn : undefined;
  const readPhase = (one: number): Reading<Placed> =>
    readingImage(work, series ? { ...selection, phase: one } : { channel: one });
  const whole = series ? candidates.flatMap((one) => (one.incompleteOf === undefined ? [Number(one.phase)] : [])) : [];
  const volume = yield* readPhase(wanted ?? whole[0] ?? 0);
  const mask = readRegion(work, volume);
  if (series && !isNamed) notes(work, leftOut(series, candidates));
  if (series && drawnOn === undefined) {
    notes(work, otherVolume(volumeOfRegion(work, others), series));
  }
  if (!series) refuseColours(volume, count, work.source.image);
  notes(work, incompleteNotes(candidates));
  if (wanted !== undefined) {
    if (isReferenced) {
      notes(work, [
        {
          code: 'phase-chosen',
          message: `got ${count} phases; phase ${wanted} was read, counted from 0: the region of interest refers to its images.`,
        },
      ]);
    } else notes(work, otherPhase(drawnOn, wanted, 'the one that manifest.json names'));
    return { volume, mask, phases: { count, read: wanted } };
  }
  const order = series ? whole : Array.from({ length: count }, (_, i) => i);
  return yield* findingBrightest(
    { volume, mask },
    (one) => {
      const again = numbered(one);
      return again ? readingSeriesAgain(work.readers, again, volume) : readPhase(one);
    },
    order,
    count,
    work.notes,
    drawnOn,
  );
}
