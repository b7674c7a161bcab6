import { apparentDiffusion } from '../adc.ts';
import { InputRefused } from '../errors.ts';
import { DEFAULT_LIMITS, type ReadLimits } from '../limits.ts';
import type { NamedBytes } from '../named-bytes.ts';
import { type Reading, readNow } from '../reading.ts';
import type { Volume } from '../volume.ts';
import { isLocalizer, requireSlicesOfGrey } from './image-kind.ts';
import { type Frame, framesOf, type Instance, toInstance, withoutPixels } from './instance.ts';
import { joinLossyCompression, type LossyCompression } from './lossy-compression.ts';
import { isMediaDirectory } from './media-directory.ts';
import { type DicomFile, parseDicom } from './parse.ts';
import { type ImageSeries, splitSeries } from './series.ts';
import { stackFrames } from './stack.ts';
import { Tag } from './tags.ts';

/** Where a volume comes from, so that a region of interest can be told to belong to it, and what was lost on the way. */
export interface ImageReference {
  readonly studyUid: string;
  readonly seriesUid: string;
  readonly frameOfReferenceUid: string | undefined;
  readonly lossyCompression?: LossyCompression;
}

/** A volume read from DICOM. */
export interface DicomVolume extends Volume {
  readonly reference: ImageReference;
}

/** Which volume of a set of DICOM files is meant; what is left out must not be needed. */
export interface DicomSelection {
  readonly seriesUid?: string;
  /** Diffusion weighting, s/mm². */
  readonly bValue?: number;
  /** Phase of a dynamic series, from 0 in order of time. */
  readonly phase?: number;
  /** The map of apparent diffusion coefficients; fitted to the b-values where none was sent. */
  readonly adc?: boolean;
}

const NO_IMAGES = new Set(['SEG', 'RTSTRUCT', 'SR', 'PR', 'KO']);

export interface CollectorOptions {
  readonly limits?: ReadLimits;
  /**
   * Gives the same text for the same bytes, and for no others. With it the pixels are left where they lie and only
   * headers are kept: memory then grows with the number of files, not with their size.
   */
  readonly digest?: (bytes: Uint8Array) => string;
}

/** Collects the images among DICOM files that come one after the other. */
export class SeriesCollector {
  readonly #frames: Frame[] = [];
  readonly #localizers: Instance[] = [];
  readonly #limits: ReadLimits;
  readonly #digest: CollectorOptions['digest'];

  constructor({ limits = DEFAULT_LIMITS, digest }: CollectorOptions = {}) {
    this.#limits = limits;
    this.#digest = digest;
  }

  /** Takes a DICOM file. @throws InputRefused where it is damaged, or is an image without a place. */
  add({ name, bytes }: NamedBytes): void {
    const parsed = parseDicom(bytes, name, this.#limits);
    if (!isImage(parsed)) return;
    const instance = toInstance(parsed, this.#limits);
    if (isLocalizer(instance)) {
      this.#localizers.push(instance);
      return;
    }
    requireSlicesOfGrey(instance);
    this.#frames.push(
      ...framesOf(this.#digest ? withoutPixels(instance, bytes, this.#digest, this.#limits) : instance),
    );
  }

  /** The volumes that the files hold. Localizers beside them are passed over. */
  series(): ImageSeries[] {
    return splitSeries(this.#frames.length > 0 ? this.#frames : this.#localizers.flatMap(framesOf));
  }
}

/** The volumes that DICOM files hold. Regions of interest, reports and directories among them are passed over. */
export function listSeries(files: readonly NamedBytes[], limits: ReadLimits = DEFAULT_LIMITS): ImageSeries[] {
  const collector = new SeriesCollector({ limits });
  for (const file of files) collector.add(file);
  return collector.series();
}

function isImage(file: DicomFile): boolean {
  return !isMediaDirectory(file) && !NO_IMAGES.has(file.dataSet.text(Tag.Modality) ?? '');
}

/**
 * Reads the one volume that is meant.
 *
 * @throws InputRefused `series-ambiguous` with a list of the volumes, where not exactly one is left.
 */
export function readDicom(
  files: readonly NamedBytes[],
  selection: DicomSelection = {},
  limits: ReadLimits = DEFAULT_LIMITS,
): DicomVolume {
  return readNow(readingSelected(listSeries(files, limits), files[0]?.name, selection, limits));
}

/** Reads the one of several series that is meant; `file` appears in messages only. @throws InputRefused `series-ambiguous` */
export function* readingSelected(
  all: readonly ImageSeries[],
  file: string | undefined,
  selection: DicomSelection = {},
  limits: ReadLimits = DEFAULT_LIMITS,
): Reading<DicomVolume> {
  const chosen = all.filter((series) => matches(series, selection));
  if (chosen.length === 0 && selection.adc) return yield* fittingAdc(file, all, selection, limits);
  if (chosen.length !== 1) throw ambiguous(file, all, chosen);
  return yield* readingSeries(chosen[0], limits);
}

/** Builds the volume of one series, whose pixels are in memory. */
export function readSeries(series: ImageSeries, limits: ReadLimits = DEFAULT_LIMITS): DicomVolume {
  return readNow(readingSeries(series, limits));
}

/** Builds the volume of one series, wherever its pixels are. */
export function* readingSeries(series: ImageSeries, limits: ReadLimits = DEFAULT_LIMITS): Reading<DicomVolume> {
  const { studyUid, seriesUid, frameOfReferenceUid, frames } = series;
  const volume = yield* stackFrames(frames, limits);
  const lossyCompression = joinLossyCompression(frames.map(({ instance }) => instance.lossyCompression));
  return {
    ...volume,
    reference: { studyUid, seriesUid, frameOfReferenceUid, ...(lossyCompression && { lossyCompression }) },
  };
}

/** Where no map was sent, the coefficients are fitted to the b-values of the one diffusion series there is. */
function* fittingAdc(
  file: string | undefined,
  all: readonly ImageSeries[],
  selection: DicomSelection,
  limits: ReadLimits,
): Reading<DicomVolume> {
  const weighted = all.filter((series) => series.kind === 'dwi' && matches(series, { seriesUid: selection.seriesUid }));
  if (new Set(weighted.map(({ seriesUid }) => seriesUid)).size !== 1) throw ambiguous(file, all, []);
  const volumes: { bValue: number; volume: DicomVolume }[] = [];
  for (const series of weighted) {
    volumes.push({ bValue: series.bValue ?? 0, volume: yield* readingSeries(series, limits) });
  }
  const [{ reference }] = volumes.map(({ volume }) => volume);
  const lossyCompression = joinLossyCompression(volumes.map(({ volume }) => volume.reference.lossyCompression));
  return {
    ...apparentDiffusion(volumes),
    reference: { ...reference, ...(lossyCompression && { lossyCompression }) },
  };
}

function matches(series: ImageSeries, { seriesUid, bValue, phase, adc }: DicomSelection): boolean {
  return (
    (seriesUid === undefined || series.seriesUid === seriesUid) &&
    (bValue === undefined || series.bValue === bValue) &&
    (phase === undefined || series.phase === phase) &&
    (adc === undefined || (series.kind === 'adc') === adc)
  );
}

/** A volume in a few words: what tells it apart, and its slices. */
export function describeSeries({ kind, bValue, phase, frames }: ImageSeries): string {
  const names = { image: 'image', dwi: `b=${bValue}`, adc: 'adc', phase: `phase=${phase}` };
  return `${names[kind]} (${frames.length} slices)`;
}

function ambiguous(
  file: string | undefined,
  all: readonly ImageSeries[],
  chosen: readonly ImageSeries[],
): InputRefused {
  const list = all.map(describeSeries).join(', ');
  return new InputRefused({
    code: all.length === 0 ? 'unsupported-format' : 'series-ambiguous',
    file,
    got: all.length === 0 ? 'no image among the DICOM files' : `${all.length} images: ${list}`,
    wanted: chosen.length === 0 && all.length > 0 ? 'the one that is selected, which is not there' : 'one image',
    remedy: 'Select one of them: b=…, phase=… or adc, or upload only one series.',
  });
}
