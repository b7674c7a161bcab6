/** ROI number 0 of an RTSTRUCT is named wherever a region is: in one case, in a table, and in a manifest. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseCsv } from '@radscore/statistics/csv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contoursOfBox, structureSet, written } from '../../layers/imaging/dicom/regions/structure-sets.ts';
import { radscore } from '../terminal.ts';

let folder: string;
const at = (path: string): string => join(folder, path);
function put(path: string, content: string | Uint8Array): string {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), content);
  return at(path);
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'radscore-roi-zero-'));
  for (const { name, bytes } of written().series.files) put(`study/dce/${name}`, bytes);
  const rois = [
    { number: 0, contours: contoursOfBox([4, 5, 2], [9, 10, 5]) },
    { number: 5, contours: contoursOfBox([2, 2, 1], [12, 12, 6]) },
  ];
  put('study/roi/rt.dcm', structureSet(rois).bytes);
  put('p.yaml', 'featureClass:\n  shape: [VoxelVolume]\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

/** 0.8 × 0.8 × 2 mm for each voxel. */
const VOLUMES = [144 * 1.28, 726 * 1.28];

describe('ROI number 0 beside another', () => {
  it('is what --label 0 means; without a label the refusal says how to name it', async () => {
    for (const [i, label] of ['0', '5'].entries()) {
      const { out } = await radscore(
        'extract',
        at('study/dce'),
        at('study/roi/rt.dcm'),
        '-p',
        at('p.yaml'),
        '--label',
        label,
      );
      expect(out).toMatch(/original_shape_VoxelVolume/);
      const [volume] = /(?<="original_shape_VoxelVolume": )[\d.]+/.exec(out) ?? [];
      expect(Number(volume)).toBeCloseTo(VOLUMES[i], 9);
    }
    const { exitCode, notes } = await radscore('extract', at('study/dce'), at('study/roi/rt.dcm'), '-p', at('p.yaml'));
    expect(exitCode).toBe(4);
    expect(notes.join('\n')).toContain('--label 0, 0 in the column Label of a batch');
  });

  it('is what 0 in the column Label means', async () => {
    const rows = [0, 5].map((label) => `study/dce,study/roi/rt.dcm,${label}`);
    const table = put('batch.csv', ['Image,Mask,Label', ...rows, ''].join('\n'));
    const { header, rows: found } = parseCsv((await radscore('extract', table, '-p', at('p.yaml'))).out);
    const volumes = found.map((row) => Number(row[header.indexOf('original_shape_VoxelVolume')]));
    volumes.forEach((volume, i) => {
      expect(volume).toBeCloseTo(VOLUMES[i], 9);
    });
  });

  it('is what a manifest names, and inspection reads', async () => {
    const none = ['t2fs', 'dwi'].flatMap((name) => ['--sequence', `${name}=none`]);
    const sequence = ['--sequence', 'dce=dce:roi/rt.dcm:0', ...none];
    await radscore('manifest', at('study'), '--study-id', 'S-1', ...sequence);
    expect(JSON.parse(readFileSync(at('study/manifest.json'), 'utf8')).sequences.dce.roi.label).toBe(0);
    const { exitCode, out } = await radscore('inspect', at('study'));
    expect([exitCode, out]).toEqual([0, expect.stringContaining('label 0, on dce/: 144 voxels')]);
  });
});
