/** Reads a sequence while its files come: what can be shown is shown before the rest is there. */
import { newVoxels, type Volume, type Voxels, voxelCount, voxelType } from '@radscore/imaging';
import { isArchive, isPartOf } from '@radscore/pipeline/browser';
import type {
  EarlySequenceView,
  FromReading,
  ReadSequence,
  SequencesOfStudy,
  SomeSlices,
  ToReading,
} from '../../../engine/messages.ts';
import type { SequenceName, StudyFile } from '../data/study-data.ts';
import type { StudyDownload } from './study-files.ts';

/** A sequence with the slices that have come. */
export interface EarlyImage extends Pick<ReadSequence, 'mask' | 'phases'> {
  readonly volume: Volume;
  /** By slice (index axis 2): 1 if it has come. Another array when more have. */
  readonly there: Uint8Array;
}

export interface ComingOptions {
  readonly signal: AbortSignal;
  readonly onBytes: (done: number, all: number) => void;
  readonly onPreparing: () => void;
  readonly onEarly: (image: EarlyImage) => void;
  /** Is handed what asks for a slice that is wanted before others. */
  readonly onAsking: (ask: (slice: number) => void) => void;
}

/** A series of fewer files is there as soon as their heads. */
const LEAST_FILES = 16;

/** Slices come one by one: the page takes in together what came within a moment. */
const MOMENT_MS = 60;

/** Fetches and reads a sequence. @throws as `StudyDownload.partsOf` and `EngineClient.readComing` do */
export async function readComing(
  {
    sequence,
    sequences,
    files,
  }: {
    readonly sequence: SequenceName;
    readonly sequences: SequencesOfStudy;
    readonly files: readonly StudyFile[];
  },
  download: StudyDownload,
  { signal, onBytes, onPreparing, onEarly, onAsking }: ComingOptions,
): Promise<ReadSequence> {
  const { image = '', roi } = sequences.sequences[sequence] ?? {};
  const isRegion = (path: string): boolean => roi !== undefined && isPartOf(sequences, path, roi.file);
  const slices = files.filter(({ path }) => !isArchive(path) && isPartOf(sequences, path, image) && !isRegion(path));
  const { port1: port, port2 } = new MessageChannel();
  const send = (message: ToReading, transfer: readonly ArrayBuffer[] = []): void =>
    port.postMessage(message, [...transfer]);
  const ending = new AbortController();
  const both = AbortSignal.any([signal, ending.signal]);
  let first: readonly number[] = [];
  let early: EarlyImage | undefined;
  let isWaiting = false;
  const show = (image: EarlyImage, after: number): void => {
    early = image;
    if (isWaiting) return;
    isWaiting = true;
    setTimeout(() => {
      isWaiting = false;
      if (early && !both.aborted) onEarly(early);
    }, after);
  };
  port.onmessage = ({ data }: MessageEvent<FromReading>) => {
    if ('first' in data) first = data.first;
    else if ('early' in data) show(begun(data.early), 0);
    else if (early) show(withSlices(early, data.slices), MOMENT_MS);
  };
  onAsking((want) => send({ want }));
  try {
    const fetching = download.partsOf(files, {
      hasHead: (file) => slices.length >= LEAST_FILES && slices.includes(file),
      send: (part, transfer) => send({ parts: [part] }, transfer),
      order: () => first,
      onBytes,
    });
    // If the download fails, nobody waits for the reading.
    fetching.catch(() => {});
    const { engine } = await import('../../../engine/site-engine.ts');
    const coming = files.map(({ path, bytes }) => ({ name: path, length: bytes }));
    const reading = engine.readComing(coming, sequences, sequence, port2, { signal: both, onProgress: onPreparing });
    reading.catch(() => {});
    await Promise.race([fetching, reading]);
    return await reading;
  } finally {
    ending.abort();
    port.close();
  }
}

/** In memory of the page's own, where further slices are put. */
function begun({ grid, mask, phases, slices }: EarlySequenceView): EarlyImage {
  const voxels = newVoxels(voxelType(slices.voxels), voxelCount(grid.size));
  const image = { volume: { ...grid, voxels }, mask, phases, there: new Uint8Array(grid.size[2]) };
  return withSlices(image, slices);
}

/** The volume stays the same object: a slice that has come is put where nothing was shown. */
function withSlices(image: EarlyImage, { at, voxels }: SomeSlices): EarlyImage {
  const { volume } = image;
  const plane = volume.size[0] * volume.size[1];
  const there = image.there.slice();
  at.forEach((k, i) => {
    (volume.voxels as Voxels).set(voxels.subarray(i * plane, (i + 1) * plane), k * plane);
    there[k] = 1;
  });
  return { ...image, there };
}
