/** The public names in Node: the readers decode with zlib, and JPEG-LS and JPEG 2000 too. */
export {
  inspectStudy,
  readCase,
  readImage,
  readMask,
  readMetaImage,
  readNifti,
  readNrrd,
  readSeries,
  readVolume,
  writeNifti,
  writeNrrd,
} from './node.ts';
export * from './public.ts';
