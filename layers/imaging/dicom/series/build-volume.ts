/** From a series to its volume. */
import { InputRefused } from '../../errors.ts';
import { DEFAULT_LIMITS, type ReadLimits } from '../../input/limits.ts';
import { type Reading, readNow } from '../../input/reading.ts';
import { irregularityNotes } from '../encoding/irregularity.ts';
import type { Frame } from '../frames/instance.ts';
import { joinLossyCompression } from '../pixels/lossy-compression.ts';
import { type DicomVolume, type ImageNote, withNotes } from './dicom-volume.ts';
import type { ImageSeries } from './image-series.ts';
import { orderingNotes } from './phase-notes.ts';
import { stackFrames } from './stack.ts';

/**
 * Builds the volume of one series, whose pixels are in memory.
 *
 * @example
 * ```ts
 * import { IDENTITY_DIRECTION, listSeries, readSeries, writeSeries } from '@radscore/imaging';
 * const grid = { size: [4, 4, 2], spacing: [1, 1, 2], origin: [0, 0, 0], direction: IDENTITY_DIRECTION } as const;
 * const image = { ...grid, voxels: new Int16Array(32).fill(7) };
 * const study = { patientId: 'P1', studyUid: '2.25.1', frameOfReferenceUid: '2.25.2', deidentification: 'synthetic' };
 * const series = {
 *   ...{ uid: '2.25.3', number: 1, description: 'T2', scanningSequence: 'SE' },
 *   ...{ repetitionTimeMs: 4000, echoTimeMs: 80 },
 * };
 * const [found] = listSeries(writeSeries(image, study, series).files);
 * readSeries(found).size; // → [ 4, 4, 2 ]
 * ```
 */
export function readSeries(series: ImageSeries, limits: ReadLimits = DEFAULT_LIMITS): DicomVolume {
  return readNow(readingSeries(series, limits));
}

/** Builds the volume of one series, wherever its pixels are. */
export function* readingSeries(series: ImageSeries, limits: ReadLimits = DEFAULT_LIMITS): Reading<DicomVolume> {
  const { studyUid, seriesUid, frameOfReferenceUid, frames, confused, incompleteOf, phase } = series;
  if (incompleteOf !== undefined) throw brokenOff(frames, Number(phase), incompleteOf);
  if (confused !== undefined) throw confusedVolume(frames, confused);
  const { volume, rounded } = yield* stackFrames(frames, limits);
  const lossyCompression = joinLossyCompression(frames.map(({ instance }) => instance.lossyCompression));
  const reference = {
    ...{ studyUid, seriesUid, frameOfReferenceUid },
    ...(lossyCompression && { lossyCompression }),
    ...(rounded && { positionRoundingMm: rounded.mm }),
  };
  return withNotes({ ...volume, reference }, [
    ...(rounded?.note ? [rounded.note] : []),
    ...contradictedOrder(series),
    ...orderingNotes([series]),
    ...irregularityNotes(frames.map(({ instance }) => instance)),
  ]);
}

/** What is to be known of a phase whose number is one of two that the files give it. */
function contradictedOrder({ phase, orderedBy, orderContradictedBy }: ImageSeries): ImageNote[] {
  if (orderContradictedBy === undefined) return [];
  const message =
    `phase ${phase}, counted from 0, was read by ${orderedBy}; ${orderContradictedBy} orders the phases otherwise. ` +
    'Check which of the two is right.';
  return [{ code: 'phase-order-contradicted', message }];
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

function confusedVolume(
  frames: readonly Frame[],
  { what, remedy }: NonNullable<ImageSeries['confused']>,
): InputRefused {
  return new InputRefused({
    code: 'geometry-invalid',
    file: frames[0].instance.file,
    got: what,
    wanted: 'one slice per position',
    remedy,
  });
}
