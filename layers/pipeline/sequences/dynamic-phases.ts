/** The phases of a dynamic series: which one is meant, and what is to be said of the others. */
import {
  checkSameGrid,
  describeVolumes,
  formatOf,
  type ImageReference,
  type ImageSeries,
  InputRefused,
  type Mask,
  meanInside,
  type NamedBytes,
  type Readers,
  type Reading,
  referencedVolume,
  regionReferences,
  unnamedLabel,
  type Volume,
  withNotes,
} from '@radscore/imaging';
import type { ManifestSequence } from '../contracts/manifest.ts';
import type { Reason } from '../contracts/workflow.ts';

export type Placed = Volume & { readonly reference?: ImageReference };

/** Another phase, with the notes that the first has: they are on all that was sent. */
export function* readingSeriesAgain(readers: Readers, series: ImageSeries, first: Placed): Reading<Placed> {
  return withNotes(yield* readers.readingSeries(series), first.reference?.notes ?? []);
}

interface RegionOfWork {
  readonly readers: Readers;
  readonly roi: readonly NamedBytes[];
  readonly source: Pick<ManifestSequence, 'roi'>;
}

/** Which of several volumes the region that is read was drawn on, by the images that it refers to. */
export function volumeOfRegion(
  { readers, roi: files, source }: RegionOfWork,
  volumes: readonly ImageSeries[],
): ImageSeries | undefined {
  const { label } = source.roi;
  const [first] = files;
  if (files.length !== 1 || formatOf(first.bytes, first.name) !== 'dicom') return undefined;
  const labels = label === undefined ? [unnamedLabel(readers.regionLabels(first.bytes, first.name))] : [label].flat();
  const found = referencedVolume(volumes, regionReferences(first.bytes, first.name, labels));
  return found === undefined ? undefined : volumes[found];
}

/** That a region was drawn on a volume that is no phase, e.g. on a subtraction. */
export function otherVolume(drawnOn: ImageSeries | undefined, all: readonly ImageSeries[]): Reason[] {
  if (drawnOn === undefined) return [];
  return [
    {
      code: 'region-of-other-phase',
      message: `the region of interest refers to the images of ${describeVolumes(all, [drawnOn]).join()}, which is not read.`,
    },
  ];
}

/**
 * Refuses several values per voxel that are the colours of a picture and no time points.
 *
 * @throws InputRefused `unsupported-format`
 */
export function refuseColours({ voxels }: Volume, channels: number, file: string): void {
  if (voxels.BYTES_PER_ELEMENT > 1 || (channels !== 3 && channels !== 4)) return;
  throw new InputRefused({
    code: 'unsupported-format',
    file,
    got: `${channels} values of 8 bits per voxel, which are the colours of a picture`,
    wanted: 'the time points of a dynamic series, of 16 bits or more',
    remedy: 'Save the phases of the series as the scanner made them.',
  });
}

export function otherPhase(drawnOn: number | undefined, read: number, why: string): Reason[] {
  if (drawnOn === undefined || drawnOn === read) return [];
  return [
    {
      code: 'region-of-other-phase',
      message: `phase ${read} was read, ${why}; the region of interest refers to the images of phase ${drawnOn} (counted from 0).`,
    },
  ];
}

/** Phases are read one after the other and only the brightest so far is kept. The first of equals counts. */
export function* findingBrightest(
  found: { readonly volume: Placed; readonly mask: Mask },
  read: (phase: number) => Reading<Placed>,
  order: readonly number[],
  phases: number,
  notes: Reason[],
  drawnOn: number | undefined,
): Reading<{ readonly volume: Placed; readonly mask: Mask; readonly phases: { count: number; read: number } }> {
  const { mask } = found;
  let { volume } = found;
  let [peak] = order;
  let highest = meanInside(volume, mask);
  for (const phase of order.slice(1)) {
    const next = yield* read(phase);
    checkSameGrid(mask, next, 'dynamic series');
    const mean = meanInside(next, mask);
    if (mean > highest) [volume, peak, highest] = [next, phase, mean];
  }
  notes.push({
    code: 'phase-chosen',
    message: `got ${phases} phases; phase ${peak} was read, counted from 0: the highest mean in the region of interest.`,
  });
  notes.push(...otherPhase(drawnOn, peak, 'the brightest'));
  return { volume, mask, phases: { count: phases, read: peak } };
}

/** Time points of a file of another format than DICOM. */
export function countChannels(readers: Readers, files: readonly NamedBytes[]): number {
  const isReadAt = (channel?: number): boolean => {
    try {
      readers.readImage(files, { channel });
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
