import {
  adcInMicro,
  checkFinite,
  describeVolumes,
  differencesInWords,
  formatOf,
  type ImageSeries,
  InputRefused,
  inspectRegion,
  isSelected,
  lossyCompressionNote,
  type Mask,
  type NamedBytes,
  passedOverNotes,
  proposeSequence,
  type Reading,
  readImage,
  readingSelected,
  readingSeries,
  readNow,
  readRegion as readStoredRegion,
  type SeriesSelection,
  selectLabel,
  seriesAmbiguous,
  type Volume,
  withNotes,
} from '@radscore/imaging';
import { ImageCollector, refuseStrays, type SequenceImages } from './collect-images.ts';
import type { SequenceName } from './contracts/identifiers.ts';
import { type ManifestSequence, selectionOf } from './contracts/manifest.ts';
import type { AppliedRepair } from './contracts/repair.ts';
import type { Reason } from './contracts/workflow.ts';
import {
  countChannels,
  findingBrightest,
  ordering,
  otherPhase,
  type Placed,
  phaseOfRegion,
  readingSeriesAgain,
} from './dynamic-phases.ts';

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
}

export interface StoredRegion {
  readonly stored: Mask;
  /** How its grid differs from the image's; undefined where SimpleITK takes them for the same. */
  readonly difference?: string;
}

export interface SequenceFiles {
  readonly image: readonly NamedBytes[];
  readonly roi: readonly NamedBytes[];
}

/** Hears of the image before its region of interest is read, which may not fit; of a dynamic series, of one phase. */
export type HearImage = (image: Volume) => void;

/**
 * Reads one sequence as its manifest says. Of diffusion series the ADC map is read, or fitted to the b-values where none
 * was sent; of dynamic series the phase that the manifest names, or the one at which the region is brightest. A region
 * that does not fit is repaired only in the way that the manifest accepts by name.
 *
 * @throws InputRefused
 */
export function readSequence(
  sequence: SequenceName,
  source: ManifestSequence,
  files: SequenceFiles,
  hear?: HearImage,
): SequenceImage {
  const collector = new ImageCollector();
  for (const file of files.image) collector.add(file);
  return readNow(readingSequence(sequence, source, collector.images(), files.roi, hear));
}

/** `readSequence` of images whose pixels may not be in memory. @throws InputRefused */
export function* readingSequence(
  sequence: SequenceName,
  source: ManifestSequence,
  images: SequenceImages,
  roi: readonly NamedBytes[],
  hear: HearImage = () => {},
): Reading<SequenceImage> {
  const notes = contradiction(sequence, images.series ?? [], source.image);
  const repairs: AppliedRepair[] = [];
  refuseStrays(images);
  const read = sequence === 'dce' ? readingDynamic : sequence === 'dwi' ? readingDiffusion : readingStatic;
  const regions: StoredRegion[] = [];
  const { volume, mask } = yield* read({ sequence, source, images, roi, notes, repairs, regions, hear });
  checkFinite(volume, mask, source.image);
  const { lossyCompression: lossy, notes: onImage = [] } = volume.reference ?? {};
  notes.push(...onImage);
  if (lossy) notes.push(lossyCompressionNote(lossy));
  return { volume, mask, region: regions.at(-1), notes, repairs };
}

/** What a sequence is read from, and the notes and repairs that reading adds to. */
interface Work {
  readonly sequence: SequenceName;
  readonly source: ManifestSequence;
  readonly images: SequenceImages;
  readonly roi: readonly NamedBytes[];
  readonly notes: Reason[];
  readonly repairs: AppliedRepair[];
  /** The region as stored, each time it is read. */
  readonly regions: StoredRegion[];
  readonly hear: HearImage;
}

interface Found {
  readonly volume: Placed;
  readonly mask: Mask;
}

function* readingImage(
  { series, first, passedOver, others }: SequenceImages,
  selection: SeriesSelection = {},
): Reading<Placed> {
  return series
    ? yield* readingSelected(series, first, selection, undefined, passedOver)
    : readImage(others, selection);
}

/** @throws InputRefused for a lone volume that was computed from images, where none of its kind is selected */
function requireAcquired({ images: { series = [] }, sequence }: Work, isNamed: boolean): void {
  const [only, ...others] = series;
  if (isNamed || !only || others.length > 0 || !['map', 'subtraction', 'projection'].includes(only.kind)) return;
  throw new InputRefused({
    code: 'series-ambiguous',
    file: only.frames[0].instance.file,
    got: `${describeVolumes(series).join()} alone`,
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
  const fitting = series.filter((one) => proposeSequence(one)?.sequence === 't2fs');
  const isNarrowed = !isNamed && phase === undefined && fitting.length === 1 && series.length > 1;
  const volume = yield* isNarrowed
    ? readingOne(fitting[0], work.images)
    : readingImage(work.images, series.length > 0 ? chosen : {});
  if (isNarrowed) notes(work, leftOut(series, fitting));
  return { volume, mask: readRegion(work, volume) };
}

/** One volume, with the notes on what lay beside it. */
function* readingOne(one: ImageSeries, { passedOver = new Map() }: SequenceImages): Reading<Placed> {
  return withNotes(yield* readingSeries(one), passedOverNotes(passedOver));
}

/** What the protocol means by dwi is the map; what the manifest selects instead is read as it is, and noted. */
function* readingDiffusion(work: Work): Reading<Found> {
  const { series } = work.images;
  const { selection, isNamed } = selected(work);
  const isOneImage = series?.length === 1 && series[0].kind === 'image';
  const wanted: SeriesSelection = isNamed ? selection : series && series.length > 0 && !isOneImage ? { adc: true } : {};
  const read = yield* readingImage(
    work.images,
    isNamed && series && selectsMap(series, selection) ? { adc: true, ...wanted } : wanted,
  );
  const [only] = series?.filter((one) => isSelected(one, wanted)) ?? [];
  if (isNamed && only?.kind === 'dwi' && wanted.adc === undefined) {
    notes(work, [
      {
        code: 'volume-selected',
        message: `manifest.json selects b=${only.bValue} s/mm², a weighted image; the protocol means the ADC map by dwi.`,
      },
    ]);
  }
  if (isOneImage && !isNamed) {
    notes(work, [
      {
        code: 'adc-assumed',
        message: 'nothing in the header says that the only image is an ADC map; it was taken for one.',
      },
    ]);
  }
  const isMap = !series || isOneImage || (isNamed && only?.kind === 'image');
  const inUnit = isMap ? adcInMicro(read, undefined, true) : { volume: read, notes: [] };
  notes(work, inUnit.notes);
  return { volume: inUnit.volume, mask: readRegion(work, inUnit.volume) };
}

function selectsMap(series: readonly ImageSeries[], selection: SeriesSelection): boolean {
  const chosen = series.filter((one) => isSelected(one, selection));
  return chosen.length > 0 && chosen.every(({ kind }) => kind === 'adc');
}

function notes(work: Work, more: readonly Reason[]): void {
  work.notes.push(...more);
}

/** The manifest decides which sequence an image is; where its attributes say otherwise, that is reported. */
function contradiction(sequence: SequenceName, series: readonly ImageSeries[], image: string): Reason[] {
  const proposals = series.flatMap((one) => proposeSequence(one) ?? []);
  const [other] = proposals;
  if (!other || proposals.some((proposal) => proposal.sequence === sequence)) return [];
  return [
    {
      code: 'sequence-contradicted',
      message: `got ${image}, which looks like ${other.sequence} (${other.because}), as ${sequence}; wanted a series of that kind. Correct manifest.json if it names the wrong one.`,
    },
  ];
}

/** Volumes beside those that are read, so that none is passed over in silence. */
function leftOut(all: readonly ImageSeries[], used: readonly ImageSeries[]): Reason[] {
  const left = all.filter((one) => !used.includes(one));
  if (left.length === 0) return [];
  const differences = differencesInWords([used[0], ...left]);
  return [
    {
      code: 'volumes-left-out',
      message: `beside what was read lay ${describeVolumes(all, left).join(', ')}${differences && ` (other ${differences})`}; not read.`,
    },
  ];
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
  const count = series ? candidates.length : countChannels(images.others);
  if (typeof phase !== 'number' && count < 2) {
    const volume = yield* readingImage(images, series ? selection : {});
    return { volume, mask: readRegion(work, volume) };
  }
  const numbered = (one: number): ImageSeries | undefined => candidates.find((candidate) => candidate.phase === one);
  const drawnOn = series ? phaseOfRegion(work.roi, work.source.roi, candidates) : undefined;
  const isReferenced = phase === undefined && drawnOn !== undefined && numbered(drawnOn)?.incompleteOf === undefined;
  const wanted = typeof phase === 'number' ? phase : isReferenced ? drawnOn : undefined;
  const readPhase = (one: number): Reading<Placed> =>
    readingImage(images, series ? { ...selection, phase: one } : { channel: one });
  const whole = series ? candidates.flatMap((one) => (one.incompleteOf === undefined ? [Number(one.phase)] : [])) : [];
  const volume = yield* readPhase(wanted ?? whole[0] ?? 0);
  const mask = readRegion(work, volume);
  if (series && !isNamed) notes(work, leftOut(series, candidates));
  notes(work, ordering(candidates));
  if (wanted !== undefined) {
    if (isReferenced) {
      notes(work, [
        {
          code: 'phase-chosen',
          message: `got ${count} phases; phase ${wanted} was read, counted from 0: the region of interest refers to its images.`,
        },
      ]);
    } else notes(work, otherPhase(drawnOn, wanted, 'the one that manifest.json names'));
    return { volume, mask };
  }
  const order = series ? whole : Array.from({ length: count }, (_, i) => i);
  return yield* findingBrightest(
    { volume, mask },
    (one) => {
      const again = numbered(one);
      return again ? readingSeriesAgain(again, volume) : readPhase(one);
    },
    order,
    count,
    work.notes,
    drawnOn,
  );
}

function readRegion(work: Work, volume: Placed): Mask {
  const {
    sequence,
    source: { roi, repair },
    roi: files,
    notes,
    repairs,
    regions,
  } = work;
  work.hear(volume);
  try {
    const { mask, stored, difference } = readStoredRegion(files, volume, { label: roi.label });
    regions.push({ stored, difference });
    return mask;
  } catch (error) {
    const [first] = files;
    const isLabelImage = first && formatOf(first.bytes, first.name) !== 'dicom';
    if (!(error instanceof InputRefused) || !isLabelImage || !MENDABLE.has(error.code)) throw error;
    const stored = readImage(files);
    const { repair: offered, finding } = inspectRegion(volume, stored, { label: roi.label, file: first.name });
    if (!offered) throw finding ?? error;
    if (offered.name !== repair) throw withOffer(error, offered.name, offered.says);
    const { name, overlapBefore, overlapAfter, says } = offered;
    repairs.push({ sequence, name, file: roi.file, overlapBefore, overlapAfter, says });
    const overlap = `overlap ${overlapBefore.toFixed(4)} before, ${overlapAfter.toFixed(4)} after`;
    notes.push({
      code: 'roi-repaired',
      message: `${first.name}: ${error.code}: got ${error.got}; repaired by ${name}, as manifest.json accepts (Dice ${overlap}).`,
    });
    // Any other repair corrects the header, and the mask lies on the image then.
    if (name === 'resample-to-image') regions.push({ stored: selectLabel(stored, roi.label, first.name) });
    return offered.mask;
  }
}

const MENDABLE: ReadonlySet<string> = new Set(['geometry-mismatch', 'label-missing']);

function withOffer(error: InputRefused, name: string, says: string): InputRefused {
  const { code, file, got, wanted, remedy } = error;
  return new InputRefused(
    {
      code,
      file,
      got,
      wanted,
      remedy: `${remedy} Or accept "repair": "${name}" in manifest.json (radscore manifest --accept-repair): ${says}`,
    },
    { cause: error },
  );
}
