/** Compares feature values with a peer's, within tolerances that have a reason. */
import type { Extraction } from '@radscore/radiomics';

/** Values by name, in the order of extraction. */
export function byName({ blocks }: Extraction): Map<string, number> {
  return new Map(blocks.flatMap(({ names, values }) => names.map((name, k) => [name, values[k]])));
}

/** JSON has no NaN: the golden files write `"nan"`. */
export type GoldenValues = Readonly<Record<string, number | 'nan'>>;

export interface Tolerance {
  readonly relative: number;
  readonly absolute?: number;
}

/** One line per value that is off, empty if none is: feature, got, wanted, difference. */
export function differences(
  got: ReadonlyMap<string, number>,
  wanted: GoldenValues,
  tolerance: (name: string) => Tolerance,
): string[] {
  return Object.entries(wanted).flatMap(([name, value]) => {
    const want = value === 'nan' ? Number.NaN : value;
    const have = got.get(name);
    if (have === undefined) return [`${name}: missing`];
    if (Object.is(have, want) || have === want) return [];
    const { relative, absolute = 0 } = tolerance(name);
    const off = Math.abs(have - want);
    return off <= Math.max(relative * Math.abs(want), absolute)
      ? []
      : [`${name}: got ${have}, wanted ${want}, off ${off}`];
  });
}
