import { apparentDiffusion } from '../adc.ts';
import { adcInMicro } from '../adc-unit.ts';
import { InputRefused } from '../errors.ts';
import { DEFAULT_LIMITS, type ReadLimits } from '../limits.ts';
import type { NamedBytes } from '../named-bytes.ts';
import { type Reading, readNow } from '../reading.ts';
import type { Volume } from '../volume.ts';
import { declaredAdcUnit } from './adc-unit.ts';
import { isLocalizer, requireSlicesOfGrey } from './image-kind.ts';
import { type Frame, framesOf, type Instance, toInstance, withoutPixels } from './instance.ts';
import { joinLossyCompression, type LossyCompression } from './lossy-compression.ts';
import { parseDicom } from './parse.ts';
import { type DicomSelection, differencesInWords, isSelected, selectionText } from './selection.ts';
import { type ImageSeries, splitSeries } from './series.ts';
import { objectKind, type PassedOver, passedOverInWords } from './sop-classes.ts';
import { slicePosition, stackFrames } from './stack.ts';

/** Where a volume comes from, so that a region of interest can be told to belong to it, and what was lost on the way. */
export interface ImageReference {
  readonly studyUid: string;
  readonly seriesUid: string;
  readonly frameOfReferenceUid: string | undefined;
  readonly lossyCompression?: LossyCompression;
  /** What is worth knowing of how the volume was read. */
  readonly notes?: readonly ImageNote[];
}

/** A code with a sentence: what was passed over, assumed or computed on the way to a volume. */
export interface ImageNote {
  readonly code: string;
  readonly message: string;
}

/** A volume read from DICOM. */
export interface DicomVolume extends Volume {
  readonly reference: ImageReference;
}

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
  readonly #passedOver = new Map<string, number>();
  readonly #limits: ReadLimits;
  readonly #digest: CollectorOptions['digest'];

  constructor({ limits = DEFAULT_LIMITS, digest }: CollectorOptions = {}) {
    this.#limits = limits;
    this.#digest = digest;
  }

  /** Takes a DICOM file. @throws InputRefused where it is damaged, or is an image without a place. */
  add({ name, bytes }: NamedBytes): void {
    const parsed = parseDicom(bytes, name, this.#limits);
    const kind = objectKind(parsed);
    if (kind === 'region') return;
    if (kind !== 'slices') {
      this.#passedOver.set(kind.passedOver, (this.#passedOver.get(kind.passedOver) ?? 0) + 1);
      return;
    }
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

  /** Objects that hold no slices of a volume and were passed over, counted by their SOP class. */
  get passedOver(): PassedOver {
    return this.#passedOver;
  }
}

/** The volumes that DICOM files hold. Regions of interest, reports and directories among them are passed over. */
export function listSeries(files: readonly NamedBytes[], limits: ReadLimits = DEFAULT_LIMITS): ImageSeries[] {
  return collect(files, limits).series();
}

function collect(files: readonly NamedBytes[], limits: ReadLimits): SeriesCollector {
  const collector = new SeriesCollector({ limits });
  for (const file of files) collector.add(file);
  return collector;
}

/** The note on objects that were passed over; none where there were none. */
export function passedOverNotes(passedOver: PassedOver): ImageNote[] {
  if (passedOver.size === 0) return [];
  const count = [...passedOver.values()].reduce((sum, one) => sum + one, 0);
  const objects = count === 1 ? '1 object that holds' : `${count} objects that hold`;
  return [
    {
      code: 'objects-passed-over',
      message: `passed over ${objects} no slices of a volume: ${passedOverInWords(passedOver)}.`,
    },
  ];
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
  const collector = collect(files, limits);
  const { passedOver } = collector;
  return readNow(readingSelected(collector.series(), files[0]?.name, selection, limits, passedOver));
}

/**
 * Reads the one of several series that is meant.
 *
 * @param file appears in messages only
 * @param passedOver what lay beside them and is no image; the volume carries a note of it
 * @throws InputRefused `series-ambiguous`
 */
export function* readingSelected(
  all: readonly ImageSeries[],
  file: string | undefined,
  selection: DicomSelection = {},
  limits: ReadLimits = DEFAULT_LIMITS,
  passedOver: PassedOver = new Map(),
): Reading<DicomVolume> {
  const chosen = selection.adc === 'fit' ? [] : all.filter((series) => isSelected(series, selection));
  if (chosen.length > 1) throw seriesAmbiguous(file, all, chosen, passedOver);
  const [one] = chosen;
  if (!one && !selection.adc) throw seriesAmbiguous(file, all, chosen, passedOver);
  const volume = one ? yield* readingSeries(one, limits) : yield* fittingAdc(file, all, selection, limits, passedOver);
  const inUnit =
    one?.kind === 'adc'
      ? adcInMicro(volume, declaredAdcUnit(one.frames[0]), selection.adc === true)
      : { volume, notes: [] };
  return withNotes(inUnit.volume, [...passedOverNotes(passedOver), ...inUnit.notes]);
}

/** A volume that carries more notes than before. */
export function withNotes<V extends Volume & { readonly reference: ImageReference }>(
  volume: V,
  notes: readonly ImageNote[],
): V {
  if (notes.length === 0) return volume;
  const { reference } = volume;
  return { ...volume, reference: { ...reference, notes: [...(reference.notes ?? []), ...notes] } };
}

/** Builds the volume of one series, whose pixels are in memory. */
export function readSeries(series: ImageSeries, limits: ReadLimits = DEFAULT_LIMITS): DicomVolume {
  return readNow(readingSeries(series, limits));
}

/** Builds the volume of one series, wherever its pixels are. */
export function* readingSeries(series: ImageSeries, limits: ReadLimits = DEFAULT_LIMITS): Reading<DicomVolume> {
  const { studyUid, seriesUid, frameOfReferenceUid, frames, confused, incompleteOf, phase } = series;
  if (incompleteOf !== undefined) throw brokenOff(frames, Number(phase), incompleteOf);
  if (confused !== undefined) throw confusedVolume(frames, confused);
  const volume = yield* stackFrames(frames, limits);
  const lossyCompression = joinLossyCompression(frames.map(({ instance }) => instance.lossyCompression));
  return {
    ...volume,
    reference: { studyUid, seriesUid, frameOfReferenceUid, ...(lossyCompression && { lossyCompression }) },
  };
}

function brokenOff(frames: readonly Frame[], phase: number, whole: number): InputRefused {
  return new InputRefused({
    code: 'slice-gap',
    file: frames[0].instance.file,
    got: `phase ${phase} with ${frames.length} of ${whole} slices`,
    wanted: 'a phase that was not broken off',
    remedy: 'Select another phase, or upload the missing slices.',
  });
}

function confusedVolume(frames: readonly Frame[], confused: string): InputRefused {
  return new InputRefused({
    code: 'geometry-invalid',
    file: frames[0].instance.file,
    got: `several slices at the same position: ${confused}`,
    wanted: 'one slice per position',
    remedy: 'Send the trace-weighted images or the map, with their b-values (0018,9087), as a series of their own.',
  });
}

/**
 * Where no map was sent, the coefficients are fitted to the b-values of the one diffusion series there is. A volume beside
 * them that may be the map is never passed over in silence: one that nothing recognises is refused, others are noted.
 */
function* fittingAdc(
  file: string | undefined,
  all: readonly ImageSeries[],
  selection: DicomSelection,
  limits: ReadLimits,
  passedOver: PassedOver,
): Reading<DicomVolume> {
  const { adc, ...others } = selection;
  const weighted = all.filter((series) => series.kind === 'dwi' && isSelected(series, others));
  const values = weighted.map(({ bValue }) => bValue);
  const isOneScan =
    new Set(weighted.map(({ seriesUid }) => seriesUid)).size === 1 && new Set(values).size === values.length;
  if (!isOneScan) throw seriesAmbiguous(file, all, weighted.length > 1 ? weighted : [], passedOver);
  const beside = all.filter((series) => series.kind !== 'dwi' && isOnGridOf(series, weighted[0]));
  const unknown = beside.filter(({ kind }) => kind === 'image' || kind === 'phase');
  if (unknown.length > 0 && adc !== 'fit') throw perhapsMap(unknown, all);
  const volumes: { bValue: number; volume: DicomVolume }[] = [];
  for (const series of weighted) {
    volumes.push({ bValue: series.bValue ?? 0, volume: yield* readingSeries(series, limits) });
  }
  const [{ reference }] = volumes.map(({ volume }) => volume);
  const lossyCompression = joinLossyCompression(volumes.map(({ volume }) => volume.reference.lossyCompression));
  const left = beside.length > 0 ? ` Beside them: ${describeVolumes(all, beside).join(', ')}, which is not read.` : '';
  return {
    ...apparentDiffusion(volumes),
    reference: {
      ...reference,
      ...(lossyCompression && { lossyCompression }),
      notes: [
        {
          code: 'adc-fitted',
          message: `${adc === 'fit' ? 'as selected, no ADC map was read' : 'got no ADC map'}; it was fitted to the b-values ${values.join(', ')} s/mm² (least squares of ln S over b).${left}`,
        },
      ],
    },
  };
}

function isOnGridOf({ frames: [one] }: ImageSeries, { frames: [other] }: ImageSeries): boolean {
  const isSame = (a: readonly number[], b: readonly number[], most: number): boolean =>
    a.every((value, i) => Math.abs(value - b[i]) <= most);
  return (
    one.instance.rows === other.instance.rows &&
    one.instance.columns === other.instance.columns &&
    isSame([...one.row, ...one.column], [...other.row, ...other.column], 1e-3) &&
    isSame(one.pixelSpacing, other.pixelSpacing, 1e-3)
  );
}

function perhapsMap(unknown: readonly ImageSeries[], all: readonly ImageSeries[]): InputRefused {
  return new InputRefused({
    code: 'series-ambiguous',
    file: unknown[0].frames[0].instance.file,
    got: `no map that calls itself one, and beside the b-values ${describeVolumes(all, unknown).join(', ')}, which may be it`,
    wanted: 'one map of apparent diffusion coefficients, or b-values alone',
    remedy: 'Select the volume that is the map, as it is listed, or adc=fit to have it fitted to the b-values.',
  });
}

/** A volume in a few words: what tells it apart, and its slices. */
export function describeSeries({ kind, bValue, phase, map, frames }: ImageSeries): string {
  const names = { dwi: `b=${bValue}`, phase: `phase=${phase}`, map: `map ${map}` };
  return `${kind in names ? names[kind as keyof typeof names] : kind} (${frames.length} slices)`;
}

/** Kinds that no b-value, phase or `adc` names. */
const COMPUTED: ReadonlySet<ImageSeries['kind']> = new Set(['map', 'subtraction', 'projection', 'reformat']);

/** Volumes as a list shows them: by the text that selects each, where there are several, and their slices. */
export function describeVolumes(all: readonly ImageSeries[], some: readonly ImageSeries[] = all): string[] {
  return some.map((volume) => {
    const text = selectionText(volume, all);
    const what = COMPUTED.has(volume.kind) && !text?.includes('kind=') ? `, ${volume.map ?? volume.kind}` : '';
    return text ? `${text} (${volume.frames.length} slices${what})` : describeSeries(volume);
  });
}

/** @param chosen those that the selection leaves: none, or several */
export function seriesAmbiguous(
  file: string | undefined,
  all: readonly ImageSeries[],
  chosen: readonly ImageSeries[],
  passedOver: PassedOver = new Map(),
): InputRefused {
  if (all.length === 0) {
    const only = passedOver.size > 0 ? `, only ${passedOverInWords(passedOver)}` : '';
    return new InputRefused({
      code: 'unsupported-format',
      file,
      got: `no image among the DICOM files${only}`,
      wanted: 'the slices of a volume',
      remedy: 'Add the image series. Screen captures, reports and raw data hold no slices: export the original images.',
    });
  }
  const differences = differencesInWords(chosen.length > 1 ? chosen : all);
  const halves = chosen.length === 2 && areHalves(chosen);
  return new InputRefused({
    code: 'series-ambiguous',
    file,
    got: `${all.length} images: ${describeVolumes(all).join(', ')}${differences && `; they differ in ${differences}`}`,
    wanted: chosen.length === 0 ? 'the one that is selected, which is not there' : 'one image',
    remedy: halves
      ? 'Together they make one volume: give them one SeriesInstanceUID.'
      : 'Select one of them: b=…, phase=… or adc, type=…, series=… as they are listed, or upload only one series.',
  });
}

/** Two series of one contrast and grid whose slices adjoin or lie between each other. */
function areHalves([one, other]: readonly ImageSeries[]): boolean {
  if (!isOnGridOf(one, other) || differencesInWords([one, other]) !== '') return false;
  const positions = [...one.frames, ...other.frames].map(slicePosition).sort((a, b) => a - b);
  const gaps = positions.slice(1).map((position, i) => position - positions[i]);
  const typical = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  return typical > 0 && gaps.every((gap) => Math.abs(gap - typical) <= 0.01 * typical);
}
