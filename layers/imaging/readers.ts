/** Readers and writers with the codecs of a host. */
import { regionLabels } from './dicom/regions/read-region.ts';
import { readingSeries, readSeries } from './dicom/series/build-volume.ts';
import { readingSelected } from './dicom/series/read-series.ts';
import { readMetaImage } from './formats/mha.ts';
import { readNifti, writeNifti } from './formats/nifti.ts';
import { readNrrd, writeNrrd } from './formats/nrrd.ts';
import type { Codecs } from './input/codecs.ts';
import { DEFAULT_LIMITS, type ReadLimits, type ReadOptions } from './input/limits.ts';
import { examineStudy, inspectStudy } from './inspection/inspect-study.ts';
import { repairDrawnRegion } from './inspection/repair-drawn-region.ts';
import { readImage, readVolume } from './reading/reader.ts';
import { labelsIn, type MaskOptions, readMask, readMaskAsStored, readRegion } from './regions/mask.ts';
import { readCase } from './regions/read-case.ts';

/** A function without its last parameter, which the readers fill in. */
type Bound<F> = F extends (...parameters: [...infer P, (infer _Last)?]) => infer R ? (...parameters: P) => R : never;

/** The functions of the same names, which decode with the codecs that the readers were made with. */
export interface Readers {
  readonly readVolume: typeof readVolume;
  readonly readImage: typeof readImage;
  readonly readNifti: typeof readNifti;
  readonly readNrrd: typeof readNrrd;
  readonly readMetaImage: typeof readMetaImage;
  readonly readMask: typeof readMask;
  readonly readMaskAsStored: typeof readMaskAsStored;
  readonly readRegion: typeof readRegion;
  readonly labelsIn: typeof labelsIn;
  readonly readCase: typeof readCase;
  readonly regionLabels: typeof regionLabels;
  readonly repairDrawnRegion: typeof repairDrawnRegion;
  readonly readSeries: typeof readSeries;
  readonly readingSeries: typeof readingSeries;
  readonly readingSelected: typeof readingSelected;
  readonly inspectStudy: typeof inspectStudy;
  readonly examineStudy: typeof examineStudy;
  readonly writeNifti: Bound<typeof writeNifti>;
  readonly writeNrrd: Bound<typeof writeNrrd>;
}

/**
 * Readers for a host. The functions that this package exports decode without anything of a host: the same values, more
 * slowly, and no JPEG-LS or JPEG 2000, for which a decoder must be handed in.
 *
 * @example
 * ```ts
 * import { createReaders, IDENTITY_DIRECTION, writeNrrd } from '@radscore/imaging';
 * const grid = { size: [3, 1, 1], spacing: [1, 1, 2], origin: [0, 0, 0], direction: IDENTITY_DIRECTION } as const;
 * const readers = createReaders({ gzip: (bytes) => bytes });
 * const file = writeNrrd({ ...grid, voxels: Int16Array.of(1, 2, 3) }, { encoding: 'raw' });
 * readers.readVolume(file, 'image.nrrd').voxels; // → Int16Array(3) [ 1, 2, 3 ]
 * ```
 */
export function createReaders(codecs: Codecs): Readers {
  const within = (limits: ReadLimits = DEFAULT_LIMITS): ReadLimits => ({ codecs, ...limits });
  const having = <T extends ReadOptions | MaskOptions>(options: T): T => ({
    ...options,
    limits: within(options.limits),
  });
  return {
    readVolume: (bytes, name, options = {}) => readVolume(bytes, name, having(options)),
    readImage: (files, selection, limits, slices) => readImage(files, selection, within(limits), slices),
    readNifti: (bytes, file, options = {}) => readNifti(bytes, file, having(options)),
    readNrrd: (bytes, file, options = {}) => readNrrd(bytes, file, having(options)),
    readMetaImage: (bytes, file, options = {}) => readMetaImage(bytes, file, having(options)),
    readMask: (files, image, options = {}) => readMask(files, image, having(options)),
    readMaskAsStored: (files, image, options = {}) => readMaskAsStored(files, image, having(options)),
    readRegion: (files, image, options = {}) => readRegion(files, image, having(options)),
    labelsIn: (files, image, options = {}) => labelsIn(files, image, having(options)),
    readCase: (image, roi, options = {}) => readCase(image, roi, having(options)),
    regionLabels: (bytes, file, limits) => regionLabels(bytes, file, within(limits)),
    repairDrawnRegion: (file, image, label, limits) => repairDrawnRegion(file, image, label, within(limits)),
    readSeries: (series, limits) => readSeries(series, within(limits)),
    readingSeries: (series, limits) => readingSeries(series, within(limits)),
    readingSelected: (all, file, selection, limits, passedOver) =>
      readingSelected(all, file, selection, within(limits), passedOver),
    inspectStudy: (files, limits, draw, choices) => inspectStudy(files, within(limits), draw, choices),
    examineStudy: (files, limits, draw, choices) => examineStudy(files, within(limits), draw, choices),
    writeNifti: (volume, options) => writeNifti(volume, options, codecs.gzip),
    writeNrrd: (volume, options) => writeNrrd(volume, options, codecs.gzip),
  };
}
