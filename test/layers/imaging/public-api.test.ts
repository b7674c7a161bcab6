/** The names that the imaging layer exports, frozen. */
import { expect, it } from 'vitest';
import * as layer from '../../../layers/imaging/public.ts';

it('offers the names that it promises, and nothing by accident', () => {
  expect(Object.keys(layer).sort()).toMatchInlineSnapshot(`
    [
      "DEFAULT_LIMITS",
      "IDENTITY_DIRECTION",
      "INTERPOLATORS",
      "InputRefused",
      "apparentDiffusion",
      "boundingBox",
      "checkSameGrid",
      "correctMask",
      "createReaders",
      "crop",
      "examineIdentity",
      "formatOf",
      "indexToWorld",
      "inspectStudy",
      "inspectionInWords",
      "isSameGrid",
      "labelsFound",
      "listSeries",
      "normalise",
      "orientationCode",
      "peakPhase",
      "readCase",
      "readImage",
      "readMask",
      "readMetaImage",
      "readNifti",
      "readNrrd",
      "readSeries",
      "readVolume",
      "resample",
      "selectLabel",
      "withAxesOf",
      "worldToIndex",
      "writeNifti",
      "writeNrrd",
      "writeSegmentation",
      "writeSeries",
    ]
  `);
});
