/** Brings an ADC map to 10⁻⁶ mm²/s. */
import type { Volume, Voxels } from './volume.ts';

/** What a header says of the unit of a map: what its values are to be multiplied with to be in 10⁻⁶ mm²/s. */
export interface DeclaredUnit {
  readonly toMicro: number;
  /** Where it stands. */
  readonly keyword: string;
}

/** Values of tissue in 10⁻⁶ mm²/s lie between some 100 and 4000: the powers of a thousand cannot be mistaken. */
const LEAST_IN_MICRO = 20;
const LEAST_IN_MILLI = 0.02;
/** Voxels that the median is taken of. */
const SAMPLED = 100_000;

/**
 * A map of apparent diffusion coefficients in 10⁻⁶ mm²/s, which is what the protocol means by one: in mm²/s a bin width of
 * 25 leaves a single grey level. The size of the values decides on their unit; what a header says otherwise is noted, as
 * some vendors write `mm2/s` to values in 10⁻⁶ mm²/s.
 *
 * @param scales false to leave the values as they are stored, with the note
 */
export function adcInMicro<V extends Volume>(
  volume: V,
  declared: DeclaredUnit | undefined,
  scales: boolean,
): { volume: V; notes: { code: string; message: string }[] } {
  const { voxels } = volume;
  // Small integers are a map that was cut down, not one in another unit.
  const isFraction = voxels instanceof Float32Array || voxels instanceof Float64Array;
  const median = isFraction || declared ? medianOfPositive(voxels) : undefined;
  const toMicro =
    !isFraction || median === undefined || median >= LEAST_IN_MICRO ? 1 : median >= LEAST_IN_MILLI ? 1e3 : 1e6;
  const said = declared && Math.abs(Math.log10(declared.toMicro / toMicro)) > 0.5 ? declared : undefined;
  const size = (): string =>
    median === undefined ? 'none above 0' : `median ${short(median)}, range ${rangeOf(voxels)}`;
  const notes =
    toMicro === 1 && !said
      ? []
      : [
          {
            code: 'adc-unit',
            message:
              `the values of the ADC map (${size()}) are those of ${UNIT_NAMES[toMicro]}` +
              `${said ? `, though ${said.keyword} says ${UNIT_NAMES[said.toMicro] ?? 'another unit'}` : ''}; ` +
              `${toMicro === 1 ? 'they were read as such.' : scales ? 'they were multiplied to be in 10⁻⁶ mm²/s.' : LEFT}`,
          },
        ];
  if (toMicro === 1 || !scales) return { volume, notes };
  const scaled = Float64Array.from(voxels as Float64Array, (value) => value * toMicro);
  return { volume: { ...volume, voxels: scaled }, notes };
}

/** What a map in a large unit does to texture is said where it is left so, as PyRadiomics leaves it. */
const LEFT =
  'they were left as they are, as nothing was selected: with a bin width made for 10⁻⁶ mm²/s all of them are one grey level, ' +
  'and texture says nothing. Select adc to have them multiplied.';

const UNIT_NAMES: Readonly<Record<number, string>> = { 1: '10⁻⁶ mm²/s', 1000: '10⁻³ mm²/s', 1000000: 'mm²/s' };

function rangeOf(voxels: Voxels): string {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of voxels) [least, most] = [Math.min(least, Number(value)), Math.max(most, Number(value))];
  return `${short(least)} to ${short(most)}`;
}

const short = (value: number): number => Number(value.toPrecision(4));

function medianOfPositive(voxels: Voxels): number | undefined {
  const step = Math.max(1, Math.floor(voxels.length / SAMPLED));
  const positive = new Float64Array(Math.ceil(voxels.length / step));
  let count = 0;
  for (let i = 0; i < voxels.length; i += step) if (voxels[i] > 0) positive[count++] = Number(voxels[i]);
  // Without a comparator an array of numbers is sorted by their values, five times as fast.
  return positive.subarray(0, count).sort()[count >> 1];
}
