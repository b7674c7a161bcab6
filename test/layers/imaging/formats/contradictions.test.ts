/** Headers that contradict themselves are refused. */
import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readImage, readVolume, type Volume, writeNifti, writeNrrd } from '../../../../layers/imaging/index.ts';
import { withField } from '../../../fuzz/formats/nifti.ts';
import { refusal, text } from '../volumes.ts';

/**
 * Headers that contradict themselves or their voxels. Each was found by the fuzzer's comparison with ITK 5.4, nibabel 5.4
 * and pynrrd 1.1 (docs/fuzzing.md): these readers disagree about it, or agree on something else than was read here.
 */
const volume: Volume = {
  voxels: Int16Array.from({ length: 120 }, (_, i) => i - 40),
  size: [6, 5, 4],
  spacing: [1, 1.5, 2],
  origin: [-10, 5, 7],
  direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
};
const voxels = new Uint8Array(volume.voxels.buffer);
const joined = (...parts: Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));

describe('a NIfTI header that contradicts itself is refused', () => {
  const nii = writeNifti(volume, { gzip: false });
  type Field = Parameters<typeof withField>[1];
  const withAll = (...changes: [Field, Record<number, number>][]): Uint8Array =>
    changes.reduce((bytes, [field, values]) => withField(bytes, field, values), nii);

  it.each<[string, Uint8Array, RegExp]>([
    ['bitpix 8 of 16-bit voxels', withAll(['bitpix', { 0: 8 }]), /bitpix 8 with the datatype 4.*wanted bitpix 16/],
    ['another datatype of the same bitpix field', withAll(['datatype', { 0: 2 }]), /bitpix 16 with the datatype 2/],
    ['a slope that no intercept fits', withAll(['scl_slope', { 0: 0 }], ['scl_inter', { 0: 5 }]), /scl_slope 0/],
    ['an intercept that is no number', withAll(['scl_inter', { 0: Number.NaN }]), /scl_inter NaN/],
    [
      'a slope that is no number, with an intercept',
      withAll(['scl_slope', { 0: Number.NaN }], ['scl_inter', { 0: 3 }]),
      /scl_slope NaN/,
    ],
    ['a slope of next to nothing', withAll(['scl_slope', { 0: 1e-40 }]), /scl_slope 9.99/],
    ['a scale beyond single precision', withAll(['scl_slope', { 0: 3e38 }]), /larger than single precision/],
    ['a vox_offset that is no whole number', withAll(['vox_offset', { 0: 352.5 }]), /vox_offset 352.5/],
    ['a vox_offset within the header', withAll(['vox_offset', { 0: 348 }]), /vox_offset 348/],
    ['an unknown unit of length', withAll(['xyzt_units', { 0: 5 }]), /unit of length 5/],
    ['an unknown sform_code', withAll(['sform_code', { 0: 99 }]), /sform_code 99/],
    ['a negative qform_code', withAll(['qform_code', { 0: -1 }]), /qform_code -1/],
    [
      'an sform of another voxel size than pixdim',
      withAll(['pixdim', { 1: 2 }]),
      /step of 1 along axis 1 in the sform/,
    ],
    ['a quaternion that is none', withAll(['quatern', { 0: 0.9, 1: 0.9 }]), /quaternion of length/],
    ['a factor of the third axis that is not ±1', withAll(['pixdim', { 0: 2 }]), /qfac/],
    ['an sform with a shear, also with a qform', withAll(['srow', { 1: 0.4 }]), /sheared/],
    // The volume's transforms are the same, of axes of 1, 1.5 and 2 mm; the code is an atlas', which ITK compares.
    ['an sform along another way than the qform', withAll(['sform_code', { 0: 3 }], ['srow', { 10: -2 }]), /mirror/],
    [
      'an sform turned in a plane of square pixels',
      withAll(['sform_code', { 0: 3 }], ['pixdim', { 2: 1 }], ['srow', { 0: 0, 1: -1, 4: 1, 5: 0 }]),
      /turn or mirror/,
    ],
    ['an origin a thousand kilometres off', withAll(['qform_code', { 0: 0 }], ['srow', { 3: 1e9 }]), /origin/],
    ['fewer slices than voxels', withAll(['dim', { 3: 3 }]), /240 bytes of voxels; wanted 180/],
    ['seven bytes behind the voxels', joined(nii, new Uint8Array(7)), /247 bytes of voxels; wanted 240/],
  ])('%s', (_, bytes, message) => {
    expect(String(refusal(() => readVolume(bytes, 'a.nii')))).toMatch(message);
  });

  it('of two coordinate systems, an sform of the scanner is read, and a qform beside one of an atlas (ITK 5.4)', () => {
    const turned = { 0: 0, 1: -1.5, 4: -1, 5: 0 };
    const direction = (code: number) =>
      readVolume(withAll(['sform_code', { 0: code }], ['srow', turned]), 'a.nii').direction.map((cosine) => cosine + 0);
    expect(direction(1)).toEqual([0, 1, 0, 1, 0, 0, 0, 0, 1]);
    expect(direction(3)).toEqual(volume.direction);
  });

  it('a name and a magic number of different kinds of files', () => {
    expect(refusal(() => readImage([{ name: 'a.hdr', bytes: nii }]))).toMatchObject({ code: 'unreadable' });
  });

  it('voxels behind the declared ones in a gzipped file, also where only some slices are wanted', () => {
    const more = new Uint8Array(gzipSync(joined(nii, new Uint8Array(60))));
    for (const slices of [undefined, [0, 2] as const]) {
      expect(refusal(() => readVolume(more, 'a.nii.gz', { slices }))).toMatchObject({ code: 'unreadable' });
    }
    const whole = readVolume(new Uint8Array(gzipSync(nii)), 'a.nii.gz', { slices: [0, 2] });
    expect([...whole.voxels.subarray(0, 60)]).toEqual([...volume.voxels.subarray(0, 60)]);
  });

  it('what every reader takes for unscaled voxels is read as such', () => {
    for (const [slope, intercept] of [
      [0, 0],
      [Number.NaN, Number.NaN],
      [Number.NaN, 0],
      [1, 0],
    ]) {
      const bytes = withAll(['scl_slope', { 0: slope }], ['scl_inter', { 0: intercept }]);
      expect(readVolume(bytes, 'a.nii').voxels).toEqual(volume.voxels);
    }
  });
});

describe('a NRRD header that contradicts itself is refused', () => {
  const head = [
    'type: short',
    'dimension: 3',
    'space: left-posterior-superior',
    'sizes: 6 5 4',
    'space directions: (1,0,0) (0,1.5,0) (0,0,2)',
    'endian: little',
    'encoding: raw',
    'space origin: (-10,5,7)',
  ];
  const file = (lines: readonly string[], data = voxels): Uint8Array =>
    joined(text(`NRRD0004\n${lines.join('\n')}\n\n`), data);
  const changed = (key: string, value: string): string[] =>
    head.map((line) => (line.startsWith(`${key}: `) ? `${key}: ${value}` : line));
  const without = (key: string): string[] => head.filter((line) => !line.startsWith(`${key}: `));
  const byAxes = [...without('space').filter((line) => !line.startsWith('space')), 'spacings: 1 1.5 2'];

  it('is read where it does not', () => {
    expect(readVolume(file(head), 'a.nrrd')).toEqual(volume);
    expect(readVolume(file(byAxes), 'a.nrrd')).toEqual({ ...volume, origin: [0, 0, 0] });
  });

  it.each<[string, Uint8Array, RegExp]>([
    ['a list of data files that names none', file([...head, 'data file: LIST']), /list of data files without a name/],
    ['an unknown kind', file([...head, 'kinds: domain domaij domain']), /unknown kind of axis 2/],
    ['a kind that is a property of every object', file([...head, 'kinds: constructor domain domain']), /unknown kind/],
    [
      'a kind of another number of samples',
      file([...head, 'kinds: RGB-color domain domain']),
      /6 samples along an axis/,
    ],
    ['an unknown centre', file([...head, 'centers: cell corner cell']), /centers/],
    ['None in place of none', file(changed('space directions', 'None (0,1.5,0) (0,0,2)')), /another form/],
    ['an origin without brackets', file(changed('space origin', '-10 5 7')), /"space origin" of another form/],
    ['an origin that is no number', file(changed('space origin', '(nan,5,7)')), /origin/],
    ['an origin of another word', file(changed('space origin', 'constructor')), /"space origin" of another form/],
    ['an origin of two numbers', file(changed('space origin', '(1,2)')), /"space origin" of another form/],
    ['directions of two axes', file(changed('space directions', '(1,0,0) (0,1.5,0)')), /3 vectors of 3 numbers/],
    [
      'directions with something behind them',
      file(changed('space directions', '(1,0,0) (0,1.5,0) (0,0,2) x')),
      /another form/,
    ],
    ['a type that is a property of every object', file(changed('type', 'constructor')), /another type/],
    ['an encoding of that kind', file(changed('encoding', 'toString')), /another encoding/],
    ['sizes in exponents, which teem reads as 1', file(changed('sizes', '0.6e1 5 4')), /no whole numbers/],
    ['no byte order of 16-bit voxels', file(without('endian')), /endian/],
    ['a byte order of neither kind', file(changed('endian', 'middle')), /another endian/],
    ['a field twice', file([...head, 'endian: little']), /the field "endian" twice/],
    [
      'a field twice under two names',
      file([...byAxes, 'centers: cell cell cell', 'centerings: node node node']),
      /"centers" twice/,
    ],
    ['an unknown field', file([...head, 'unheard: of']), /no field of the format/],
    ['a line that is none', file([...head, 'sizes 6 5 4']), /no field of the format/],
    ['directions and spacings', file([...head, 'spacings: 9 9 9']), /as well/],
    ['thicknesses that are no numbers', file([...head, 'thicknesses: - 1 1']), /thicknesses/],
    ['an old minimum that is no number', file([...head, 'old min: least']), /old min/],
    ['directions without a space', file(without('space')), /without a space/],
    ['a space and a space dimension', file([...head, 'space dimension: 3']), /both a space/],
    ['axes before their number', file(['sizes: 6 5 4', ...without('sizes')]), /before "dimension"/],
    ['micrometres', file([...head, 'space units: "um" "um" "um"']), /another unit of length/],
    ['centimetres by axis', file([...byAxes, 'units: "cm" "cm" "cm"']), /another unit of length/],
    ['an origin of one axis only', file([...byAxes, 'axis mins: nan 5 7']), /axis mins/],
    ['an axis that ends elsewhere', file([...byAxes, 'axis mins: 0 0 0', 'axis maxs: 9 9 9']), /in steps of/],
    ['surplus voxels', file(head, joined(voxels, new Uint8Array(2))), /242 bytes of voxels/],
    [
      'surplus voxels in gzip',
      file(changed('encoding', 'gzip'), new Uint8Array(gzipSync(joined(voxels, new Uint8Array(2))))),
      /242 bytes/,
    ],
    ['surplus numbers as text', file(changed('encoding', 'ascii'), text([...volume.voxels, 1].join(' '))), /121 bytes/],
    [
      'words among numbers',
      file(changed('encoding', 'ascii'), text([...volume.voxels.subarray(1), 'x'].join(' '))),
      /no int16/,
    ],
    ['a byte skip that is no whole number', file([...head, 'byte skip: 1.5']), /byte skip/],
  ])('%s', (_, bytes, message) => {
    expect(String(refusal(() => readVolume(bytes, 'a.nrrd')))).toMatch(message);
  });

  it('and a header of any length takes time in proportion to it', () => {
    const patterns = [
      (n: number) => `space directions: ${'('.repeat(n)}`,
      (n: number) => `data file: ${'%d'.repeat(n >> 1)}`,
      (n: number) => `kinds: ${'" '.repeat(n >> 1)}`,
      (n: number) => `space origin: ${'(1,'.repeat(n >> 2)}`,
      (n: number) => `x${':'.repeat(n)}`,
    ];
    for (const pattern of patterns) {
      const bytes = file([...head.filter((line) => !pattern(1).startsWith(line.split(':')[0])), pattern(900_000)]);
      const before = process.cpuUsage();
      refusal(() => readVolume(bytes, 'a.nrrd'));
      expect(process.cpuUsage(before).user).toBeLessThan(1e6);
    }
  });
});

describe('a MetaImage header that contradicts itself is refused', () => {
  const head = [
    'ObjectType = Image',
    'NDims = 3',
    'BinaryData = True',
    'BinaryDataByteOrderMSB = False',
    'CompressedData = False',
    'TransformMatrix = 1 0 0 0 1 0 0 0 1',
    'Offset = -10 5 7',
    'CenterOfRotation = 0 0 0',
    'AnatomicalOrientation = RAI',
    'ElementSpacing = 1 1.5 2',
    'DimSize = 6 5 4',
    'ElementType = MET_SHORT',
  ];
  const file = (lines: readonly string[], data = voxels): Uint8Array =>
    joined(text(`${lines.join('\n')}\nElementDataFile = LOCAL\n`), data);
  const changed = (key: string, value: string): string[] =>
    head.map((line) => (line.startsWith(`${key} = `) ? `${key} = ${value}` : line));
  const packed = new Uint8Array(deflateSync(voxels));

  it('is read where it does not, compressed too', () => {
    expect(readVolume(file(head), 'a.mha')).toEqual(volume);
    const compressed = [...changed('CompressedData', 'True'), `CompressedDataSize = ${packed.length}`];
    expect(readVolume(file(compressed, packed), 'a.mha')).toEqual(volume);
  });

  it.each<[string, Uint8Array, RegExp]>([
    ['two spacings of three axes', file(changed('ElementSpacing', '0.7 0.7')), /ElementSpacing of 2 entries/],
    ['an offset of one axis', file(changed('Offset', '7')), /Offset of 1 entries/],
    ['an offset that is no number', file(changed('Offset', '1 nan 2')), /not all of them numbers/],
    [
      'a size of compressed data that is no number',
      file([...head, 'CompressedDataSize = x']),
      /CompressedDataSize of 1/,
    ],
    ['a parent that is no number', file([...head, 'ParentID = x']), /ParentID of 1/],
    ['a matrix of three numbers', file(changed('TransformMatrix', '1 0 0')), /TransformMatrix of 3 entries/],
    ['a matrix of no rotation', file(changed('TransformMatrix', '1 0 0 0 0 0 0 0 1')), /no unit vectors/],
    ['a matrix that scales', file(changed('TransformMatrix', '2 0 0 0 1 0 0 0 1')), /no unit vectors/],
    ['another orientation than the matrix', file(changed('AnatomicalOrientation', 'LPS')), /than RAI/],
    ['NDims of fewer axes', file(changed('NDims', '2')), /entries/],
    ['NDims behind the sizes', file([...head.filter((l) => !l.startsWith('NDims')), 'NDims = 3']), /NDims behind/],
    ['a key twice with different values', file([...head, 'Offset = 1 2 3']), /the key Offset twice/],
    ['two keys of the same meaning with different values', file([...head, 'Position = 1 2 3']), /Offset and Position/],
    ['two byte orders', file([...head, 'ElementByteOrderMSB = True']), /different values/],
    ['a type that is a property of every object', file(changed('ElementType', 'constructor')), /another type/],
    ['voxels as text', file(changed('BinaryData', 'False')), /BinaryData = False/],
    ['a flag of another word', file(changed('BinaryDataByteOrderMSB', '1')), /True or False/],
    ['a function of the voxels', file([...head, 'ElementToIntensityFunctionSlope = 2']), /function/],
    ['centimetres', file([...head, 'DistanceUnits = cm']), /unit of length/],
    ['a malformed centre, at which ITK loses its place', file(changed('CenterOfRotation', '0 0')), /CenterOfRotation/],
    ['surplus voxels', file(head, joined(voxels, new Uint8Array(1))), /241 bytes/],
    [
      'a compressed size of other bytes',
      file([...changed('CompressedData', 'True'), 'CompressedDataSize = 5'], packed),
      /CompressedDataSize says \(5\)/,
    ],
    [
      'no compressed size, for which ITK takes the bytes as voxels',
      file(changed('CompressedData', 'True'), packed),
      /\(nothing\)/,
    ],
    ['a header size of voxels in the same file', file([...head, 'HeaderSize = 10']), /HeaderSize 10/],
    ['a line that is no key', file([...head, 'something']), /without "="/],
    ['a key with a byte that nobody sees', file([...head, 'Offset\0 = 1 2 3']), /control characters/],
  ])('%s', (_, bytes, message) => {
    expect(String(refusal(() => readVolume(bytes, 'a.mha')))).toMatch(message);
  });
});

it('a NRRD file of bzip2 whose last block was changed is refused', () => {
  // Written by Python's bz2 of the sixteen bytes 0 to 15.
  const packed = Buffer.from(
    '425a6839314159265359568500b200000040007fffa000228c980014c00134cf00fc8d159e26af345dc914e142415a1402c8',
    'hex',
  );
  const head = 'NRRD0004\ntype: uint8\ndimension: 3\nsizes: 4 2 2\nspacings: 1 1 1\nencoding: bzip2\n\n';
  const whole = joined(text(head), packed);
  const damaged = whole.slice();
  damaged[head.length + 11] ^= 1;
  expect(refusal(() => readVolume(damaged, 'a.nrrd'))).toMatchObject({ code: 'unreadable' });
  expect(writeNrrd(readVolume(whole, 'a.nrrd')).length).toBeGreaterThan(0);
});
