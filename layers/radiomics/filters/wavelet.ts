import type { Volume } from '@radscore/imaging';
import { InputRefused } from '@radscore/imaging';
import type { Roi } from '../roi.ts';
import { type FilteredImage, kindOf } from './filtered.ts';
import { WAVELET_FAMILIES } from './wavelet-families.generated.ts';

export interface WaveletSettings {
  readonly wavelet: string;
  readonly level: number;
  readonly startLevel: number;
  /** Index axis (x = 0) that is not filtered (force2D); null for all three. */
  readonly flatAxis: 0 | 1 | 2 | null;
}

interface Filters {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/**
 * Undecimated wavelet sub-bands as PyRadiomics takes them from `pywt.swtn`: filters without 1/√2, periodic, an axis of
 * odd length first lengthened by its own first sample, and a further level run with the same filters (not dilated) on
 * the approximation. The first letter of a name is x.
 *
 * The filters are finite, so only the ROI's box and their reach around it (round the edge, where it wraps) are computed.
 * Sums run in the order of pywt's convolution: sub-bands of flat regions are rounding noise, and bins split at 0.
 */
export function waveletImages(image: Volume, roi: Roi, settings: WaveletSettings): FilteredImage[] {
  const single = image.voxels instanceof Float32Array;
  const filters = filtersOf(settings.wavelet, single);
  const axes = ([0, 1, 2] as const).filter((axis) => axis !== settings.flatAxis);
  const steps = settings.startLevel + settings.level;

  // What each step must give, from the last back: the ROI's box, and what the next step looks at.
  const plans: AxisPlan[][] = [];
  let wanted = ([0, 1, 2] as const).map((axis) => boxIndices(roi, axis));
  for (let step = steps; step > 0; step--) {
    const plan = ([0, 1, 2] as const).map((axis) =>
      planAxis(wanted[axis], image.size[axis], axis === settings.flatAxis ? null : filters),
    );
    plans.unshift(plan);
    wanted = ([0, 1, 2] as const).map((axis) => union(plan[axis].inputs, boxIndices(roi, axis)));
  }

  const bands: FilteredImage[] = [];
  let data = sample(image, plans[0], single);
  plans.forEach((plan, step) => {
    const outputs = decompose(data, plan, axes, single);
    const prefix = waveletPrefix(step - settings.startLevel + 1);
    outputs.forEach((output, band) => {
      const isApproximation = band === 0;
      if (step < settings.startLevel || (isApproximation && step + 1 < steps)) return;
      const name = `${prefix}-${letters(band, axes.length)}`;
      bands.push({ name, values: gatherBox(output, plan, roi), kind: single ? 'float32' : kindOfBand(image) });
    });
    data = step + 1 < steps ? restrict(outputs[0], plan, plans[step + 1]) : outputs[0];
  });
  // PyRadiomics yields the last approximation after all details.
  const approximation = bands.findIndex((band) => /-L+$/.test(band.name));
  bands.push(...bands.splice(approximation, 1));
  return bands;
}

/** Names in the order of `waveletImages`. */
export function waveletNames(settings: WaveletSettings): string[] {
  const dimensions = settings.flatAxis === null ? 3 : 2;
  const names: string[] = [];
  for (let level = 1; level <= settings.level; level++)
    for (let band = 1; band < 2 ** dimensions; band++)
      names.push(`${waveletPrefix(level)}-${letters(band, dimensions)}`);
  return [...names, `${waveletPrefix(settings.level)}-${letters(0, dimensions)}`];
}

function kindOfBand(image: Volume): 'float32' | 'float64' {
  return kindOf(image.voxels) === 'float32' ? 'float32' : 'float64';
}

function waveletPrefix(level: number): string {
  return level === 1 ? 'wavelet' : `wavelet${level}`;
}

/** Band number 0b100 of three axes is HLL: the highest bit is x. */
function letters(band: number, dimensions: number): string {
  return band.toString(2).padStart(dimensions, '0').replaceAll('0', 'L').replaceAll('1', 'H');
}

function filtersOf(wavelet: string, single: boolean): Filters {
  const rows = WAVELET_FAMILIES[wavelet];
  if (!rows) {
    throw new InputRefused({
      code: 'settings-invalid',
      got: `the wavelet "${wavelet}"`,
      wanted: `one of ${Object.keys(WAVELET_FAMILIES).join(', ')}`,
      remedy: 'Correct the setting wavelet.',
    });
  }
  const stored = single ? (wavelet.startsWith('coif') ? singleCoiflet : Math.fround) : (c: number): number => c;
  const low = Float64Array.from(rows[0], stored);
  const reconstruction = rows[1] ?? rows[0].toReversed();
  const high = Float64Array.from(reconstruction, (c, k) => (k % 2 === 0 ? -stored(c) : stored(c)));
  return { low, high };
}

/** pywt stores coiflets without their factor √2 and multiplies it in, for float32 in float32. */
function singleCoiflet(c: number): number {
  return Math.fround(Math.fround(c / Math.SQRT2) * Math.fround(Math.SQRT2));
}

/** One axis of one step: which samples go in, which come out, and how. Indices are those of the lengthened axis. */
interface AxisPlan {
  readonly outputs: Int32Array;
  readonly inputs: Int32Array;
  readonly length: number;
  readonly taps: number;
  /** Per output and tap, in the order of summation: position in `inputs`, and the two coefficients. */
  readonly positions: Int32Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

function planAxis(outputs: Int32Array, imageLength: number, filters: Filters | null): AxisPlan {
  const length = imageLength + (imageLength % 2);
  if (!filters) {
    const none = new Float64Array(0);
    return {
      outputs,
      inputs: outputs,
      length: imageLength,
      taps: 0,
      positions: new Int32Array(0),
      low: none,
      high: none,
    };
  }
  const taps = filters.low.length;
  const order = new Int32Array(taps);
  const sources = new Int32Array(outputs.length * taps);
  const low = new Float64Array(sources.length);
  const high = new Float64Array(sources.length);
  for (let o = 0; o < outputs.length; o++) {
    summationOrder(outputs[o] + taps / 2, length, order);
    for (let t = 0; t < taps; t++) {
      const tap = order[t];
      sources[o * taps + t] = modulo(outputs[o] + taps / 2 - tap, length);
      low[o * taps + t] = filters.low[tap];
      high[o * taps + t] = filters.high[tap];
    }
  }
  const inputs = union(sources, new Int32Array(0));
  const place = new Int32Array(length);
  for (let k = 0; k < inputs.length; k++) place[inputs[k]] = k;
  return { outputs, inputs, length, taps, positions: sources.map((index) => place[index]), low, high };
}

/**
 * pywt sums a window that passes the end of the axis (its last index `last` ≥ length) beginning with the wrapped
 * samples from the first one on, i.e. with descending taps; the rest, and every other window, by ascending taps.
 */
function summationOrder(last: number, length: number, order: Int32Array): void {
  const wrapped = Math.max(last - length + 1, 0);
  for (let t = 0; t < order.length; t++) order[t] = t < wrapped ? wrapped - 1 - t : t;
}

function modulo(value: number, length: number): number {
  return ((value % length) + length) % length;
}

function boxIndices(roi: Roi, axis: 0 | 1 | 2): Int32Array {
  return Int32Array.from({ length: roi.extent[axis] }, (_, k) => roi.lower[axis] + k);
}

/** Sorted, without repeats. */
function union(a: Int32Array, b: Int32Array): Int32Array {
  return Int32Array.from(new Set([...a, ...b])).sort();
}

type Samples = Float64Array | Float32Array;

function newSamples(length: number, single: boolean): Samples {
  return single ? new Float32Array(length) : new Float64Array(length);
}

/** The image at the inputs of the first step; index N of an odd axis is its first sample again. */
function sample(image: Volume, plan: readonly AxisPlan[], single: boolean): Samples {
  const { voxels, size } = image;
  const [xs, ys, zs] = plan.map(({ inputs }, axis) => inputs.map((index) => (index === size[axis] ? 0 : index)));
  const data = newSamples(xs.length * ys.length * zs.length, single);
  let at = 0;
  for (let z = 0; z < zs.length; z++) {
    for (let y = 0; y < ys.length; y++) {
      const row = size[0] * (ys[y] + size[1] * zs[z]);
      for (let x = 0; x < xs.length; x++) data[at++] = voxels[row + xs[x]];
    }
  }
  return data;
}

/** All sub-bands of one step, numbered as in `letters`. */
function decompose(data: Samples, plan: readonly AxisPlan[], axes: readonly number[], single: boolean): Samples[] {
  const size = plan.map(({ inputs }) => inputs.length);
  let bands = [data];
  for (const axis of axes) {
    const axisPlan = plan[axis];
    const [inner, outer] = [size.slice(0, axis).reduce(times, 1), size.slice(axis + 1).reduce(times, 1)];
    bands = bands.flatMap((band) => [
      convolve(band, axisPlan, axisPlan.low, inner, outer, single),
      convolve(band, axisPlan, axisPlan.high, inner, outer, single),
    ]);
    size[axis] = axisPlan.outputs.length;
  }
  return bands;
}

function times(a: number, b: number): number {
  return a * b;
}

/** One axis: `inner` values run together in front of it, `outer` blocks behind. */
function convolve(
  from: Samples,
  plan: AxisPlan,
  coefficients: Float64Array,
  inner: number,
  outer: number,
  single: boolean,
) {
  const { taps, positions, inputs, outputs } = plan;
  const to = newSamples(inner * outputs.length * outer, single);
  for (let block = 0; block < outer; block++) {
    const source = block * inner * inputs.length;
    const target = block * inner * outputs.length;
    if (single) convolveSingle(from, source, to, target, plan, coefficients, inner);
    else if (inner === 1) {
      for (let o = 0; o < outputs.length; o++) {
        let sum = 0;
        for (let t = o * taps; t < (o + 1) * taps; t++) sum += coefficients[t] * from[source + positions[t]];
        to[target + o] = sum;
      }
    } else {
      for (let o = 0; o < outputs.length; o++) {
        const row = target + o * inner;
        for (let t = o * taps; t < (o + 1) * taps; t++) {
          const c = coefficients[t];
          const at = source + positions[t] * inner;
          for (let k = 0; k < inner; k++) to[row + k] += c * from[at + k];
        }
      }
    }
  }
  return to;
}

/** As pywt does for float32: product and sum are each rounded to float32. */
function convolveSingle(
  from: Samples,
  source: number,
  to: Samples,
  target: number,
  plan: AxisPlan,
  coefficients: Float64Array,
  inner: number,
): void {
  const { taps, positions, outputs } = plan;
  for (let o = 0; o < outputs.length; o++) {
    const row = target + o * inner;
    for (let t = o * taps; t < (o + 1) * taps; t++) {
      const c = coefficients[t];
      const at = source + positions[t] * inner;
      for (let k = 0; k < inner; k++) to[row + k] += Math.fround(c * from[at + k]);
    }
  }
}

/** The part of a step's output that the next step takes in. */
function restrict(output: Samples, plan: readonly AxisPlan[], next: readonly AxisPlan[]): Samples {
  const [xs, ys, zs] = plan.map(({ outputs }, axis) => {
    const place = new Map(Array.from(outputs, (index, k) => [index, k]));
    return next[axis].inputs.map((index) => place.get(index) ?? 0);
  });
  const [nx, ny] = [plan[0].outputs.length, plan[1].outputs.length];
  const data = newSamples(xs.length * ys.length * zs.length, output instanceof Float32Array);
  let at = 0;
  for (let z = 0; z < zs.length; z++)
    for (let y = 0; y < ys.length; y++)
      for (let x = 0; x < xs.length; x++) data[at++] = output[xs[x] + nx * (ys[y] + ny * zs[z])];
  return data;
}

/** The values at the ROI's voxels. */
function gatherBox(output: Samples, plan: readonly AxisPlan[], roi: Roi): Float64Array {
  const { size, voxels } = roi;
  const [px, py, pz] = plan.map(({ outputs }, axis) => {
    const place = new Int32Array(size[axis] + 1);
    for (let k = 0; k < outputs.length; k++) place[outputs[k]] = k;
    return place;
  });
  const [nx, ny] = [plan[0].outputs.length, plan[1].outputs.length];
  const values = new Float64Array(voxels.length);
  for (let n = 0; n < voxels.length; n++) {
    const x = voxels[n] % size[0];
    const row = (voxels[n] - x) / size[0];
    const y = row % size[1];
    const z = (row - y) / size[1];
    values[n] = output[px[x] + nx * (py[y] + ny * pz[z])];
  }
  return values;
}
