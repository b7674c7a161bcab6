/** When a value is PyRadiomics', and where rounding alone decides what the value is. */
import type { MaskGridCase } from './mask-grid-cases.ts';

/** Relative to the reference; a reference of 0 wants 0 within 1e-12. */
const SAME = 1e-9;
const SAME_AS_ZERO = 1e-12;

/** Texts are values that are no numbers (`nan`, `inf`), or `missing`. */
export type Given = number | string;

export function relativeDifference(value: Given, wanted: Given): number {
  const [a, b] = [Number(value), Number(wanted)];
  if (value === 'missing' || wanted === 'missing') return value === wanted ? 0 : Number.POSITIVE_INFINITY;
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) && Number.isNaN(b) ? 0 : Number.POSITIVE_INFINITY;
  const difference = a === b ? 0 : Math.abs(a - b);
  return difference <= SAME_AS_ZERO ? 0 : difference / Math.abs(b);
}

export function isSame(value: Given, wanted: Given): boolean {
  return relativeDifference(value, wanted) <= SAME;
}

/** A root of an eigenvalue that is 0 but for rounding: √(2⁻⁵² · a few). */
const ROOT_OF_ROUNDING = 5e-8;

export const ILL_CONDITIONED: Readonly<Record<string, string>> = {
  glcm_MCC: `a direction whose second eigenvalue is 0 but for rounding adds its root, up to 2e-8; apart by at most ${ROOT_OF_ROUNDING}`,
  glcm_Imc2:
    'a direction whose matrix is the product of its margins: HXY2 and HXY are equal but for rounding, which makes it 0, 1e-8 or not defined, and then left out of the mean',
  'lbp-3D':
    'samples that equal their centre but for rounding (normalised integers, repeated voxels) are set or not, and patterns of equal power but for rounding lie within a percentile or not',
  sitkLabelGaussian: 'votes for two values that are equal but for rounding: one or the other is taken',
  'float32 image':
    'an interpolated value half-way between two float32 numbers is rounded to one or the other (design: 1e-4)',
};

/** The ill-conditioned place that a difference lies at; undefined where there is none. */
export function whyApart(name: string, value: Given, wanted: Given, work: MaskGridCase): string | undefined {
  if (name.startsWith('lbp-3D')) return 'lbp-3D';
  if (work.parameters.includes('LabelGaussian') && work.resamples) return 'sitkLabelGaussian';
  if (name.endsWith('_glcm_Imc2')) return 'glcm_Imc2';
  if (name.endsWith('_glcm_MCC') && Math.abs(Number(value) - Number(wanted)) <= ROOT_OF_ROUNDING) return 'glcm_MCC';
  if (work.image.voxels instanceof Float32Array && relativeDifference(value, wanted) <= 1e-4) return 'float32 image';
  return undefined;
}
