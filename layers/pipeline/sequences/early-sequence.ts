/** A sequence before all of its bytes have come: the slices that have, where the whole reading will have them. */
import {
  DEFAULT_LIMITS,
  InputRefused,
  isInteger,
  isSameGrid,
  largestSlice,
  type Mask,
  type NamedBytes,
  NOT_YET,
  type OpenStack,
  type Piece,
  type Readers,
  type ReadLimits,
  type Volume,
} from '@radscore/imaging';
import type { SequenceName } from '../contracts/choices.ts';
import { type ManifestSequence, selectionOf, seriesAlone } from '../contracts/manifest.ts';
import { ImageCollector, type SequenceImages } from './collect-images.ts';
import { createSequenceReader, type SequenceFiles, type SequenceImage } from './read-sequence.ts';

/** The files of a sequence as far as they have come. Each is as long as the whole file; what has not come is 0. */
export interface ComingFiles extends SequenceFiles {
  /** Whether all bytes of a file have come. Those of regions must have. */
  readonly isWhole: (name: string) => boolean;
}

/** What can be shown of a sequence: the volume and the mask that the whole reading gives, with the slices that have come. */
export interface EarlyView {
  /** All 0 in slices that were not filled. */
  readonly volume: Volume;
  readonly mask: Mask;
  readonly phases?: SequenceImage['phases'];
  /** The slice that has most of the region. */
  readonly middle: number;
  /** Slices that were filled so far: 1, others 0. */
  readonly there: Uint8Array;
  /** Names of the files that a slice needs. */
  filesOf(k: number): readonly string[];
  /** Fills a slice whose files are whole. @throws InputRefused for damaged pixels */
  fill(k: number): void;
}

/** Takes the headers of the images of a sequence as they come, in the order of the files. */
export class EarlyHeaders {
  readonly #collector: ImageCollector;
  #isRefused = false;

  constructor(source: ManifestSequence) {
    // No two digests are the same: copies of a file are not known before their pixels are, and refused meanwhile.
    let digests = 0;
    this.#collector = new ImageCollector({ seriesUids: seriesAlone(source), digest: () => String(digests++) });
  }

  /** Takes the next file, as long as the whole one. */
  add(file: NamedBytes): void {
    if (!this.#isRefused) this.#isRefused = !unlessRefused(() => [this.#collector.add(file)]);
  }

  /** None if a header was refused. @throws InputRefused as the whole reading does */
  images(): SequenceImages {
    return this.#isRefused ? { others: [] } : this.#collector.images();
  }
}

function headersOf(source: ManifestSequence, { image }: ComingFiles): EarlyHeaders {
  const headers = new EarlyHeaders(source);
  for (const file of image) headers.add(file);
  return headers;
}

/**
 * Reads a sequence of DICOM slices before their pixels have come. It is the reading that all others do, with the headers
 * that all files have: first without any pixel, which gives the grid, the region and the files that are needed to know
 * which phase is read; then with these, which gives the phase. What it gives is thus what the whole reading gives, slice
 * by slice. Where that cannot be known from headers, it gives nothing and the whole reading is to be waited for: for other
 * formats, where the reading is refused, where pixels are compressed and have not come, where files are copies of others,
 * and for maps whose unit their values decide.
 */
export class EarlySequence {
  readonly #work: EarlyWork;
  readonly #stacks: readonly OpenStack[];
  readonly #middle: number;
  /** The slices from the first to the last that the region reaches: they decide on the phase, and on the first window. */
  readonly #reached: readonly number[];

  private constructor(work: EarlyWork, stacks: readonly OpenStack[], mask: Mask) {
    this.#work = work;
    this.#stacks = stacks;
    this.#middle = largestSlice(mask);
    const plane = mask.size[0] * mask.size[1];
    const first = Math.floor(mask.voxels.indexOf(1) / plane);
    const last = Math.floor(mask.voxels.lastIndexOf(1) / plane);
    this.#reached = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  }

  /** @param files with the headers of all images; undefined if nothing can be shown before all have come */
  static open(
    readers: Readers,
    sequence: SequenceName,
    source: ManifestSequence,
    files: ComingFiles,
    headers: EarlyHeaders = headersOf(source, files),
  ): EarlySequence | undefined {
    return unlessRefused(() => {
      const images = headers.images();
      if (!images.series || images.others.some(({ name }) => !files.isWhole(name))) return undefined;
      const bytes = new Map(files.image.map((file) => [file.name, file]));
      const work = { readers, sequence, source, images, files, bytes, regions: [] };
      const { found, stacks } = run(work, () => false);
      const isOneGrid = stacks.every(({ volume }) => isSameGrid(volume, found.mask));
      // What is computed of several stacks, or by the values of all, is known when all have come.
      const isRead = stacks.some(({ volume }) => volume.voxels === found.volume.voxels);
      const isOfItsUnit = isInteger(found.volume.voxels) || (sequence !== 'dwi' && !selectionOf(source).selection.adc);
      return isOneGrid && isRead && isOfItsUnit ? new EarlySequence(work, stacks, found.mask) : undefined;
    });
  }

  /** Names of the files that `view` needs, those about the middle of the region first. */
  firstFiles(): readonly string[] {
    const slices = outward(this.#reached, this.#middle);
    const files = slices.flatMap((k) => this.#stacks.flatMap((stack) => stack.piecesOf(k).map(({ file }) => file)));
    return [...new Set(files)];
  }

  /** What can be shown once the first files are whole; undefined if it can be known only from the whole. */
  view(): EarlyView | undefined {
    return unlessRefused(() => {
      const { isWhole } = this.#work.files;
      const { found, stacks } = run(this.#work, (piece) => isWhole(piece.file));
      const { volume, mask, phases } = found;
      const shown = stacks.find((stack) => stack.volume.voxels === volume.voxels);
      if (!shown) return undefined;
      const filesOf = (k: number): readonly string[] => shown.piecesOf(k).map(({ file }) => file);
      const there = Uint8Array.from({ length: volume.size[2] }, (_, k) => Number(filesOf(k).every(isWhole)));
      if (this.#reached.some((k) => there[k] !== 1)) return undefined;
      return {
        volume,
        mask,
        phases,
        middle: this.#middle,
        there,
        filesOf,
        fill: (k) => {
          shown.fill(
            k,
            shown.piecesOf(k).map((piece) => bytesOf(this.#work, piece)),
          );
          there[k] = 1;
        },
      };
    });
  }
}

/** Slices, the nearest to one of them first. */
export function outward(slices: readonly number[], from: number): number[] {
  return slices.toSorted((a, b) => Math.abs(a - from) - Math.abs(b - from));
}

interface EarlyWork {
  readonly readers: Readers;
  readonly sequence: SequenceName;
  readonly source: ManifestSequence;
  readonly images: SequenceImages;
  readonly files: ComingFiles;
  readonly bytes: ReadonlyMap<string, NamedBytes>;
  /** What each reading of a region gave the first time: none depends on a voxel, and they come in the same order. */
  readonly regions: ReturnType<Readers['readRegion']>[];
}

/** The whole reading, with the pieces that are there; and the stacks that it read, in their order. */
function run(
  work: EarlyWork,
  isThere: (piece: Piece) => boolean,
): { readonly found: SequenceImage; readonly stacks: readonly OpenStack[] } {
  const stacks: OpenStack[] = [];
  const readers = watched(work, (stack) => stacks.push(stack));
  const { sequence, source, images, files } = work;
  const reading = createSequenceReader(readers).readingSequence(sequence, source, images, files.roi);
  let step = reading.next([]);
  while (!step.done) step = reading.next(step.value.map((piece) => (isThere(piece) ? bytesOf(work, piece) : NOT_YET)));
  return { found: step.value, stacks };
}

function bytesOf({ bytes }: EarlyWork, { file, start, length }: Piece): Uint8Array {
  return bytes.get(file)?.bytes.subarray(start, start + length) ?? NOT_YET;
}

function watched({ readers, regions }: EarlyWork, hearStack: (stack: OpenStack) => void): Readers {
  let regionsRead = 0;
  const hearing = (limits: ReadLimits = DEFAULT_LIMITS): ReadLimits => ({ ...limits, hearStack });
  return {
    ...readers,
    readRegion(files, image, options) {
      const at = regionsRead++;
      regions[at] ??= readers.readRegion(files, image, options);
      return regions[at];
    },
    readingSeries: (series, limits) => readers.readingSeries(series, hearing(limits)),
    readingSelected: (all, file, selection, limits, passedOver) =>
      readers.readingSelected(all, file, selection, hearing(limits), passedOver),
  };
}

/** What is refused now, the whole reading refuses or finds otherwise: it decides. */
function unlessRefused<T>(attempt: () => T): T | undefined {
  try {
    return attempt();
  } catch (error) {
    if (error instanceof InputRefused) return undefined;
    throw error;
  }
}
