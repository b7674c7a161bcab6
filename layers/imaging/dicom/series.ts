import { bValue } from './diffusion.ts';
import type { Frame } from './instance.ts';
import { functionalGroup } from './instance.ts';
import { slicePosition } from './stack.ts';
import { Tag } from './tags.ts';

/** One volume's worth of slices, and what tells it from the others of its series. */
export interface ImageSeries {
  readonly seriesUid: string;
  readonly studyUid: string;
  readonly frameOfReferenceUid: string | undefined;
  readonly kind: 'image' | 'dwi' | 'adc' | 'phase';
  /** Diffusion weighting, s/mm². */
  readonly bValue?: number;
  /** Position among the phases of a dynamic series, from 0 in order of time. */
  readonly phase?: number;
  readonly frames: readonly Frame[];
}

/**
 * Splits the frames of any number of series into volumes: DWI by b-value, apparent diffusion coefficients apart,
 * repeated positions into phases. Slices that occur twice, byte for byte, are taken once.
 */
export function splitSeries(frames: readonly Frame[]): ImageSeries[] {
  const once = withoutCopies(frames);
  return joinPhases([...groupBy(once, (frame) => frame.instance.seriesUid).values()].flatMap(splitOne));
}

function splitOne(frames: readonly Frame[]): ImageSeries[] {
  const { seriesUid, studyUid, frameOfReferenceUid } = frames[0].instance;
  const common = { seriesUid, studyUid, frameOfReferenceUid };
  const adc = frames.filter(isAdc);
  const others = frames.filter((frame) => !isAdc(frame));
  const volumes: ImageSeries[] = adc.length > 0 ? [{ ...common, kind: 'adc', frames: adc }] : [];
  if (others.length === 0) return volumes;
  const byB = groupBy(others, bValue);
  if ([...byB.keys()].some((b) => b !== undefined)) {
    for (const [b, own] of [...byB].sort(([a = -1], [b = -1]) => a - b)) {
      volumes.push({ ...common, kind: b === undefined ? 'image' : 'dwi', bValue: b, frames: traceOf(own) });
    }
    return volumes;
  }
  const phases = splitPhases(others);
  if (!phases) return [...volumes, { ...common, kind: 'image', frames: others }];
  return [...volumes, ...phases.map((own, phase): ImageSeries => ({ ...common, kind: 'phase', phase, frames: own }))];
}

/** Of one b-value's frames: the trace images, where directions are sent beside them. */
function traceOf(frames: readonly Frame[]): readonly Frame[] {
  const places = new Set(frames.map(place)).size;
  if (places === frames.length) return frames;
  const traces = frames.filter(isTrace);
  return traces.length === places && new Set(traces.map(place)).size === places ? traces : frames;
}

function isTrace(frame: Frame): boolean {
  const { dataSet } = frame.instance;
  const directionality = functionalGroup(
    dataSet,
    frame.index,
    Tag.MRDiffusionSequence,
    Tag.DiffusionDirectionality,
  ).text(Tag.DiffusionDirectionality);
  const siemens = dataSet.privateTag(0x0019, 'SIEMENS MR HEADER', 0x0d);
  return (
    directionality === 'ISOTROPIC' ||
    (siemens !== undefined && dataSet.text(siemens) === 'TRACE') ||
    imageTypes(frame).some((type) => type === 'TRACEW' || type === 'TRACE')
  );
}

/**
 * Many scanners send each phase as a series of its own: volumes of one grid and one way of scanning, at different
 * times, are phases.
 */
function joinPhases(volumes: readonly ImageSeries[]): ImageSeries[] {
  const groups = groupBy(volumes, (volume) => (volume.kind === 'image' ? signatureOf(volume) : volume));
  return [...groups.values()].flatMap((group) => {
    if (group.length < 2) return group;
    // The first clock that all of them have decides: images of one moment are not phases, whenever they were stored.
    const clock = SERIES_CLOCKS.find((one) => group.every((volume) => earliest(volume, one) !== undefined));
    if (!clock) return group;
    const timed = group.map((volume) => ({ volume, time: earliest(volume, clock) ?? 0 }));
    if (new Set(timed.map(({ time }) => time)).size < group.length) return group;
    timed.sort((a, b) => a.time - b.time);
    return timed.map(({ volume }, phase): ImageSeries => ({ ...volume, kind: 'phase', phase }));
  });
}

function signatureOf({ studyUid, frameOfReferenceUid, frames }: ImageSeries): string {
  const { instance, row, column, pixelSpacing } = frames[0];
  const { dataSet, rows, columns } = instance;
  const scan = [Tag.ScanningSequence, Tag.RepetitionTime, Tag.EchoTime].map((tag) => dataSet.texts(tag).join('/'));
  const cosines = [...row, ...column].map((value) => value.toFixed(4));
  const places = frames.map(place).sort((a, b) => a - b);
  return [studyUid, frameOfReferenceUid, rows, columns, ...pixelSpacing, ...cosines, ...scan, ...places].join(' ');
}

type Clock = (frame: Frame) => number | undefined;

const temporalPosition: Clock = (frame) => frame.instance.dataSet.number(Tag.TemporalPositionIdentifier);
const triggerTime: Clock = (frame) => frame.instance.dataSet.number(Tag.TriggerTime);
const contentTime: Clock = (frame) => seconds(frame.instance.dataSet.text(Tag.ContentTime));
const seriesTime: Clock = (frame) => seconds(frame.instance.dataSet.text(Tag.SeriesTime));

/** With the date where there is one: a series may go on past midnight. */
const acquisitionTime: Clock = ({ instance: { dataSet } }) => {
  const time = seconds(dataSet.text(Tag.AcquisitionTime));
  const [, year, month, day] = /^(\d{4})(\d{2})(\d{2})$/.exec(dataSet.text(Tag.AcquisitionDate) ?? '') ?? [];
  if (time === undefined || year === undefined) return time;
  return Date.UTC(Number(year), Number(month) - 1, Number(day)) / 1000 + time;
};

/** What tells phases that are series of their own apart. */
const SERIES_CLOCKS: readonly Clock[] = [acquisitionTime, temporalPosition, triggerTime, contentTime, seriesTime];

/** When the first slice of a volume was acquired; undefined where one of them does not say. */
function earliest({ frames }: ImageSeries, clock: Clock): number | undefined {
  let first = Number.POSITIVE_INFINITY;
  for (const frame of frames) {
    const time = clock(frame);
    if (time === undefined) return undefined;
    first = Math.min(first, time);
  }
  return first;
}

/** Attributes that may tell the phases of a dynamic series apart, the most explicit first. */
const PHASE_CLOCKS: readonly Clock[] = [
  temporalPosition,
  (frame) => attribute(frame, Tag.FrameContentSequence, Tag.TemporalPositionIndex),
  triggerTime,
  acquisitionTime,
  dateTime,
  contentTime,
  (frame) => frame.instance.dataSet.number(Tag.AcquisitionNumber),
];

/**
 * Phases in order of time, by the first clock that puts every position exactly once into each; undefined where no
 * position repeats, or where no clock tells the repetitions apart.
 */
function splitPhases(frames: readonly Frame[]): Frame[][] | undefined {
  const places = new Set(frames.map(place)).size;
  if (places === frames.length) return undefined;
  for (const clock of PHASE_CLOCKS) {
    const groups = groupBy(frames, clock);
    if (groups.size < 2 || groups.has(undefined)) continue;
    const isClean = [...groups.values()].every(
      (own) => own.length === places && new Set(own.map(place)).size === places,
    );
    if (isClean) return [...groups].sort(([a = 0], [b = 0]) => a - b).map(([, own]) => own);
  }
  for (const clock of [triggerTime, acquisitionTime, dateTime, contentTime]) {
    const phases = splitByRank(frames, clock);
    if (phases) return phases;
  }
  return undefined;
}

/**
 * Phases whose slices have a time each: the first at every position, the second, and so on. Every phase must have ended
 * before the next begins.
 */
function splitByRank(frames: readonly Frame[], clock: Clock): Frame[][] | undefined {
  const timed = frames.map((frame) => ({ frame, time: clock(frame) ?? Number.NaN }));
  if (timed.some(({ time }) => Number.isNaN(time))) return undefined;
  const stacks = [...groupBy(timed, ({ frame }) => place(frame)).values()];
  const count = stacks[0].length;
  if (stacks.some((stack) => stack.length !== count)) return undefined;
  for (const stack of stacks) stack.sort((a, b) => a.time - b.time);
  const phases = Array.from({ length: count }, (_, phase) => stacks.map((stack) => stack[phase]));
  const ends = phases.map((phase) => phase.reduce((last, { time }) => Math.max(last, time), Number.NEGATIVE_INFINITY));
  const isInOrder = phases.every((phase, i) => i === 0 || phase.every(({ time }) => time > ends[i - 1]));
  return isInOrder ? phases.map((phase) => phase.map(({ frame }) => frame)) : undefined;
}

/** Position along the stack in hundredths of a millimetre. */
function place(frame: Frame): number {
  return Math.round(slicePosition(frame) * 100);
}

function attribute(frame: Frame, sequence: number, tag: number): number | undefined {
  return functionalGroup(frame.instance.dataSet, frame.index, sequence, tag).number(tag);
}

function imageTypes({ instance, index }: Frame): readonly string[] {
  const { dataSet } = instance;
  const own = functionalGroup(dataSet, index, Tag.MRImageFrameTypeSequence, Tag.FrameType);
  return [...dataSet.texts(Tag.ImageType), ...own.texts(Tag.FrameType)];
}

function isAdc(frame: Frame): boolean {
  return imageTypes(frame).some((type) => type === 'ADC' || type === 'DIFFUSION MAP');
}

/** Seconds since midnight of a DICOM time (HHMMSS.FFFFFF). */
function seconds(time: string | undefined): number | undefined {
  const parts = /^(\d{2})(\d{2})?(\d{2}(?:\.\d+)?)?$/.exec(time ?? '');
  return parts ? Number(parts[1]) * 3600 + Number(parts[2] ?? 0) * 60 + Number(parts[3] ?? 0) : undefined;
}

/** A frame's acquisition date and time as one sortable number. */
function dateTime(frame: Frame): number | undefined {
  const { dataSet } = frame.instance;
  const own = functionalGroup(dataSet, frame.index, Tag.FrameContentSequence, Tag.FrameAcquisitionDateTime);
  const text = own.text(Tag.FrameAcquisitionDateTime) ?? dataSet.text(Tag.AcquisitionDateTime);
  const digits = /^\d{8,14}(\.\d+)?/.exec(text ?? '')?.[0];
  return digits === undefined ? undefined : Number(digits);
}

function withoutCopies(frames: readonly Frame[]): Frame[] {
  const seen = new Map<string, Frame>();
  return frames.filter((frame) => {
    const key = `${frame.instance.sopInstanceUid}/${frame.index}`;
    const earlier = seen.get(key);
    if (!earlier) seen.set(key, frame);
    return !earlier || !sameBytes(earlier, frame);
  });
}

function sameBytes(a: Frame, b: Frame): boolean {
  const [one, other] = [a.instance.place, b.instance.place];
  if (one && other) return one.digest === other.digest;
  const [first, second] = [a, b].map(({ instance }) => {
    const element = instance.dataSet.elements.get(Tag.PixelData);
    return element?.fragments ?? [element?.value ?? new Uint8Array(0)];
  });
  return (
    first.length === second.length &&
    first.every((part, i) => part.length === second[i].length && part.every((byte, at) => byte === second[i][at]))
  );
}

function groupBy<T, K>(values: readonly T[], keyOf: (value: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group) group.push(value);
    else groups.set(key, [value]);
  }
  return groups;
}
