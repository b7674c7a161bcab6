/** What orders the phases of a dynamic series: times, positions in time, and last the numbers that de-identification leaves. */
import { Tag } from '../encoding/tags.ts';
import { type Frame, functionalGroup } from '../frames/instance.ts';

/** When a frame was acquired, in whatever unit; undefined if it does not say. */
export type Clock = (frame: Frame) => number | undefined;

const temporalPosition: Clock = (frame) => frame.instance.dataSet.number(Tag.TemporalPositionIdentifier);
const triggerTime: Clock = (frame) => frame.instance.dataSet.number(Tag.TriggerTime);
export const contentTime: Clock = (frame) => seconds(frame.instance.dataSet.text(Tag.ContentTime));
const seriesTime: Clock = (frame) => seconds(frame.instance.dataSet.text(Tag.SeriesTime));

/** With the date if there is one: a series may go on past midnight. */
export const acquisitionTime: Clock = ({ instance: { dataSet } }) => {
  const time = seconds(dataSet.text(Tag.AcquisitionTime));
  const [, year, month, day] = /^(\d{4})(\d{2})(\d{2})$/.exec(dataSet.text(Tag.AcquisitionDate) ?? '') ?? [];
  if (time === undefined || year === undefined) return time;
  return Date.UTC(Number(year), Number(month) - 1, Number(day)) / 1000 + time;
};

const acquisitionNumber: Clock = (frame) => frame.instance.dataSet.number(Tag.AcquisitionNumber);
const seriesNumber: Clock = (frame) => frame.instance.dataSet.number(Tag.SeriesNumber);
const temporalIndex: Clock = (frame) => attribute(frame, Tag.FrameContentSequence, Tag.TemporalPositionIndex);

export interface NamedClock {
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
export function pastMidnight(frames: readonly Frame[], clock: Clock): Clock {
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
export const SERIES_CLOCKS: readonly NamedClock[] = [
  { keyword: 'AcquisitionTime', clock: acquisitionTime, isMoment: true, isTimeOfDay: true },
  { keyword: 'FrameAcquisitionDateTime', clock: dateTime, isMoment: true },
  { keyword: 'TemporalPositionIdentifier', clock: temporalPosition },
  { keyword: 'TriggerTime', clock: triggerTime },
  { keyword: 'ContentTime', clock: contentTime, isMoment: true, isTimeOfDay: true },
  { keyword: 'SeriesTime', clock: seriesTime, isTimeOfDay: true },
  { keyword: 'AcquisitionNumber', clock: acquisitionNumber },
  { keyword: 'SeriesNumber', clock: seriesNumber },
];

/** Attributes that may distinguish the phases of a dynamic series, the most explicit first. */
export const PHASE_CLOCKS: readonly NamedClock[] = [
  { keyword: 'TemporalPositionIdentifier', clock: temporalPosition },
  { keyword: 'TemporalPositionIndex', clock: temporalIndex },
  { keyword: 'TriggerTime', clock: triggerTime },
  { keyword: 'AcquisitionTime', clock: acquisitionTime, isTimeOfDay: true },
  { keyword: 'FrameAcquisitionDateTime', clock: dateTime },
  { keyword: 'ContentTime', clock: contentTime, isTimeOfDay: true },
  { keyword: 'AcquisitionNumber', clock: acquisitionNumber },
];

/** Clocks that may tick for each slice. */
export const TIMES: ReadonlySet<string> = new Set([
  'TriggerTime',
  'AcquisitionTime',
  'FrameAcquisitionDateTime',
  'ContentTime',
]);

/** Numbers that are left if all times were removed: they order phases, and a note says so. */
export const LAST_RESORTS: ReadonlySet<string> = new Set(['AcquisitionNumber', 'SeriesNumber']);

/** Numbers that a scanner, or a later edit of the files, gave to the phases. */
export const NUMBERS: ReadonlySet<string> = new Set(['TemporalPositionIdentifier', 'TemporalPositionIndex']);

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
