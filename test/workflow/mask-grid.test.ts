/** Masks on grids of their own, in the service. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type Mask, readImage, type Volume, withAxesOf, writeNrrd } from '@radscore/imaging/node';
import {
  findStudy,
  findVector,
  loadFeatures,
  protocolById,
  type StoredVector,
  type StudyRow,
} from '@radscore/pipeline';
import { settingsOf } from '@radscore/pipeline/extraction';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { extractCase } from '../../cli/features/extract-case.ts';
import { startWorkflows, type Workflows } from './service/in-process.ts';
import { listed, smallStudy } from './service/small-study.ts';

let workflows: Workflows;
let folder: string;
beforeAll(async () => {
  workflows = await startWorkflows();
  folder = mkdtempSync(join(tmpdir(), 'mask-grid-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await workflows.stop();
});

const institution = 'centre-1';
const ROI = 't2fs/roi.nrrd';
const IMAGE = 't2fs/image.nii';

function study(studyId: string, protocol: string, store: (mask: Mask) => Volume, repair?: string) {
  const { files, manifest } = smallStudy({ studyId, seed: 77 });
  const mask = readImage([{ name: ROI, bytes: files.get(ROI) as Uint8Array }]) as Mask;
  files.set(ROI, writeNrrd(store(mask)));
  const sequences = structuredClone(manifest.sequences) as Record<string, object>;
  sequences.t2fs = { ...sequences.t2fs, ...(repair && { repair }) };
  return { files, manifest: { ...manifest, protocol, sequences, files: listed(files) } };
}

/** Values and warnings of the fat-suppressed T2, as the service stores them. */
async function served(studyId: string, protocol: string, store: (mask: Mask) => Volume, repair?: string) {
  const { files, manifest } = study(studyId, protocol, store, repair);
  const prefix = `institutions/${institution}/studies/${studyId}/`;
  for (const [path, bytes] of files) await workflows.put(prefix + path, bytes);
  await workflows.put(`${prefix}manifest.json`, JSON.stringify(manifest));
  await workflows.settled();
  const row = (await findStudy({ institution, studyId })) as StudyRow;
  const vector = (await findVector(row)) as StoredVector;
  const { names, values } = await loadFeatures(vector);
  const own = Object.fromEntries(
    names.flatMap((name, k) => (name.startsWith('t2fs_') ? [[name.slice('t2fs_'.length), values[k]]] : [])),
  );
  return { values: own, warnings: row.warnings ?? [], files };
}

/** What `radscore extract` gives for the same files under the same settings. */
function extracted(files: ReadonlyMap<string, Uint8Array>, protocol: string) {
  const paths = [IMAGE, ROI].map((path) => join(folder, basename(path)));
  [IMAGE, ROI].forEach((path, k) => {
    writeFileSync(paths[k], files.get(path) as Uint8Array);
  });
  const settings = settingsOf(protocolById(protocol).sequences.t2fs);
  return extractCase({ image: paths[0], mask: paths[1] }, { profile: 'pyradiomics', settings });
}

/** As ITK-SNAP or nibabel store it. */
function toRas(mask: Mask): Volume {
  const ras = { ...mask, direction: [-1, 0, 0, 0, -1, 0, 0, 0, 1] as const };
  return withAxesOf(mask, ras) as Volume;
}

/** Slices along the first axis. */
function slicesFirst(mask: Mask): Volume {
  return withAxesOf(mask, { ...mask, direction: [0, -1, 0, 0, 0, -1, 1, 0, 0] }) as Volume;
}

/** On a grid of half the spacing in plane. */
function finer({ voxels, size: [nx, ny, nz], spacing: [sx, sy, sz], origin: [ox, oy, oz], direction }: Mask): Mask {
  const fine = new Uint8Array(4 * voxels.length);
  for (let at = 0; at < fine.length; at++) {
    const x = at % (2 * nx);
    const y = Math.floor(at / (2 * nx)) % (2 * ny);
    fine[at] = voxels[(x >> 1) + nx * ((y >> 1) + ny * Math.floor(at / (4 * nx * ny)))];
  }
  const origin = [ox - sx / 4, oy - sy / 4, oz] as const;
  return { voxels: fine, size: [2 * nx, 2 * ny, nz], spacing: [sx / 2, sy / 2, sz], origin, direction };
}

describe('a mask on a grid of its own, in the service', () => {
  it('is resampled from that grid by the three-dimensional protocol: the values of radscore extract', async () => {
    const plain = await served('plain', 'her2-pcr-3d@1', (mask) => mask);
    const turned = await served('turned', 'her2-pcr-3d@1', slicesFirst);

    const wanted = extracted(turned.files, 'her2-pcr-3d@1');
    expect(turned.values).toEqual(wanted.features);
    // High-pass along the first axis: here along the slices' normal.
    const energy = (values: Readonly<Record<string, number>>, band: string): number =>
      values[`wavelet-${band}_firstorder_Energy`];
    expect(energy(turned.values, 'HLL') / energy(plain.values, 'LLH')).toBeCloseTo(1, 1);
    expect(energy(turned.values, 'HLL') / energy(plain.values, 'HLL')).not.toBeCloseTo(1, 1);
    expect(wanted.warnings.map(({ code }) => code)).toContain('mask-grid');
    const [note, ...more] = turned.warnings.filter(({ code, sequence }) => code === 'mask-grid' && sequence === 't2fs');
    expect(note.message).toContain('measured on the grid of the mask');
    expect(note.message).toContain('axes SRA instead of LPS');
    expect(more).toEqual([]);
    expect(plain.warnings.filter(({ code }) => code === 'mask-grid')).toEqual([]);
  });

  it('is believed where the repair that believes it was accepted, and resampled from there', async () => {
    const fine = await served('fine', 'her2-pcr-3d@1', finer, 'resample-to-image');

    expect(fine.values).toEqual(extracted(fine.files, 'her2-pcr-3d@1').features);
  });

  it('is measured on the image where nothing is resampled, with a note', async () => {
    const plain = await served('flat', 'her2-pcr@1', (mask) => mask);
    const ras = await served('flat-ras', 'her2-pcr@1', toRas);

    expect(ras.values).toEqual(plain.values);
    expect(ras.warnings.filter(({ code }) => code === 'mask-grid').map(({ message }) => message)).toEqual([
      'got a region with axes RAS instead of LPS; it was put on the grid of the image, and measured there.',
    ]);
  });
});
