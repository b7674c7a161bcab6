import {
  checkFinite,
  checkSameGrid,
  formatOf,
  type ImageReference,
  type ImageSeries,
  InputRefused,
  inspectRegion,
  lossyCompressionNote,
  type Mask,
  meanInside,
  type NamedBytes,
  proposeSequence,
  type Reading,
  readImage,
  readingSelected,
  readingSeries,
  readNow,
  readRegion as readStoredRegion,
  type SeriesSelection,
  selectLabel,
  type Volume,
} from '@radscore/imaging';
import { ImageCollector, refuseStrays, type SequenceImages } from './collect-images.ts';
import type { SequenceName } from './contracts/identifiers.ts';
import type { ManifestSequence } from './contracts/manifest.ts';
import type { AppliedRepair } from './contracts/repair.ts';
import type { Reason } from './contracts/workflow.ts';

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

type Placed = Volume & { readonly reference?: ImageReference };

/**
 * Reads one sequence as its manifest says. Of diffusion series the ADC map is read, or fitted to the b-values where none
 * was sent; of dynamic series the phase that the manifest names, or the one at which the region is brightest. A region
 * that does not fit is mended only in the way that the manifest accepts by name.
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
  const lossy = volume.reference?.lossyCompression;
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

function* readingImage({ series, first, others }: SequenceImages, selection: SeriesSelection = {}): Reading<Placed> {
  return series ? yield* readingSelected(series, first, selection) : readImage(others, selection);
}

/** The series that its attributes show to be fat-suppressed T2, where several lie there. */
function* readingStatic(work: Work): Reading<Found> {
  const { series = [] } = work.images;
  const fitting = series.filter((one) => proposeSequence(one)?.sequence === 't2fs');
  const isNarrowed = fitting.length === 1 && series.length > 1;
  const volume = yield* readingImage(work.images, isNarrowed ? { seriesUid: fitting[0].seriesUid } : {});
  return { volume, mask: readRegion(work, volume) };
}

function* readingDiffusion(work: Work): Reading<Found> {
  const volume = yield* readingImage(work.images, diffusionMap(work.images.series ?? [], work.notes));
  return { volume, mask: readRegion(work, volume) };
}

/** The map among several volumes; a single one that is no weighted image is taken for the map. */
function diffusionMap(series: readonly ImageSeries[], notes: Reason[]): SeriesSelection {
  if (series.length === 0 || (series.length === 1 && series[0].kind !== 'dwi')) return {};
  if (!series.some(({ kind }) => kind === 'adc')) {
    const weights = series.flatMap(({ kind, bValue }) => (kind === 'dwi' ? [bValue] : []));
    notes.push({
      code: 'adc-fitted',
      message: `got no ADC map; it was fitted to the b-values ${weights.join(', ')} s/mm² (least squares of ln S over b).`,
    });
  }
  return { adc: true };
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

function* readingDynamic(work: Work): Reading<Found> {
  const { source, images } = work;
  const { series } = images;
  const phases = series?.filter(({ kind }) => kind === 'phase') ?? [];
  const count = series ? phases.length : countChannels(images.others);
  const isNumbered = typeof source.phase === 'number';
  if (!isNumbered && count < 2) {
    const volume = yield* readingImage(images);
    return { volume, mask: readRegion(work, volume) };
  }
  const readPhase = (phase: number): Reading<Placed> => readingImage(images, series ? { phase } : { channel: phase });
  const volume = yield* readPhase(isNumbered ? Number(source.phase) : 0);
  const mask = readRegion(work, volume);
  if (isNumbered) return { volume, mask };
  return yield* findingBrightest(
    { volume, mask },
    (phase) => (series ? readingSeries(phases[phase]) : readPhase(phase)),
    count,
    work.notes,
  );
}

/** Phases are read one after the other and only the brightest so far is kept. The first of equals counts. */
function* findingBrightest(
  found: Found,
  read: (phase: number) => Reading<Placed>,
  phases: number,
  notes: Reason[],
): Reading<Found> {
  const { mask } = found;
  let { volume } = found;
  let peak = 0;
  let highest = meanInside(volume, mask);
  for (let phase = 1; phase < phases; phase++) {
    const next = yield* read(phase);
    checkSameGrid(mask, next, 'dynamic series');
    const mean = meanInside(next, mask);
    if (mean > highest) [volume, peak, highest] = [next, phase, mean];
  }
  notes.push({
    code: 'phase-chosen',
    message: `got ${phases} phases; phase ${peak} was read, counted from 0: the highest mean in the region of interest.`,
  });
  return { volume, mask };
}

/** Time points of a file of another format than DICOM. */
function countChannels(files: readonly NamedBytes[]): number {
  const isReadAt = (channel?: number): boolean => {
    try {
      readImage(files, { channel });
      return true;
    } catch (error) {
      if (error instanceof InputRefused && error.code === 'unsupported-format') return false;
      throw error;
    }
  };
  if (isReadAt()) return 1;
  let channels = 0;
  while (isReadAt(channels)) channels++;
  return Math.max(channels, 1);
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
