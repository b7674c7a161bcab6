/** A small synthetic study as a hospital has it: a structure set, b-values, phases, and an archive. */
import { type Volume, writeSegmentation, writeSeries } from '@radscore/imaging';
import { readImage, readMask } from '@radscore/imaging/node';
import type { Manifest } from '@radscore/pipeline';
import { zip } from '../../layers/imaging/archives/zips.ts';
import { contoursOfBox, structureSet } from '../../layers/imaging/dicom/regions/structure-sets.ts';
import { listed, smallStudy } from '../../workflow/service/small-study.ts';

const T2 = {
  number: 2,
  description: 'T2 FS',
  scanningSequence: 'SE',
  scanOptions: 'FS',
  repetitionTimeMs: 4000,
  echoTimeMs: 80,
};
const DWI = { ...T2, number: 3, description: 'DWI', scanningSequence: 'EP', repetitionTimeMs: 6000 };
const DCE = { ...T2, number: 4, description: 'DCE', scanningSequence: 'GR', contrastAgent: 'Synthetic' };

/**
 * T2 as a series with an RTSTRUCT, DWI as two b-values with a SEG drawn on the first (so that the ADC map is fitted), DCE as
 * three phases of which the second is the brightest, in one archive with its SEG.
 */
export function dicomStudy(studyId: string, seed = 7): { files: Map<string, Uint8Array>; manifest: Manifest } {
  const plain = smallStudy({ studyId, seed });
  const bytesOf = (path: string) => [{ name: path, bytes: plain.files.get(path) as Uint8Array }];
  const image = (name: string): Volume => readImage(bytesOf(`${name}/image.nii`));
  const files = new Map<string, Uint8Array>();

  const t2 = image('t2fs');
  const ofT2 = series([t2], T2, () => ({}), readMask(bytesOf('t2fs/roi.nrrd'), t2), 0);
  for (const [name, bytes] of ofT2.slices) files.set(`t2/${name}`, bytes);
  const rois = [{ number: 1, contours: contoursOfBox([6, 7, 2], [17, 15, 5]) }];
  files.set('t2/rt.dcm', structureSet(rois, undefined, t2).bytes);

  const weighted = image('dwi');
  const mask = readMask(bytesOf('dwi/roi.nrrd'), weighted);
  const low: Volume = { ...weighted, voxels: Int16Array.from(weighted.voxels, (value) => Math.max(1, value)) };
  const high: Volume = {
    ...weighted,
    voxels: low.voxels.map((value, i) => Math.max(1, value * (0.3 + 0.001 * (i % 83)))),
  };
  const ofDwi = series([low, high], DWI, (k) => ({ bValue: 800 * k }), mask, 0);
  for (const [name, bytes] of ofDwi.slices) files.set(`dwi/${name}`, bytes);
  files.set('dwi-roi/seg.dcm', ofDwi.segmentation);

  const native = image('dce');
  const gain = [1, 1.6, 1.4];
  const phases = gain.map((factor): Volume => ({ ...native, voxels: native.voxels.map((value) => value * factor) }));
  const ofDce = series(phases, DCE, (k) => ({ temporalPosition: k + 1, temporalPositions: 3 }), mask, 1);
  const members = [...ofDce.slices].map(([name, content]) => ({ path: `phases/${name}`, content }));
  files.set('dce.zip', zip([...members, { path: 'seg.dcm', content: ofDce.segmentation }]));

  const sequences: Manifest['sequences'] = {
    t2fs: { image: 't2/', roi: { file: 't2/rt.dcm', label: 1 } },
    dwi: { image: 'dwi/', roi: { file: 'dwi-roi/seg.dcm', label: 1 } },
    dce: { image: 'dce.zip/phases/', phase: 'peak', roi: { file: 'dce.zip/seg.dcm', label: 1 } },
  };
  const manifest: Manifest = {
    manifestVersion: 2,
    protocol: 'her2-pcr@1',
    studyId,
    origin: 'synthetic',
    sequences,
    clinical: { ki67: 35, morphology: 'irregular' },
    files: listed(files),
  };
  return { files, manifest };
}

let drawn = 0;
const nextUid = (): string => `2.25.88${++drawn}`;

/** Several volumes as one series, and a region drawn on one of them. */
function series(
  volumes: readonly Volume[],
  scan: typeof T2,
  at: (k: number) => object,
  mask: Volume<Uint8Array>,
  on: number,
): { slices: Map<string, Uint8Array>; segmentation: Uint8Array } {
  const identity = {
    patientId: 'SYN-0001',
    studyUid: '2.25.87',
    frameOfReferenceUid: nextUid(),
    deidentification: 'synthetic',
  };
  const uid = nextUid();
  const written = volumes.map((volume, k) =>
    writeSeries(volume, identity, { ...scan, uid, nextUid, firstInstance: 1 + k * volume.size[2], ...at(k) }),
  );
  const segmentation = writeSegmentation(mask, identity, written[on], {
    uid: nextUid(),
    seriesUid: nextUid(),
    dimensionUid: nextUid(),
    trackingUid: nextUid(),
    number: 100,
    label: 'Tumour',
  });
  const slices = new Map(written.flatMap(({ files }) => files.map(({ name, bytes }) => [name, bytes] as const)));
  return { slices, segmentation: segmentation.bytes };
}
