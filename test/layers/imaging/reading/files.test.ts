/** Files written by SimpleITK, nibabel and by hand, beside what ITK reads. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readVolume } from '../../../../layers/imaging/index.ts';

interface ReadFile {
  name: string;
  base64: string;
  type: string;
  size: number[];
  spacing: number[];
  origin: number[];
  direction: number[];
  voxels: number[];
}

const fixtures = new URL('../../../fixtures/imaging/files.json', import.meta.url);
const { files } = JSON.parse(readFileSync(fixtures, 'utf8')) as { files: ReadFile[] };

const ITK_TYPES: Readonly<Record<string, string>> = {
  '8-bit signed integer': 'Int8Array',
  '8-bit unsigned integer': 'Uint8Array',
  '16-bit signed integer': 'Int16Array',
  '16-bit unsigned integer': 'Uint16Array',
  '32-bit signed integer': 'Int32Array',
  '32-bit unsigned integer': 'Uint32Array',
  '32-bit float': 'Float32Array',
  '64-bit float': 'Float64Array',
};

describe('files written by SimpleITK, nibabel and by hand', () => {
  it.each(files)('$name reads as ITK reads it', (file) => {
    const volume = readVolume(new Uint8Array(Buffer.from(file.base64, 'base64')), file.name);
    expect(volume.voxels.constructor.name).toBe(ITK_TYPES[file.type]);
    expect([...volume.voxels]).toEqual(file.voxels);
    expect(volume.size).toEqual(file.size);
    expect(volume.spacing).toEqual(file.spacing);
    // Adding 0 takes the sign off negative zeros.
    expect(volume.origin.map((value) => value + 0)).toEqual(file.origin.map((value) => value + 0));
    const worst = Math.max(...volume.direction.map((value, i) => Math.abs(value - file.direction[i])));
    // One rounding: NRRD's library multiplies by the inverse length where NIfTI's divides.
    expect(worst).toBeLessThanOrEqual(1.2e-16);
  });
});
