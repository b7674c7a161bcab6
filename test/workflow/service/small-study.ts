/** A small synthetic study, written as files. */
import { createHash } from 'node:crypto';
import { type Volume, writeNifti, writeNrrd } from '@radscore/imaging';
import { Random } from '@radscore/statistics';

/** A synthetic study of three small sequences: 24 × 24 × 8 voxels of seeded noise, an ellipse as ROI. */
export interface SmallStudy {
  readonly files: Map<string, Uint8Array>;
  readonly manifest: Record<string, unknown> & { files: { path: string; sha256: string; bytes: number }[] };
}

export interface SmallStudyOptions {
  readonly studyId: string;
  readonly seed?: number;
  /** Standard deviation of the noise: what tells responders from others. */
  readonly contrast?: number;
  readonly pcr?: boolean;
  readonly ki67?: number;
}

export function smallStudy({ studyId, seed = 1, contrast = 200, pcr, ki67 = 35 }: SmallStudyOptions): SmallStudy {
  const random = new Random(seed);
  const files = new Map<string, Uint8Array>();
  for (const sequence of ['t2fs', 'dwi', 'dce']) {
    const image = noise(random, contrast);
    files.set(`${sequence}/image.nii`, writeNifti(image, { gzip: false }));
    files.set(`${sequence}/roi.nrrd`, writeNrrd(ellipse(image), { encoding: 'gzip' }));
  }
  const manifest = {
    manifestVersion: 1,
    protocol: 'her2-pcr@1',
    studyId,
    sequences: Object.fromEntries(
      ['t2fs', 'dwi', 'dce'].map((name) => [
        name,
        { image: `${name}/image.nii`, roi: { file: `${name}/roi.nrrd`, label: 1 } },
      ]),
    ),
    clinical: { ki67, morphology: 'irregular' },
    ...(pcr !== undefined && { outcome: { pcr } }),
    files: listed(files),
  };
  return { files, manifest };
}

/** The manifest's list of files, as `radscore manifest` writes it. */
export function listed(files: ReadonlyMap<string, Uint8Array>): SmallStudy['manifest']['files'] {
  return [...files].map(([path, bytes]) => ({
    path,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    bytes: bytes.length,
  }));
}

const GRID = {
  size: [24, 24, 8],
  spacing: [1, 1, 1.5],
  origin: [-10, 5, 20],
  direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
} as const;

function noise(random: Random, contrast: number): Volume<Int16Array> {
  const voxels = new Int16Array(24 * 24 * 8);
  for (let i = 0; i < voxels.length; i++) voxels[i] = 800 + contrast * random.normal();
  return { ...GRID, voxels };
}

function ellipse({ voxels: image }: Volume): Volume<Uint8Array> {
  const voxels = new Uint8Array(image.length);
  for (let z = 2; z < 6; z++) {
    for (let y = 0; y < 24; y++) {
      for (let x = 0; x < 24; x++) {
        if (((x - 12) / 8) ** 2 + ((y - 11) / 6) ** 2 <= 1 - 0.1 * Math.abs(z - 4)) voxels[x + 24 * (y + 24 * z)] = 1;
      }
    }
  }
  return { ...GRID, voxels };
}
