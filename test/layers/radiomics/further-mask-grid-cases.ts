/** Cases of `maskGridCase` with what those lack: masks of several channels, weighting, distances, and images of DICOM. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readImage, type Volume, writeNrrd } from '@radscore/imaging';
import { writtenAs } from '../imaging/dicom/written.ts';
import { type MaskGridCase, maskGridCase } from './mask-grid-cases.ts';

export const FURTHER = ['label_channel', 'weightingNorm', 'distances', 'DICOM image'] as const;
export type Further = (typeof FURTHER)[number];

export interface FurtherCase extends MaskGridCase {
  readonly further?: Further;
  /** Channels of the mask's file, and which of them holds the mask. */
  readonly channels?: { readonly count: number; readonly own: number };
}

/** Beyond all seeds that are counted without them. */
const FIRST_SEED = 20 * 1056;

/** The k-th, k ≥ 0: kinds follow one another. Half of the masks, and all beside a DICOM image, are in another order of axes. */
export function furtherCase(k: number): FurtherCase {
  const further = FURTHER[k % FURTHER.length];
  // Seeds 11 to 527 of every 1056 have masks in another order.
  const base = maskGridCase(FIRST_SEED + 11 + 13 * k);
  const turn = k >> 2;
  switch (further) {
    case 'label_channel': {
      const own = turn % 3;
      return { ...withSetting(base, { label_channel: own }), further, channels: { count: 3, own } };
    }
    case 'weightingNorm': {
      const norm = (['infinity', 'euclidean', 'manhattan', 'no_weighting'] as const)[turn % 4];
      return { ...withSetting(base, { weightingNorm: norm }), further };
    }
    case 'distances':
      return { ...withSetting(base, { distances: [[2], [1, 2], [1, 3]][turn % 3] }), further };
    default:
      return { ...base, further, image: asStoredInDicom(base.image) };
  }
}

function withSetting(base: MaskGridCase, changes: object): MaskGridCase {
  const parameters = JSON.parse(base.parameters) as { setting: object; imageType: object };
  const changed = { ...parameters, setting: { ...parameters.setting, ...changes } };
  return { ...base, parameters: JSON.stringify(changed) };
}

/** 16-bit integers with axes that follow the right-hand rule, which slices have. */
function asStoredInDicom({ voxels, direction: d, ...grid }: Volume): Volume {
  const determinant =
    d[0] * (d[4] * d[8] - d[5] * d[7]) - d[1] * (d[3] * d[8] - d[5] * d[6]) + d[2] * (d[3] * d[7] - d[4] * d[6]);
  const s = Math.sign(determinant);
  return {
    ...grid,
    direction: [d[0], d[1], s * d[2], d[3], d[4], s * d[5], d[6], d[7], s * d[8]],
    voxels: Int16Array.from(voxels),
  };
}

/**
 * Writes a case's files.
 *
 * @returns what this engine reads, and the image as PyRadiomics does: of a DICOM series the NRRD of what was read
 */
export function writeCase(work: FurtherCase, folder: string): { image: string; twin: string; mask: string } {
  const [twin, mask] = [join(folder, 'image.nrrd'), join(folder, 'mask.nrrd')];
  const raw = { encoding: 'raw' } as const;
  writeFileSync(mask, work.channels ? inChannels(work.mask, work.channels) : writeNrrd(work.mask, raw));
  if (work.further !== 'DICOM image') {
    writeFileSync(twin, writeNrrd(work.image, raw));
    return { image: twin, twin, mask };
  }
  const image = join(folder, `slices-${work.seed}`);
  mkdirSync(image, { recursive: true });
  const empty = { ...work.image, voxels: new Uint8Array(work.image.voxels.length).fill(1) };
  const { files } = writtenAs(work.image, empty).series;
  for (const { name, bytes } of files) writeFileSync(join(image, name), bytes);
  writeFileSync(twin, writeNrrd(readImage(files), raw));
  return { image, twin, mask };
}

/** An NRRD of several values per voxel; those of other channels are 1 where the mask is empty. */
function inChannels(mask: Volume, { count, own }: { count: number; own: number }): Uint8Array {
  const bytes = writeNrrd({ ...mask, voxels: new Uint8Array(0) }, { encoding: 'raw' });
  const header = new TextDecoder()
    .decode(bytes)
    .replace('dimension: 3', 'dimension: 4')
    .replace('sizes: ', `sizes: ${count} `)
    .replace('space directions: ', 'space directions: none ')
    .replace('kinds: ', 'kinds: vector ');
  const head = new TextEncoder().encode(header);
  const file = new Uint8Array(head.length + count * mask.voxels.length);
  file.set(head);
  for (let at = 0; at < mask.voxels.length; at++) {
    for (let k = 0; k < count; k++) {
      const value = mask.voxels[at];
      file[head.length + count * at + k] = k === own ? value : value === 0 ? 1 : 0;
    }
  }
  return file;
}
