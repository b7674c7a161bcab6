/** When a value is PyRadiomics', and where PyRadiomics' own value is what rounding makes it. */

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

/** What rounding alone does to PyRadiomics' own values of a case, measured with PyRadiomics: see test/peers/pyradiomics_worker.py. */
export interface Rounding {
  /** By name, values of the same matrices in other orders of the grey levels. */
  readonly orders: Readonly<Record<string, readonly Given[]>>;
  /** The features with numpy's harmonics of another processor. */
  readonly otherProcessor: Readonly<Record<string, Given>>;
}

export const UNDETERMINED = {
  'order of the grey levels':
    "MCC and Imc2, which by definition do not depend on the order of the grey levels: PyRadiomics was given the same matrices in 64 other orders (Imc2: 1024), half of them with each probability moved by at most its last bit, and in at least one it gives this engine's value",
  processor:
    "patterns on the sphere that are turned or mirrored have equal power, and the last bit of an arc cosine, which numpy rounds otherwise with AVX-512 than without, decides which lie within a percentile: with the harmonics of the other processor PyRadiomics itself gives this engine's value",
} as const;
export type Undetermined = keyof typeof UNDETERMINED;

/** What decides between two values of PyRadiomics' own, and the one that is this engine's. */
export interface Proof {
  readonly why: Undetermined;
  readonly other: Given;
}

/** Proof that PyRadiomics itself gives this engine's value where nothing but rounding is changed; undefined where it does not. */
export function whyApart(name: string, value: Given, wanted: Given, rounding: Rounding): Proof | undefined {
  if (isSame(value, wanted)) return undefined;
  const order = rounding.orders[name]?.find((one) => isSame(value, one));
  if (order !== undefined) return { why: 'order of the grey levels', other: order };
  const other = rounding.otherProcessor[name];
  return other !== undefined && isSame(value, other) ? { why: 'processor', other } : undefined;
}
