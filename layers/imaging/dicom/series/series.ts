/** Splits frames into series, and series into volumes. */
import { Tag } from '../encoding/tags.ts';
import { CONTRAST, contrastAgent, contrastOf, groupByContrast } from '../frames/contrast.ts';
import { type DerivedKind, derivedKind, describedKinds } from '../frames/derived-kind.ts';
import { bValue, isComputedWeighting, looksWeighted } from '../frames/diffusion.ts';
import { hasDirection, isTrace } from '../frames/diffusion-direction.ts';
import { groupBy } from '../frames/group-by.ts';
import type { Frame } from '../frames/instance.ts';
import type { ImageSeries } from './image-series.ts';
import { joinPhases, place, splitPhases } from './phases.ts';

/**
 * Splits the frames of any number of series into volumes: what was computed apart from what was acquired, DWI by b-value,
 * contrasts apart, and what differs in nothing but time into phases. Slices that occur twice, byte for byte, are taken once.
 */
export function splitSeries(frames: readonly Frame[]): ImageSeries[] {
  const once = withoutCopies(frames);
  const described = describedKinds(once);
  const series = [...groupBy(once, (frame) => frame.instance.seriesUid).values()];
  return joinPhases(series.flatMap((own) => splitOne(own, (frame) => derivedKind(frame, described))));
}

function splitOne(frames: readonly Frame[], kindOf: (frame: Frame) => DerivedKind | undefined): ImageSeries[] {
  const volumes: ImageSeries[] = [];
  const byKind = groupBy(frames, kindOf);
  for (const [derived, own] of byKind) {
    if (derived === undefined) continue;
    const isMap = derived.startsWith('map ');
    const kind = (isMap ? 'map' : derived) as ImageSeries['kind'];
    for (const one of splitContrasts(own)) volumes.push(volumeOf(kind, one, isMap ? { map: derived.slice(4) } : {}));
  }
  const acquired = byKind.get(undefined) ?? [];
  const byB = groupBy(acquired, bValue);
  // Philips and GE write a b-value of 0 into images that have nothing to do with diffusion.
  const known = [...byB.keys()].filter((b) => b !== undefined);
  if (known.some((b) => b > 0) || (known.length > 0 && acquired.some(looksWeighted))) {
    for (const [b, own] of [...byB].sort(([a = -1], [b = -1]) => a - b)) {
      for (const one of splitContrasts(traceOf(own))) {
        volumes.push(
          b === undefined
            ? volumeOf('image', one)
            : volumeOf('dwi', one, { bValue: b, ...(one.every(isComputedWeighting) && { isComputed: true }) }),
        );
      }
    }
    return volumes;
  }
  return [...volumes, ...splitContrasts(acquired).flatMap(dynamicOf)];
}

/** Frames of one contrast: one volume, or the phases of a dynamic series. */
function dynamicOf(frames: readonly Frame[]): ImageSeries[] {
  if (new Set(frames.map(place)).size === frames.length) return [volumeOf('image', frames)];
  if (frames.some(looksWeighted)) {
    const what = 'several slices at the same position: diffusion-weighted images whose b-values the files do not say';
    return [volumeOf('image', frames, { confused: { what, remedy: SEND_TRACE } })];
  }
  const found = splitPhases(frames);
  if (!found) return [volumeOf('image', frames, repetitions(frames))];
  const { phases, orderedBy, contradictedBy } = found;
  const whole = phases.reduce((a, b) => (b.length > a.length ? b : a));
  return phases.map((own, phase) =>
    volumeOf('phase', own, {
      phase,
      orderedBy,
      ...(contradictedBy && { orderContradictedBy: contradictedBy }),
      ...(own.length < whole.length && { incompleteOf: whole.length, whole }),
    }),
  );
}

const SEND_TRACE =
  'Send the trace-weighted images or the map, with their b-values (0018,9087), as a series of their own.';

/** Most positions hold several slices: phases, of which nothing is left that orders them. A few are copies. */
function repetitions(frames: readonly Frame[]): Partial<ImageSeries> {
  const stacks = [...groupBy(frames, place).values()];
  if (2 * stacks.filter((stack) => stack.length > 1).length <= stacks.length) return {};
  return {
    confused: {
      what: 'several slices at the same position that no b-value, phase or time tells apart',
      remedy:
        `${frames.length} slices lie at ${stacks.length} positions. ` +
        'If they are phases, keep what orders them: acquisition times, shifted if needed (113107), TemporalPositionIdentifier or AcquisitionNumber; or export each as a series of its own. If they are copies, remove the duplicates.',
    },
  };
}

function volumeOf(kind: ImageSeries['kind'], frames: readonly Frame[], more: Partial<ImageSeries> = {}): ImageSeries {
  const [first] = frames;
  const { seriesUid, studyUid, frameOfReferenceUid, dataSet } = first.instance;
  const seriesNumber = dataSet.number(Tag.SeriesNumber);
  const repeated = new Set(frames.map(place)).size < frames.length;
  return {
    seriesUid,
    ...(seriesNumber !== undefined && { seriesNumber }),
    studyUid,
    frameOfReferenceUid,
    kind,
    ...(kind === 'dwi' &&
      repeated && {
        confused: {
          what: 'several slices at the same position: diffusion directions of one b-value, and no trace of them',
          remedy: SEND_TRACE,
        },
      }),
    ...more,
    contrast: contrastOf(first),
    frames,
  };
}

/** Contrasts of one series. Where no position repeats, a repetition time of its own for each slice is no other contrast. */
function splitContrasts(frames: readonly Frame[]): Frame[][] {
  if (frames.length === 0) return [];
  const repeats = new Set(frames.map(place)).size < frames.length;
  const groups = groupByContrast(frames, contrastOf, ({ variesAmongSlices }) => repeats || !variesAmongSlices);
  return groups.flatMap((own) =>
    new Set(own.flatMap((frame) => contrastAgent(frame) ?? [])).size > 1 ? byAgent(own) : [own],
  );
}

function byAgent(frames: readonly Frame[]): Frame[][] {
  return [...groupBy(frames, contrastAgent).values()];
}

/**
 * Of one b-value's frames: the trace images, if directions are sent beside them. They are marked, or they are those without
 * a direction among others that have one.
 */
function traceOf(frames: readonly Frame[]): readonly Frame[] {
  const places = new Set(frames.map(place)).size;
  if (places === frames.length) return frames;
  const isWhole = (some: readonly Frame[]): boolean =>
    some.length === places && new Set(some.map(place)).size === places;
  const marked = frames.filter(isTrace);
  if (marked.length > 0) return isWhole(marked) ? marked : frames;
  const without = frames.filter((frame) => hasDirection(frame) === false);
  return isWhole(without) && frames.every((frame) => hasDirection(frame) !== undefined) ? without : frames;
}

/** Attributes of contrast in which volumes differ, with the values of each volume. */
export function contrastsThatDiffer(
  volumes: readonly ImageSeries[],
): readonly { readonly index: number; readonly keyword: string; readonly isFreeText: boolean }[] {
  return CONTRAST.flatMap(({ keyword, isFreeText = false }, index) => {
    const groups = groupByContrast(
      volumes,
      ({ contrast }) => contrast,
      (attribute) => attribute.keyword === keyword,
    );
    return groups.length > 1 ? [{ index, keyword, isFreeText }] : [];
  });
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
