/** Phases of a dynamic contrast series, however the scanner filed them. */
import { Tag } from '../encoding/tags.ts';
import { type Contrast, contrastAgent, groupByContrast, imageTypes } from '../frames/contrast.ts';
import { looksWeighted } from '../frames/diffusion.ts';
import { groupBy } from '../frames/group-by.ts';
import type { Frame } from '../frames/instance.ts';
import type { ImageSeries } from './image-series.ts';
import {
  acquisitionTime,
  type Clock,
  contentTime,
  NUMBERS,
  PHASE_CLOCKS,
  pastMidnight,
  SERIES_CLOCKS,
  TIMES,
} from './phase-clocks.ts';
import { slicePosition } from './slice-places.ts';

/**
 * Many scanners send each phase as a series of its own, or the one before the contrast apart from the others: volumes of
 * one grid and one contrast, at different times, are phases of one dynamic series, whichever series they came in.
 */
export function joinPhases(all: readonly ImageSeries[]): ImageSeries[] {
  const broken = brokenOff(all);
  const asItWas = new Map([...broken].map(([before, after]) => [after, before]));
  const volumes = all.map((volume) => broken.get(volume) ?? volume);
  const acquired = new Set(volumes.filter((volume) => mayBePhase(volume) && !isComputed(volume)).map(signatureOf));
  const isPhase = (volume: ImageSeries): boolean =>
    mayBePhase(volume) && !(isComputed(volume) && acquired.has(signatureOf(volume)));
  const dynamic = [...groupBy(volumes, (volume) => (isPhase(volume) ? signatureOf(volume) : volume)).values()]
    .flatMap((group) => groupByContrast(group, ({ contrast }): Contrast => contrast))
    .flatMap(byAgent)
    .map(orderedInTime)
    .map((group) => (group[0].kind === 'phase' ? group : group.map((volume) => asItWas.get(volume) ?? volume)));
  const several = dynamic.filter(([first]) => first.kind === 'phase').length > 1;
  let index = 0;
  return dynamic.flatMap((group) => {
    if (group[0].kind !== 'phase' || !several) return group;
    const id = index++;
    return group.map((volume) => ({ ...volume, dynamic: id }));
  });
}

/**
 * Series as the phases that were broken off, by the series as they were: if at least two others have their grid and
 * contrast, one set of positions, and more of them. Scanners that send each phase as a series of its own send the last, or
 * one in the middle, with slices missing.
 */
function brokenOff(all: readonly ImageSeries[]): Map<ImageSeries, ImageSeries> {
  const found = new Map<ImageSeries, ImageSeries>();
  const single = all.filter((volume) => volume.kind === 'image' && mayBePhase(volume) && !isComputed(volume));
  for (const onGrid of groupBy(single, gridOf).values()) {
    for (const alike of groupByContrast(onGrid, ({ contrast }): Contrast => contrast)) {
      const repeated = [...groupBy(alike, signatureOf).values()].filter((same) => same.length > 1);
      const [whole] = repeated.sort(([a], [b]) => b.frames.length - a.frames.length)[0] ?? [];
      if (!whole) continue;
      const places = new Set(whole.frames.map(place));
      for (const volume of alike) {
        if (volume.frames.length < places.size && volume.frames.every((frame) => places.has(place(frame)))) {
          found.set(volume, { ...volume, whole: whole.frames, incompleteOf: whole.frames.length });
        }
      }
    }
  }
  return found;
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

/** Study, frame of reference and grid, with the positions of the slices. */
function signatureOf(volume: ImageSeries): string {
  // A phase that was broken off belongs to the others of its series.
  const places = (volume.whole ?? volume.frames).map(place).sort((a, b) => a - b);
  return [gridOf(volume), ...places].join(' ');
}

/** The same of a slice. */
function gridOf({ studyUid, frameOfReferenceUid, frames }: ImageSeries): string {
  const { instance, row, column, pixelSpacing } = frames[0];
  const { rows, columns, dataSet } = instance;
  const cosines = [...row, ...column].map((value) => value.toFixed(4));
  const patient = dataSet.text(Tag.PatientID);
  return [patient, studyUid, frameOfReferenceUid, rows, columns, ...pixelSpacing, ...cosines].join(' ');
}

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
