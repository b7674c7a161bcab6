/** Reads regions of interest, and picks labels. */
import { openRegion, type RegionFile } from '../dicom/regions/read-region.ts';
import { type ImageNote, type ImageReference, toleranceOn } from '../dicom/series/dicom-volume.ts';
import { InputRefused } from '../errors.ts';
import type { ReadLimits } from '../input/limits.ts';
import type { NamedBytes } from '../input/named-bytes.ts';
import { letGo } from '../memory/let-go.ts';
import { formatOf, readImage } from '../reading/reader.ts';
import { checkSameGrid, differenceOfGrids, GRID_TOLERANCE_MM, gridOf, occupySameSpace } from '../volume/geometry.ts';
import { withAxesOf } from '../volume/orient.ts';
import type { Mask, Volume } from '../volume/volume.ts';

export interface MaskOptions {
  /** The label to take, or several to join. Without it: 1 where there is a 1, else the only label there is. */
  readonly label?: number | readonly number[];
  /** Which of several values per voxel holds the labels. */
  readonly channel?: number;
  /** Largest displacement (mm) between image and mask that counts as the same place. */
  readonly toleranceMm?: number;
  /** PyRadiomics' `geometryTolerance`: what SimpleITK takes for the same place with it does so here (`occupySameSpace`). */
  readonly geometryTolerance?: number;
  readonly limits?: ReadLimits;
}

/** A region of interest as it is stored, and as it lies on its image. */
export interface Region {
  /** On the grid of the image. */
  readonly mask: Mask;
  /** On the grid that its file gives it, in that file's order of axes; of DICOM regions the same as `mask`. */
  readonly stored: Mask;
  /** The label image that it was selected from; undefined for DICOM regions. */
  readonly labels?: Volume;
  /** How the stored grid differs from the image's, where SimpleITK would not take them for the same. */
  readonly difference?: string;
  /** What was passed over or taken for rounding; of DICOM regions. */
  readonly notes: readonly ImageNote[];
}

/**
 * Reads a region of interest and puts it on the grid of its image: differences within the tolerance are noise of the
 * file format, and the image's geometry holds. Label images may have their axes in another order or direction; DICOM
 * SEG and RTSTRUCT are placed by their own geometry, within the image's frame of reference.
 *
 * @throws InputRefused `geometry-mismatch`, `label-missing`, and whatever reading refuses.
 *
 * @example
 * ```ts
 * import { IDENTITY_DIRECTION, readMask, writeNrrd } from '@radscore/imaging';
 * const grid = { size: [3, 1, 1], spacing: [1, 1, 2], origin: [0, 0, 0], direction: IDENTITY_DIRECTION } as const;
 * const image = { ...grid, voxels: Int16Array.of(1, 2, 3) };
 * const file = (name: string, volume: typeof image) => [{ name, bytes: writeNrrd(volume) }];
 * const mask = { ...image, voxels: Int16Array.of(0, 1, 1) };
 * readMask(file('mask.nrrd', mask), image, { label: 1 }).voxels; // → Uint8Array(3) [ 0, 1, 1 ]
 * ```
 */
export function readMask(
  files: readonly NamedBytes[],
  image: Volume & { readonly reference?: ImageReference },
  options: MaskOptions = {},
): Mask {
  const { mask, labels } = readRegion(files, image, options);
  if (labels) letGo(labels.voxels);
  return mask;
}

/** `readMask`, with the mask as it is stored. @throws InputRefused as `readMask` */
export function readRegion(
  files: readonly NamedBytes[],
  image: Volume & { readonly reference?: ImageReference },
  options: MaskOptions = {},
): Region {
  const drawn = readDrawn(files, image, options);
  if (drawn) return { ...drawn, stored: drawn.mask };
  return placeLabels(readStored(files, options), image, options, files[0]?.name);
}

/**
 * `readRegion` of a label image that has been read, or that no file holds.
 *
 * @throws InputRefused `geometry-mismatch`, `label-missing`
 */
export function regionOfLabels(
  labels: Volume,
  image: Volume & { readonly reference?: ImageReference },
  options: MaskOptions = {},
): Region {
  return placeLabels({ labels, stored: storedMask(labels, options) }, image, options);
}

function placeLabels(
  { labels, stored }: { readonly labels: Volume; readonly stored: Mask },
  image: Volume & { readonly reference?: ImageReference },
  { geometryTolerance, toleranceMm = GRID_TOLERANCE_MM }: MaskOptions,
  file?: string,
): Region {
  const isPlaced = occupySameSpace(image, stored, geometryTolerance);
  const ordered = isPlaced ? stored : ((withAxesOf(stored, image) as Mask | undefined) ?? stored);
  if (!isPlaced) checkSameGrid(image, ordered, file, toleranceOn(image, toleranceMm));
  const mask = { ...gridOf(image), voxels: ordered.voxels };
  return { mask, stored, labels, difference: differenceOfGrids(image, stored), notes: [] };
}

/**
 * Reads a region of interest and leaves it on the grid that its file gives it, whatever that is: see `resampler`. DICOM
 * regions are on the grid of their image.
 *
 * @throws InputRefused `label-missing`, and whatever reading refuses
 */
export function readMaskAsStored(
  files: readonly NamedBytes[],
  image: Volume & { readonly reference?: ImageReference },
  options: MaskOptions = {},
): Pick<Region, 'mask' | 'notes'> {
  const drawn = readDrawn(files, image, options);
  if (drawn) return drawn;
  const { labels, stored } = readStored(files, options);
  letGo(labels.voxels);
  return { mask: stored, notes: [] };
}

function readStored(
  files: readonly NamedBytes[],
  options: MaskOptions,
): { readonly labels: Volume; readonly stored: Mask } {
  const labels = readImage(files, { channel: options.channel }, options.limits);
  return { labels, stored: storedMask(labels, options, files[0]?.name) };
}

/** The mask of a label image, where it is. */
export function storedMask(labels: Volume, { label }: MaskOptions, file?: string): Mask {
  return { ...gridOf(labels), voxels: selectLabel(labels, label, file).voxels };
}

/** A DICOM region, drawn on its image; undefined for label images. */
function readDrawn(
  files: readonly NamedBytes[],
  image: Volume & { readonly reference?: ImageReference },
  { label, limits, toleranceMm = GRID_TOLERANCE_MM }: MaskOptions,
): Pick<Region, 'mask' | 'notes'> | undefined {
  const [first] = files;
  if (files.length !== 1 || formatOf(first.bytes, first.name) !== 'dicom') return undefined;
  const region = openRegion(first.bytes, first.name, image, toleranceMm, limits);
  const { chosen, notes } = chooseRegions(region, label, first.name);
  const [drawn, ...others] = chosen.map((one) => region.read(one));
  const { voxels } = drawn;
  for (const other of others) for (let i = 0; i < voxels.length; i++) voxels[i] |= other.voxels[i];
  if (!voxels.includes(1)) throw emptyRegion(chosen, first.name);
  return { mask: { ...gridOf(image), voxels }, notes: [...notes, ...[drawn, ...others].flatMap((one) => one.notes)] };
}

/**
 * The regions of a DICOM file that are meant. Where none is named, those that hold nothing are no candidates.
 *
 * @throws InputRefused `label-missing`
 */
export function chooseRegions(
  region: Pick<RegionFile, 'labels' | 'holding'>,
  label: number | readonly number[] | undefined,
  file: string,
): { readonly chosen: readonly number[]; readonly notes: readonly ImageNote[] } {
  const { labels } = region;
  const isOpen = label === undefined && labels.length > 1;
  const holding = isOpen ? region.holding() : labels;
  const found = holding.length > 0 ? holding : labels;
  const chosen = chooseLabels(found, label, (missing) => regionMissing(missing, found, labels, file));
  const empty = labels.filter((one) => !found.includes(one));
  if (empty.length === 0) return { chosen, notes: [] };
  const message = `took region ${chosen.join()}: there is nothing in the others (${listed(empty)}).`;
  return { chosen, notes: isOpen && !chosen.includes(1) ? [{ code: 'regions-empty', message }] : [] };
}

/**
 * Labels of a region file, or segment and ROI numbers, with their voxel counts on the grid of an image.
 *
 * @throws InputRefused where a DICOM region does not fit the image; label images are counted on their own grid.
 */
export function labelsIn(
  files: readonly NamedBytes[],
  image: Volume & { readonly reference?: ImageReference },
  { channel, limits, toleranceMm = GRID_TOLERANCE_MM }: Omit<MaskOptions, 'label'> = {},
): ReadonlyMap<number, number> {
  const [first] = files;
  if (files.length !== 1 || formatOf(first.bytes, first.name) !== 'dicom') {
    return labelsFound(readImage(files, { channel }, limits), first?.name);
  }
  const region = openRegion(first.bytes, first.name, image, toleranceMm, limits);
  return new Map(region.labels.map((label) => [label, countOf(region.read(label).voxels)]));
}

function countOf(inside: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < inside.length; i++) count += inside[i];
  return count;
}

/** The label that is meant where none is named: 1, or the only one. */
export function unnamedLabel(found: readonly number[]): number {
  return found.includes(1) || found.length !== 1 ? 1 : found[0];
}

/** The labels that are meant, all of which must be there. */
function chooseLabels(
  found: readonly number[],
  label: number | readonly number[] | undefined,
  refuse: (missing: number) => InputRefused,
): readonly number[] {
  const chosen = typeof label === 'object' ? label : [label ?? unnamedLabel(found)];
  for (const one of chosen) if (!found.includes(one)) throw refuse(one);
  return chosen;
}

function emptyRegion(labels: readonly number[], file: string): InputRefused {
  return new InputRefused({
    code: 'roi-too-small',
    file,
    got: `region ${labels.join(', ')} without a voxel: the centre of none lies inside`,
    wanted: 'at least one voxel on the image',
    remedy: 'Draw the ROI and save it again.',
  });
}

const MOST_LISTED = 20;

function listed(regions: readonly number[]): string {
  const more = regions.length > MOST_LISTED ? ` and ${regions.length - MOST_LISTED} more` : '';
  return regions.slice(0, MOST_LISTED).join(', ') + more;
}

function regionMissing(region: number, found: readonly number[], all: readonly number[], file: string): InputRefused {
  const empty = all.filter((one) => !found.includes(one));
  const besides = empty.length > 0 ? `, and nothing in ${listed(empty)}` : '';
  return new InputRefused({
    code: 'label-missing',
    file,
    got: found.length === 0 ? 'no region of interest' : `the regions ${listed(found)}${besides}`,
    wanted: `region ${region}`,
    remedy:
      found.length === 0
        ? 'Draw the ROI and save it again.'
        : `Name one of the regions that are there: --label ${found[0]}, ${found[0]} in the column Label of a batch, or "roi": { "label": ${found[0]} } in manifest.json (--sequence …:${found[0]}).`,
  });
}

/**
 * Labels (whole numbers other than 0) with their voxel counts, in ascending order.
 *
 * @example
 * ```ts
 * import { IDENTITY_DIRECTION, labelsFound } from '@radscore/imaging';
 * const grid = { size: [4, 1, 1], spacing: [1, 1, 2], origin: [0, 0, 0], direction: IDENTITY_DIRECTION } as const;
 * const labels = { ...grid, voxels: Uint8Array.of(0, 1, 2, 2) };
 * labelsFound(labels); // → Map(2) { 1 => 1, 2 => 2 }
 * ```
 */
export function labelsFound(volume: Volume, file?: string): ReadonlyMap<number, number> {
  return countLabels(labelRuns(volume, file));
}

/** Stretches of voxels with the same label, in their order: `bounds` are first and one past last, in turn. */
interface LabelRuns {
  readonly bounds: readonly number[];
  readonly labels: readonly number[];
}

/** Most of a label image is 0 and is passed over four bytes or more at a time; the rest comes in runs. */
function labelRuns({ voxels }: Volume, file?: string): LabelRuns {
  const bounds: number[] = [];
  const labels: number[] = [];
  const perWord = 4 / voxels.BYTES_PER_ELEMENT;
  const hasWords = perWord >= 1 && voxels.byteOffset % 4 === 0;
  const words = new Int32Array(voxels.buffer, hasWords ? voxels.byteOffset : 0, hasWords ? voxels.byteLength >> 2 : 0);
  const { length } = voxels;
  let start = 0;
  while (start < length) {
    const value = voxels[start];
    if (value === 0) {
      let word = start / perWord;
      if (Number.isInteger(word)) {
        while (word + 16 <= words.length && areZero(words, word) && areZero(words, word + 8)) word += 16;
        while (hasWords && word < words.length && words[word] === 0) word++;
      }
      // Within a word, or where there are none, voxel by voxel.
      start = Math.max(word * perWord, start + 1);
      continue;
    }
    let end = start + 1;
    while (end < length && voxels[end] === value) end++;
    const label = toLabel(value, file);
    if (label !== 0) {
      bounds.push(start, end);
      labels.push(label);
    }
    start = end;
  }
  return { bounds, labels };
}

function areZero(words: Int32Array, at: number): boolean {
  const first = words[at] | words[at + 1] | words[at + 2] | words[at + 3];
  return (first | words[at + 4] | words[at + 5] | words[at + 6] | words[at + 7]) === 0;
}

function countLabels({ bounds, labels }: LabelRuns): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (let run = 0; run < labels.length; run++) {
    counts.set(labels[run], (counts.get(labels[run]) ?? 0) + bounds[2 * run + 1] - bounds[2 * run]);
  }
  return new Map([...counts].sort(([a], [b]) => a - b));
}

/**
 * A mask of one label, or of several joined. Which one, where none is named: see MaskOptions.
 *
 * @example
 * ```ts
 * import { IDENTITY_DIRECTION, selectLabel } from '@radscore/imaging';
 * const grid = { size: [4, 1, 1], spacing: [1, 1, 2], origin: [0, 0, 0], direction: IDENTITY_DIRECTION } as const;
 * const labels = { ...grid, voxels: Uint8Array.of(0, 1, 2, 2) };
 * selectLabel(labels, 2).voxels; // → Uint8Array(4) [ 0, 0, 1, 1 ]
 * selectLabel(labels, [1, 2]).voxels; // → Uint8Array(4) [ 0, 1, 1, 1 ]
 * ```
 */
export function selectLabel(volume: Volume, label?: number | readonly number[], file?: string): Mask {
  const runs = labelRuns(volume, file);
  const found = countLabels(runs);
  const chosen = new Set(chooseLabels([...found.keys()], label, (missing) => labelMissing(missing, found, file)));
  const mask = new Uint8Array(volume.voxels.length);
  runs.labels.forEach((one, run) => {
    if (chosen.has(one)) mask.fill(1, runs.bounds[2 * run], runs.bounds[2 * run + 1]);
  });
  return { ...volume, voxels: mask };
}

/** Whole numbers stored through a single-precision slope are this close to whole. */
const WHOLE = 1e-4;

function toLabel(value: number, file: string | undefined): number {
  const label = Math.round(value);
  if (Math.abs(value - label) <= WHOLE) return label;
  throw new InputRefused({
    code: 'unsupported-format',
    file,
    got: `a mask with the value ${value}`,
    wanted: 'labels that are whole numbers',
    remedy: 'Save the ROI as a label image: an integer per voxel, 0 outside. Check that it is not the image itself.',
  });
}

function labelMissing(label: number, found: ReadonlyMap<number, number>, file: string | undefined): InputRefused {
  const list = [...found].slice(0, 20).map(([value, count]) => `${value} (${count} voxels)`);
  const more = found.size > list.length ? ` and ${found.size - list.length} more` : '';
  return new InputRefused({
    code: 'label-missing',
    file,
    got: found.size === 0 ? 'a mask without any label' : `the labels ${list.join(', ')}${more}`,
    wanted: `label ${label}`,
    remedy: found.size === 0 ? 'Draw the ROI and save it again.' : 'Name one of the labels that are there.',
  });
}

/** Index of the first of the axial (z) slices with the most ROI voxels. */
export function largestSlice(mask: Mask): number {
  const [nx, ny, nz] = mask.size;
  let largest = -1;
  let at = 0;
  for (let z = 0; z < nz; z++) {
    let count = 0;
    for (let i = z * nx * ny; i < (z + 1) * nx * ny; i++) count += mask.voxels[i];
    if (count > largest) [largest, at] = [count, z];
  }
  return at;
}

/** The mask with only one of its axial (z) slices. */
export function sliceMask(mask: Mask, z: number): Mask {
  const [nx, ny] = mask.size;
  const voxels = new Uint8Array(mask.voxels.length);
  voxels.set(mask.voxels.subarray(z * nx * ny, (z + 1) * nx * ny), z * nx * ny);
  return { ...mask, voxels };
}
