/** What is written passes a validator of DICOM by others, where it is installed. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cornerDisplacement, indexToWorld, type NamedBytes, voxelCount } from '@radscore/imaging';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawCohort } from '../../../../cli/demonstration/cohort.ts';
import { makeStudy } from '../../../../cli/demonstration/study-files.ts';
import { save, writtenCases } from './written.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'radscore-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const validator = process.env.RADSCORE_DCIODVFY ?? 'dciodvfy';
const hasValidator = spawnSync(validator, ['-help']).error === undefined;

/** Lines of dciodvfy's report on a file that are no mere warnings; it has no exit code to go by. */
function errorsIn({ name, bytes }: NamedBytes): string[] {
  const path = join(folder, name.replaceAll('/', '-'));
  writeFileSync(path, bytes);
  const { stdout, stderr } = spawnSync(validator, [path], { encoding: 'utf8' });
  const report = stdout + stderr;
  // It names the information object whose rules it has checked; without one it has checked nothing.
  if (!/^(MRImage|Segmentation)$/m.test(report)) return [`${name}: not validated: ${report.slice(0, 200)}`];
  return report.split('\n').flatMap((line) => (/^(Error|Abort)|[Ff]ailed/.test(line) ? [`${name}: ${line}`] : []));
}

describe.skipIf(!hasValidator)('dciodvfy (dicom3tools)', () => {
  it.each(writtenCases().map((one) => [one.name, one] as const))('finds no error in %s', (_, one) => {
    expect([...one.series.files, one.segmentation].flatMap(errorsIn)).toEqual([]);
  });

  it('finds no error in any file of a study of the demonstration', () => {
    const { files } = makeStudy(drawCohort(3).patients[70], 3);
    expect([...files].flatMap(([name, bytes]) => errorsIn({ name, bytes }))).toEqual([]);
  });

  it('finds one where an attribute that the standard wants is missing', () => {
    const [{ series }] = writtenCases();
    const bytes = series.files[0].bytes.slice();
    // ScanningSequence (0018,0020) becomes (0018,0019), which no module knows.
    const at = bytes.findIndex((_, i) => bytes[i] === 0x18 && bytes[i + 2] === 0x20 && bytes[i + 4] === 0x43);
    bytes[at + 2] = 0x19;
    expect(errorsIn({ name: 'without.dcm', bytes }).join()).toMatch(/Missing attribute.*ScanningSequence/);
  });
});

interface SeenByPeers {
  readonly pydicom: number[];
  readonly simpleitk: { voxels: number[]; size: number[]; spacing: number[]; origin: number[]; direction: number[] };
  readonly highdicom: { voxels: number[]; affine: number[][] };
  readonly segments: { number: number; label: string }[];
  readonly roi: number[];
  readonly roiVoxels: number;
  readonly roiOnFrame: boolean;
  readonly unknownReferences: string[];
  readonly unreferenced: string[];
}

const peers = process.env.RADSCORE_DICOM_PEERS;
const script = join(import.meta.dirname, 'read-by-peers.py');

describe.skipIf(!peers)('pydicom, highdicom and SimpleITK (RADSCORE_DICOM_PEERS)', () => {
  it.each(writtenCases().map((one) => [one.name, one] as const))('see the same in %s', (name, one) => {
    const { slices, seg } = save(one, join(folder, name.replaceAll(/\W+/g, '-')));
    const seen: SeenByPeers = JSON.parse(execFileSync(peers ?? '', [script, slices, seg], { encoding: 'utf8' }));
    const { volume, mask } = one;
    expect(seen.pydicom).toEqual([...volume.voxels]);
    expect(seen.simpleitk.voxels).toEqual([...volume.voxels]);
    expect(seen.highdicom.voxels).toEqual([...volume.voxels]);

    const { size, spacing, origin, direction } = seen.simpleitk;
    expect(size).toEqual([...volume.size]);
    const grid = { size, spacing, origin, direction } as unknown as typeof volume;
    // Decimal strings have 16 characters: cosines to 1e-14 over some ten millimetres.
    expect(cornerDisplacement(volume, grid)).toBeLessThan(1e-9);
    const { affine } = seen.highdicom;
    const last = volume.size.map((extent) => extent - 1) as unknown as [number, number, number];
    const corner = [0, 1, 2].map((axis) => {
      const [slice, row, column, at] = affine[axis];
      return slice * last[2] + row * last[1] + column * last[0] + at;
    });
    indexToWorld(volume, last).forEach((value, axis) => {
      expect(Math.abs(corner[axis] - value)).toBeLessThan(1e-9);
    });

    expect(seen.segments).toEqual([{ number: 1, label: 'Tumour' }]);
    expect(seen.roi).toEqual([...mask.voxels]);
    expect(seen.roi).toHaveLength(voxelCount(volume.size));
    expect(seen.roiVoxels).toBe(mask.voxels.reduce((sum, inside) => sum + inside, 0));
    expect(seen).toMatchObject({ roiOnFrame: true, unknownReferences: [], unreferenced: [] });
  });
});
