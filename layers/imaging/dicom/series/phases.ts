/** Phases of a dynamic contrast series, however the scanner filed them. */
import { Tag } from '../encoding/tags.ts';
import { type Contrast, contrastAgent, groupByContrast, imageTypes } from '../frames/contrast.ts';
import { looksWeighted } from '../frames/diffusion.ts';
import { groupBy } from '../frames/group-by.ts';
import { type Frame, functionalGroup } from '../frames/instance.ts';
import type { ImageSeries } from './image-series.ts';
import { slicePosition } from './slice-places.ts';

/**
 * Many scanners send each phase as a series of its own, or the one before the contrast apart from the others: volumes of
 * one grid and one contrast, at different times, are phases of one dynamic series, whichever series they came in.
 */
export function joinPhases(volumes: readonly ImageSeries[]): ImageSeries[] {
  const acquired = new Set(volumes.filter((volume) => mayBePhase(volume) && !isComputed(volume)).map(signatureOf));
  const isPhase = (volume: ImageSeries): boolean =>
    mayBePhase(volume) && !(isComputed(volume) && acquired.has(signatureOf(volume)));
  const dynamic = [...groupBy(volumes, (volume) => (isPhase(volume) ? signatureOf(volume) : volume)).values()]
    .flatMap((group) => groupByContrast(group, ({ contrast }): Contrast => contrast))
    .flatMap(byAgent)
    .map(orderedInTime);
  const several = dynamic.filter(([first]) => first.kind === 'phase').length > 1;
  let index = 0;
  return dynamic.flatMap((group) => {
    if (group[0].kind !== 'phase' || !several) return group;
    const id = index++;
    return group.map((volume) => ({ ...volume, dynamic: id }));
  });
}

function mayBePhase({ kind, confused, frames }: ImageSeries): boolean {
  return kind === 'phase' || (kind === 'image' && confused === undefined && !frames.some(looksWeighted));
}

/** Values of the image type that say nothing of what a derived image is. */
const UNTELLING: ReadonlySet<string> = new Set([
  'OTHER',
  'NONE',
  'PROCESSED',
  'COMBINED',
  'M',
  'ND',
  'NORM',
  'DIS2D',
  'DIS3D',
]);

/**
 * True for a series that was derived in a way that it does not say. Beside acquired images of its grid it was computed from
 * them, as subtractions are, and is no phase of its own.
 */
function isComputed({ kind, frames: [first] }: ImageSeries): boolean {
  const [origin, , ...others] = imageTypes(first);
  return kind === 'image' && origin === 'DERIVED' && others.every((type) => UNTELLING.has(type));
}

/** Volumes that name no agent go with whichever agent there is; of several agents each makes volumes of its own. */
function byAgent(group: readonly ImageSeries[]): ImageSeries[][] {
  const agentOf = ({ frames }: ImageSeries): string | undefined =>
    frames.map(contrastAgent).find((one) => one !== undefined);
  const agents = new Set(group.flatMap((volume) => agentOf(volume) ?? []));
  return agents.size < 2 ? [[...group]] : [...groupBy(group, agentOf).values()];
}

/** The volumes of a group as phases in order of time; as they were, where no clock orders them. */
function orderedInTime(group: readonly ImageSeries[]): readonly ImageSeries[] {
  if (new Set(group.map(({ seriesUid }) => seriesUid)).size < 2) return group;
  for (const { keyword, clock: read, isMoment, isTimeOfDay } of SERIES_CLOCKS) {
    const clock = isTimeOfDay
      ? pastMidnight(
          group.flatMap(({ frames }) => frames),
          read,
        )
      : read;
    const times = group.map((volume) => earliest(volume, clock));
    if (times.includes(undefined)) continue;
    const timed = group.map((volume, i) => ({ volume, time: times[i] ?? 0 }));
    // A series may give one time to all of its phases, which it numbers itself: triggered scans do.
    const isInOrder = [...groupBy(timed, ({ time }) => time).values()].every(
      (same) =>
        same.length === 1 ||
        (same.every(({ volume }) => volume.kind === 'phase') &&
          new Set(same.map(({ volume }) => volume.seriesUid)).size === 1),
    );
    if (isInOrder && new Set(times).size > 1) {
      return timed
        .sort((one, other) => one.time - other.time || Number(one.volume.phase) - Number(other.volume.phase))
        .map(({ volume }, phase): ImageSeries => ({ ...volume, kind: 'phase', phase, orderedBy: keyword }));
    }
    // Images of one moment are not phases, whenever they were stored.
    if (isMoment) break;
  }
  return group;
}

/** Study, frame of reference and grid. */
function signatureOf({ studyUid, frameOfReferenceUid, whole, frames }: ImageSeries): string {
  const { instance, row, column, pixelSpacing } = frames[0];
  const { rows, columns, dataSet } = instance;
  const cosines = [...row, ...column].map((value) => value.toFixed(4));
  // A phase that was broken off belongs to the others of its series.
  const places = (whole ?? frames).map(place).sort((a, b) => a - b);
  const patient = dataSet.text(Tag.PatientID);
  return [patient, studyUid, frameOfReferenceUid, rows, columns, ...pixelSpacing, ...cosines, ...places].join(' ');
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

const acquisitionNumber: Clock = (frame) => frame.instance.dataSet.number(Tag.AcquisitionNumber);
const temporalIndex: Clock = (frame) => attribute(frame, Tag.FrameContentSequence, Tag.TemporalPositionIndex);

interface NamedClock {
  readonly keyword: string;
  readonly clock: Clock;
  /** True for a time of acquisition: what has the same is of one moment. Numbers may have been counted per series. */
  readonly isMoment?: boolean;
  /** True for seconds since midnight, which begin again at midnight if no date goes with them. */
  readonly isTimeOfDay?: boolean;
}

const DAY = 24 * 3600;

/**
 * A time of day that goes on past midnight: de-identification removes dates, and a scan of minutes may begin at 23:58. Of
 * times that lie more than half a day apart, those of the morning belong to the next day.
 */
function pastMidnight(frames: readonly Frame[], clock: Clock): Clock {
  const times = [...new Set(frames.flatMap((frame) => clock(frame) ?? []))].sort((a, b) => a - b);
  if (times.length < 2 || times[times.length - 1] >= DAY) return clock;
  const morning = times.findIndex((time, i) => i > 0 && time - times[i - 1] > DAY / 2);
  if (morning < 0) return clock;
  const evening = times[morning];
  return (frame) => {
    const time = clock(frame);
    return time !== undefined && time < evening ? time + DAY : time;
  };
}

/** What distinguishes phases that are series of their own. */
const SERIES_CLOCKS: readonly NamedClock[] = [
  { keyword: 'AcquisitionTime', clock: acquisitionTime, isMoment: true, isTimeOfDay: true },
  { keyword: 'FrameAcquisitionDateTime', clock: dateTime, isMoment: true },
  { keyword: 'TemporalPositionIdentifier', clock: temporalPosition },
  { keyword: 'TriggerTime', clock: triggerTime },
  { keyword: 'ContentTime', clock: contentTime, isMoment: true, isTimeOfDay: true },
  { keyword: 'SeriesTime', clock: seriesTime, isTimeOfDay: true },
  { keyword: 'AcquisitionNumber', clock: acquisitionNumber },
];

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

/** Attributes that may distinguish the phases of a dynamic series, the most explicit first. */
const PHASE_CLOCKS: readonly NamedClock[] = [
  { keyword: 'TemporalPositionIdentifier', clock: temporalPosition },
  { keyword: 'TemporalPositionIndex', clock: temporalIndex },
  { keyword: 'TriggerTime', clock: triggerTime },
  { keyword: 'AcquisitionTime', clock: acquisitionTime, isTimeOfDay: true },
  { keyword: 'FrameAcquisitionDateTime', clock: dateTime },
  { keyword: 'ContentTime', clock: contentTime, isTimeOfDay: true },
  { keyword: 'AcquisitionNumber', clock: acquisitionNumber },
];

/** Clocks that may tick for each slice. */
const TIMES: ReadonlySet<string> = new Set([
  'TriggerTime',
  'AcquisitionTime',
  'FrameAcquisitionDateTime',
  'ContentTime',
]);

/** Numbers that a scanner, or a later edit of the files, gave to the phases. */
const NUMBERS: ReadonlySet<string> = new Set(['TemporalPositionIdentifier', 'TemporalPositionIndex']);

/** Phases in order of time, and what orders them. */
export interface Phases {
  readonly phases: readonly (readonly Frame[])[];
  readonly orderedBy: string;
  /** Numbers order the phases, and this attribute orders them otherwise. */
  readonly contradictedBy?: string;
}

/**
 * Phases in order of time, by the first clock that puts every position exactly once into each; else by one that does so for
 * most of them, where a scan was broken off. Undefined where no position repeats, or where no clock distinguishes the repetitions
 * apart.
 */
export function splitPhases(frames: readonly Frame[]): Phases | undefined {
  const places = new Set(frames.map(place)).size;
  if (places === frames.length) return undefined;
  // What was acquired at one moment was only reconstructed at several.
  const moments = new Set(frames.map(acquisitionTime));
  const isOneMoment = moments.size === 1 && !moments.has(undefined);
  const clocks = PHASE_CLOCKS.filter(({ clock }) => !(isOneMoment && clock === contentTime)).map((named) =>
    named.isTimeOfDay ? { ...named, clock: pastMidnight(frames, named.clock) } : named,
  );
  for (const leastWhole of [1, 0.5]) {
    for (const { keyword, clock } of clocks) {
      const groups = groupBy(frames, clock);
      if (groups.size < 2 || groups.has(undefined)) continue;
      const all = [...groups.values()];
      const isClean = all.every((own) => new Set(own.map(place)).size === own.length);
      const whole = all.filter((own) => own.length === places).length;
      if (!isClean || whole === 0 || whole < leastWhole * all.length) continue;
      const phases = [...groups].sort(([a = 0], [b = 0]) => a - b).map(([, own]) => own);
      const contradicted = NUMBERS.has(keyword) && !isAscending(phases, pastMidnight(frames, acquisitionTime));
      return { phases, orderedBy: keyword, ...(contradicted && { contradictedBy: 'AcquisitionTime' }) };
    }
    for (const { keyword, clock } of leastWhole === 1 ? clocks.filter((one) => TIMES.has(one.keyword)) : []) {
      const phases = splitByRank(frames, clock);
      if (phases) return { phases, orderedBy: keyword };
    }
  }
  return undefined;
}

/** Whether phases begin one after the other, or at the same time, as far as their slices say when. */
function isAscending(phases: readonly (readonly Frame[])[], clock: Clock): boolean {
  const begins = phases.map((phase) => Math.min(...phase.map((frame) => clock(frame) ?? Number.NaN)));
  return begins.every((begin, i) => i === 0 || !(begin < begins[i - 1]));
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
export function place(frame: Frame): number {
  return Math.round(slicePosition(frame) * 100);
}

function attribute(frame: Frame, sequence: number, tag: number): number | undefined {
  return functionalGroup(frame.instance.dataSet, frame.index, sequence, tag).number(tag);
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
