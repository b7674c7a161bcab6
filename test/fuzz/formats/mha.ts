import { deflateSync } from 'node:zlib';
import { readImage } from '@radscore/imaging/node';
import { type Format, type Input, joined, latin1 } from '../format.ts';
import { headerEdits } from './header-lines.ts';
import { readingOf, smallVolume } from './volumes.ts';

const HEAD = [
  'ObjectType = Image',
  'NDims = 3',
  'BinaryData = True',
  'BinaryDataByteOrderMSB = False',
  'CompressedData = False',
  'TransformMatrix = 1 0 0 0 1 0 0 0 1',
  'Offset = -10 5 7',
  'CenterOfRotation = 0 0 0',
  'ElementSpacing = 1 1.5 2',
  'DimSize = 6 5 4',
  'ElementType = MET_SHORT',
  'ElementDataFile = LOCAL',
];

/** No writer of MetaImage is part of the project: the header is short enough to be written here. */
function written(changes: Readonly<Record<string, string>>, data: Uint8Array): Uint8Array {
  const lines = HEAD.map((line) => {
    const [key] = line.split(' = ');
    return key in changes ? `${key} = ${changes[key]}` : line;
  });
  return joined(latin1(`${lines.join('\n')}\n`), data);
}

function voxels(type: Parameters<typeof smallVolume>[0]): Uint8Array {
  const { voxels: v } = smallVolume(type);
  return new Uint8Array(v.buffer, v.byteOffset, v.byteLength);
}

const compressed = new Uint8Array(deflateSync(voxels('int16')));
const [c, s] = [Math.cos(0.3), Math.sin(0.3)];

const INPUTS: readonly Input[] = [
  [{ name: 'a.mha', bytes: written({}, voxels('int16')) }],
  [
    {
      name: 'a.mha',
      bytes: written(
        { ElementType: 'MET_FLOAT', TransformMatrix: `1 0 0 0 ${c} ${s} 0 ${-s} ${c}` },
        voxels('float32'),
      ),
    },
  ],
  [
    {
      name: 'a.mha',
      bytes: written({ ElementType: 'MET_UCHAR', TransformMatrix: '0 1 0 0 0 -1 -1 0 0' }, voxels('uint8')),
    },
  ],
  [
    {
      name: 'a.mha',
      bytes: written({ CompressedData: `True\nCompressedDataSize = ${compressed.length}` }, compressed),
    },
  ],
  [
    { name: 'a.mhd', bytes: written({ ElementDataFile: 'a.raw' }, new Uint8Array(0)) },
    { name: 'a.raw', bytes: voxels('int16') },
  ],
  [
    {
      name: 'a.mha',
      bytes: written(
        {
          NDims: '2',
          TransformMatrix: '1 0 0 1',
          Offset: '1 2',
          CenterOfRotation: '0 0',
          ElementSpacing: '1 2',
          DimSize: '6 20',
        },
        voxels('int16'),
      ),
    },
  ],
];

const LINES = [
  'HeaderSize = -1',
  'HeaderSize = 0',
  'HeaderSize = 10',
  'ElementNumberOfChannels = 1',
  'ElementNumberOfChannels = 3',
  'CompressedDataSize = 5',
  'CompressedDataSize = 100000',
  'AnatomicalOrientation = RAI',
  'AnatomicalOrientation = LPS',
  'AnatomicalOrientation = RAS',
  'ElementByteOrderMSB = True',
  'ElementSize = 1 1.5 2',
  'ElementSize = 9 9 9',
  'Position = -10 5 7',
  'Position = 1 2 3',
  'Origin = 0 0 0',
  'Rotation = 1 0 0 0 1 0 0 0 1',
  'Orientation = 0 1 0 1 0 0 0 0 1',
  'DistanceUnits = mm',
  'DistanceUnits = cm',
  'DistanceUnits = um',
  'BinaryData = False',
  'Modality = MET_MOD_MR',
  'ElementToIntensityFunctionSlope = 2',
  'ElementToIntensityFunctionOffset = 5',
  'ElementMin = 0',
  'ID = 5',
  'Comment = synthetic',
  'Unheard = of',
  'ElementType = MET_LONG',
  'ElementType = MET_ULONG',
  'ElementType = MET_USHORT',
  'ElementType = MET_SHORT_ARRAY',
  'NDims = 4',
  'DimSize = 6 5 4 1',
];

/** MetaImage in one file or two, compressed or not. */
export const mha: Format = {
  name: 'mha',
  inputs: INPUTS,
  edits: headerEdits({
    separator: ' = ',
    endOf: (text) => {
      const last = text.indexOf('ElementDataFile');
      const line = text.indexOf('\n', Math.max(last, 0));
      return line < 0 ? text.length : line + 1;
    },
    lines: LINES,
  }),
  read: (input) => readingOf(readImage(input)),
  peers: 'mha',
};
