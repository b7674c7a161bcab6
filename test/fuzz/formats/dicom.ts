import { createHash } from 'node:crypto';
import { type Mask, readImage, readMask, type Volume } from '@radscore/imaging/node';
import {
  encodeDicomFile,
  integers,
  type NewDataSet,
  sequence,
  text,
} from '../../../layers/imaging/dicom/encoding/encode.ts';
import { pixelModule } from '../../../layers/imaging/dicom/series/write-series.ts';
import { encapsulated } from '../../layers/imaging/dicom/encapsulated.ts';
import { asJpeg2000, asJpegLs } from '../../layers/imaging/dicom/encoded-frames.ts';
import { writtenAs } from '../../layers/imaging/dicom/written.ts';
import { encodeTree, parseTree } from '../dicom-tree.ts';
import type { Edit, Format, Input, Read } from '../format.ts';
import { dicomEdit } from './dicom-edits.ts';
import { readingOf, smallVolume } from './volumes.ts';

type Written = Parameters<typeof writtenAs>[0];

function maskOn(volume: Volume): Mask {
  const [nx, ny] = volume.size;
  const voxels = Uint8Array.from(volume.voxels, (_, i) => {
    const [x, y, z] = [i % nx, Math.floor(i / nx) % ny, Math.floor(i / (nx * ny))];
    return x > 0 && x < 5 && y > 0 && y < 4 && z < 3 ? 1 : 0;
  });
  return { ...volume, voxels };
}

const AXIAL = smallVolume('int16', 0);
const OBLIQUE = smallVolume('uint16', 1);
const axial = writtenAs(AXIAL as Written, maskOn(AXIAL));
const oblique = writtenAs(OBLIQUE as Written, maskOn(OBLIQUE));

/** The same series with its frames compressed: file by file, the pixel data replaced. */
function compressed(files: Input, volume: Volume, syntax: string, encode: (pixels: Uint16Array) => Uint8Array): Input {
  const [columns, rows] = volume.size;
  return files.map(({ name, bytes }, z) => {
    const { meta, elements } = parseTree(bytes);
    const bare = encodeTree({ meta, elements: elements.filter(({ tag }) => tag !== 0x7fe00010) });
    const pixels = Uint16Array.from(volume.voxels.subarray(z * columns * rows, (z + 1) * columns * rows));
    return { name, bytes: encapsulated(bare, syntax, encode(pixels)) };
  });
}

const frame = (pixels: Uint16Array) => ({ columns: OBLIQUE.size[0], rows: OBLIQUE.size[1], pixels });

/** An enhanced MR image: a frame per slice, in reverse order, with a rescale that is shared. */
function enhanced(volume: Volume): Input {
  const { size, spacing, origin } = volume;
  const [columns, rows, frames] = size;
  const perFrame = Array.from({ length: frames }, (_, i): NewDataSet => {
    const z = frames - 1 - i;
    return [
      sequence(0x00209111, [integers(0x00209157, 'UL', 1, z + 1)]),
      sequence(0x00209113, [
        text(0x00200032, 'DS', String(origin[0]), String(origin[1]), String(origin[2] + z * spacing[2])),
      ]),
    ];
  });
  const pixels = new Uint16Array(volume.voxels.length);
  for (let i = 0; i < frames; i++) {
    const from = (frames - 1 - i) * columns * rows;
    pixels.set(
      Uint16Array.from(volume.voxels.subarray(from, from + columns * rows), (value) => value + 40),
      i * columns * rows,
    );
  }
  const dataSet: NewDataSet = [
    text(0x00080016, 'UI', '1.2.840.10008.5.1.4.1.1.4.1'),
    text(0x00080018, 'UI', '2.25.2.1'),
    text(0x00080060, 'CS', 'MR'),
    text(0x0020000e, 'UI', '2.25.2'),
    ...pixelModule(rows, columns, 16, false),
    text(0x00280008, 'IS', String(frames)),
    sequence(0x52009229, [
      sequence(0x00209116, [text(0x00200037, 'DS', '1', '0', '0', '0', '1', '0')]),
      sequence(0x00289110, [
        text(0x00180050, 'DS', String(spacing[2])),
        text(0x00280030, 'DS', String(spacing[1]), String(spacing[0])),
      ]),
      sequence(0x00289145, [text(0x00281052, 'DS', '-40'), text(0x00281053, 'DS', '1'), text(0x00281054, 'LO', 'US')]),
    ]),
    sequence(0x52009230, ...perFrame),
    { tag: 0x7fe00010, vr: 'OW', value: new Uint8Array(pixels.buffer) },
  ];
  return [{ name: 'enhanced.dcm', bytes: encodeDicomFile('1.2.840.10008.5.1.4.1.1.4.1', '2.25.2.1', dataSet) }];
}

const EDITS: readonly Edit[] = [dicomEdit()];
const read = (input: Input): Read => readingOf(readImage(input));

/** Classic series, a slice per file. */
export const dicom: Format = {
  name: 'dicom',
  inputs: [axial.series.files, oblique.series.files],
  edits: EDITS,
  read,
  peers: 'dicom',
};

/** JPEG-LS and JPEG 2000, without loss. */
export const dicomCompressed: Format = {
  name: 'compressed',
  inputs: [
    compressed(oblique.series.files, OBLIQUE, '1.2.840.10008.1.2.4.80', (pixels) => asJpegLs(frame(pixels), 0)),
    compressed(oblique.series.files, OBLIQUE, '1.2.840.10008.1.2.4.90', (pixels) => asJpeg2000(frame(pixels), true)),
  ],
  edits: EDITS,
  read,
  peers: 'dicom',
};

/** Enhanced MR: every frame in one file. */
export const dicomEnhanced: Format = {
  name: 'enhanced',
  inputs: [enhanced(AXIAL)],
  edits: EDITS,
  read,
  peers: 'dicom',
};

const IMAGE = readImage(axial.series.files);

function maskReading(input: Input): Read {
  const { voxels } = readMask(input, IMAGE);
  return { digest: createHash('sha256').update(voxels).digest('hex').slice(0, 16), mask: { ...IMAGE, voxels } };
}

/** Segmentations, bit by bit. */
export const seg: Format = {
  name: 'seg',
  inputs: [[axial.segmentation]],
  edits: EDITS,
  read: maskReading,
  peers: 'seg',
};

/** A structure set with a contour on each of three slices, and a hole. */
function structureSet(): Uint8Array {
  const { origin, spacing } = AXIAL;
  const contour = (z: number, ...points: readonly (readonly [number, number])[]): NewDataSet => [
    text(0x30060042, 'CS', 'CLOSED_PLANAR'),
    text(0x30060046, 'IS', String(points.length)),
    text(
      0x30060050,
      'DS',
      ...points.flatMap(([x, y]) =>
        [origin[0] + spacing[0] * x, origin[1] + spacing[1] * y, origin[2] + spacing[2] * z].map(String),
      ),
    ),
  ];
  const outer = [
    [0.5, 0.5],
    [4.5, 0.5],
    [4.5, 3.5],
    [0.5, 3.5],
  ] as const;
  const inner = [
    [1.5, 1.5],
    [2.5, 1.5],
    [2.5, 2.5],
    [1.5, 2.5],
  ] as const;
  return encodeDicomFile('1.2.840.10008.5.1.4.1.1.481.3', '2.25.9', [
    text(0x00080060, 'CS', 'RTSTRUCT'),
    sequence(0x30060020, [text(0x30060022, 'IS', '1'), text(0x30060026, 'LO', 'Tumour')]),
    sequence(0x30060039, [
      sequence(0x30060040, contour(0, ...outer), contour(1, ...outer), contour(2, ...outer), contour(2, ...inner)),
      text(0x30060084, 'IS', '1'),
    ]),
  ]);
}

const EXPLICIT = structureSet();

/** Structure sets of explicit VR. */
export const rtstruct: Format = {
  name: 'rtstruct',
  inputs: [[{ name: 'rt.dcm', bytes: EXPLICIT }]],
  edits: EDITS,
  read: maskReading,
  peers: 'rtstruct',
  isOnGrid: true,
};

/** The same in implicit VR, as most planning systems write them; elements are edited before they are encoded. */
export const rtstructImplicit: Format = {
  name: 'rt-implicit',
  inputs: [[{ name: 'rt.dcm', bytes: encodeTree(parseTree(EXPLICIT), true) }]],
  edits: [(_, draw) => dicomEdit(true)([{ name: 'rt.dcm', bytes: EXPLICIT }], draw)],
  read: maskReading,
  peers: 'rtstruct',
  isOnGrid: true,
};
