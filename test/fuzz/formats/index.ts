import type { Format } from '../format.ts';
import { dicom, dicomCompressed, dicomEnhanced, rtstruct, rtstructImplicit, seg } from './dicom.ts';
import { manifest } from './manifest.ts';
import { mha } from './mha.ts';
import { nifti } from './nifti.ts';
import { nrrd } from './nrrd.ts';
import { ibsi, yaml } from './parameters.ts';
import { batch, cohort } from './tables.ts';
import { zip } from './zip.ts';

/** Every format that is fuzzed, in the order of the table. */
export const FORMATS: readonly Format[] = [
  dicom,
  dicomCompressed,
  dicomEnhanced,
  seg,
  rtstruct,
  rtstructImplicit,
  nifti,
  nrrd,
  mha,
  batch,
  cohort,
  yaml,
  ibsi,
  manifest,
  zip,
];
