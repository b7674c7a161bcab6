import type { Format } from '../format.ts';
import { mha } from './mha.ts';
import { nifti } from './nifti.ts';
import { nrrd } from './nrrd.ts';

/** Every format that is fuzzed, in the order of the table. */
export const FORMATS: readonly Format[] = [nifti, nrrd, mha];
