/** Several values per voxel of a file that is no DICOM: time points of a dynamic series, or the colours of a picture. */
import type { NamedBytes } from '@radscore/imaging';
import { readSequence } from '@radscore/pipeline/inspection';
import { expect, it } from 'vitest';
import { refusal } from '../volumes.ts';

const SIZE = [4, 3, 2];

/** An NRRD whose first axis holds the values of a voxel; the voxels are all alike. */
function nrrd(name: string, type: 'uint8' | 'int16', kind: string, values: readonly number[]): NamedBytes {
  const isVector = values.length > 1;
  const header = [
    'NRRD0004',
    `type: ${type}`,
    `dimension: ${isVector ? 4 : 3}`,
    'space: left-posterior-superior',
    `sizes: ${[...(isVector ? [values.length] : []), ...SIZE].join(' ')}`,
    `space directions: ${isVector ? 'none ' : ''}(1,0,0) (0,1,0) (0,0,1)`,
    `kinds: ${isVector ? `${kind} ` : ''}domain domain domain`,
    'endian: little',
    'encoding: raw',
    'space origin: (0,0,0)',
  ].join('\n');
  const all = Array.from({ length: 24 }, () => values).flat();
  const voxels = type === 'uint8' ? Uint8Array.from(all) : new Uint8Array(Int16Array.from(all).buffer);
  return { name, bytes: new Uint8Array([...new TextEncoder().encode(`${header}\n\n`), ...voxels]) };
}

const read = (image: NamedBytes) =>
  readSequence(
    'dce',
    { image: image.name, roi: { file: 'roi.nrrd' } },
    { image: [image], roi: [nrrd('roi.nrrd', 'uint8', '', [1])] },
  );

it('the brightest of the time points of a list is read', () => {
  const { volume, notes } = read(nrrd('dce.nrrd', 'int16', 'list', [100, 500, 300]));
  expect(volume.voxels[0]).toBe(500);
  expect(notes[0].message).toContain('got 3 phases; phase 1 was read');
});

it.each([3, 4])('%i values of 8 bits are the colours of a picture and no time points', (count) => {
  const picture = nrrd(
    'dce.nrrd',
    'uint8',
    count === 3 ? 'RGB-color' : 'RGBA-color',
    [10, 50, 30, 255].slice(0, count),
  );
  expect(refusal(() => read(picture))).toMatchObject({
    code: 'unsupported-format',
    got: `${count} values of 8 bits per voxel, which are the colours of a picture`,
  });
});
