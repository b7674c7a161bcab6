/** Everything of this package, with what Node decodes faster (zlib) or in addition (JPEG-LS, JPEG 2000). */
import { nodeGzip, nodeInflate } from './compression/inflate.node.ts';
import { nodeFrameDecoders } from './dicom/pixels/codecs.node.ts';
import type { Codecs } from './input/codecs.ts';
import { createReaders } from './readers.ts';

export * from './index.ts';

/** The codecs of Node. */
export const nodeCodecs: Codecs = { inflate: nodeInflate, gzip: nodeGzip, frames: nodeFrameDecoders };

export const {
  examineStudy,
  inspectStudy,
  labelsIn,
  readCase,
  readImage,
  readingSelected,
  readingSeries,
  readMask,
  readMaskAsStored,
  readMetaImage,
  readNifti,
  readNrrd,
  readRegion,
  readSeries,
  readVolume,
  regionLabels,
  repairDrawnRegion,
  writeNifti,
  writeNrrd,
} = createReaders(nodeCodecs);
