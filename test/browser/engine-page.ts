/** The page of a browser in which an extraction is tested and timed. */
import { sharedPath } from '../shared.ts';

/** What a page needs to run it on files that it fetches; `extractIn(image, mask, parameters)` is then global. */
export const EXTRACTION_SCRIPT = `
  import { extractFromBytes } from './test/browser/extract-from-bytes.ts';
  const fetched = async (name) => ({ name, bytes: new Uint8Array(await (await fetch(name)).arrayBuffer()) });
  globalThis.extractIn = async (image, mask, parameters) =>
    extractFromBytes(await fetched(image), await fetched(mask), parameters);
`;

/** Real images by the name that the documents use. */
export const REAL_CASES = {
  breast1: [sharedPath('data/pyradiomics/breast1_image.nrrd'), sharedPath('data/pyradiomics/breast1_label.nrrd')],
  STS_001: [sharedPath('data/sts/STS_001_MR_T1_image.nii.gz'), sharedPath('data/sts/STS_001_MR_T1_mask.nii.gz')],
} as const;
