/** The wavelet filter: sub-bands of the image around the ROI. */
import { InputRefused, type Volume } from '@radscore/imaging';
import type { Workspace } from '../memory/workspace.ts';
import { WAVELET_FAMILIES } from '../numbers/wavelet-families.generated.ts';
import type { Roi } from '../roi/roi.ts';
import { type FilteredImage, gather, type Making } from './filtered.ts';
import { BandSplitter, type Samples, type TapPlan } from './row-convolution.ts';

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
export function waveletImages(
  image: Volume,
  roi: Roi,
  settings: WaveletSettings,
  { isWanted, visit, workspace }: Pick<Making, 'isWanted' | 'visit' | 'workspace'>,
): void {
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

  workspace.within(() => {
    const kind = single ? 'float32' : 'float64';
    const [details, last] = [workspace.f64(roi.voxels.length), workspace.f64(roi.voxels.length)];
    let fill = (input: Samples): void => sample(image, plans[0], input);
    // PyRadiomics yields the last approximation after all details.
    let approximation: FilteredImage | undefined;
    for (const [step, plan] of plans.entries()) {
      const isLast = step + 1 === steps;
      const prefix = waveletPrefix(step - settings.startLevel + 1);
      const nameOf = (band: number): string => `${prefix}-${letters(band, axes.length)}`;
      const isFiltered = (band: number): boolean => band === 0 && !isLast;
      const isNeeded = (band: number): boolean =>
        isFiltered(band) || (step >= settings.startLevel && isWanted(nameOf(band)));
      const look = (band: number, output: Samples): FilteredImage | undefined => {
        if (isFiltered(band)) {
          const next = restrict(output, plan, plans[step + 1]);
          fill = (input) => input.set(next);
          return undefined;
        }
        return { name: nameOf(band), values: gatherBox(output, plan, roi, band === 0 ? last : details), kind };
      };
      const found = (band: number, one: FilteredImage | undefined): void => {
        if (band === 0) approximation = one;
        else if (one) visit(one);
      };
      splitBands(fill, plan, axes, single, { isNeeded, look, found }, workspace);
    }
    if (approximation) visit(approximation);
  });
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
interface AxisPlan extends TapPlan {
  readonly outputs: Int32Array;
  readonly inputs: Int32Array;
}

function planAxis(outputs: Int32Array, imageLength: number, filters: Filters | null): AxisPlan {
  const length = imageLength + (imageLength % 2);
  if (!filters) {
    const none = new Float64Array(0);
    return {
      outputs,
      inputs: outputs,
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
  return { outputs, inputs, taps, positions: sources.map((index) => place[index]), low, high };
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

function newSamples(length: number, single: boolean): Samples {
  return single ? new Float32Array(length) : new Float64Array(length);
}

/** Writes the image at the inputs of the first step; index N of an odd axis is its first sample again. */
function sample(image: Volume, plan: readonly AxisPlan[], to: Samples): void {
  const { voxels, size } = image;
  const [xs, ys, zs] = plan.map(({ inputs }, axis) => inputs.map((index) => (index === size[axis] ? 0 : index)));
  let at = 0;
  for (let z = 0; z < zs.length; z++) {
    for (let y = 0; y < ys.length; y++) {
      const row = size[0] * (ys[y] + size[1] * zs[z]);
      for (let x = 0; x < xs.length; x++) to[at++] = voxels[row + xs[x]];
    }
  }
}

/** What becomes of the sub-bands of a step, numbered as in `letters`. */
interface BandVisitor<T> {
  readonly isNeeded: (band: number) => boolean;
  /** Makes something of a sub-band, whose values are valid until it returns. */
  readonly look: (band: number, output: Samples) => T;
  /** Gets what `look` made, when the sub-band's own memory has been given back. */
  readonly found: (band: number, made: T) => void;
}

/** Computes the needed sub-bands of one step one by one. */
function splitBands<T>(
  fill: (input: Samples) => void,
  plan: readonly AxisPlan[],
  axes: readonly number[],
  single: boolean,
  { isNeeded, look, found }: BandVisitor<T>,
  workspace: Workspace,
): void {
  const shapes = [plan.map(({ inputs }) => inputs.length)];
  for (const axis of axes) {
    const before = shapes[shapes.length - 1];
    shapes.push(before.map((length, a) => (a === axis ? plan[axis].outputs.length : length)));
  }
  const plans = axes.map((axis) => plan[axis]);
  const sizes = shapes.map((shape) => shape.reduce(times, 1));
  workspace.within(() => {
    const splitter = new BandSplitter(plans, sizes, single, fill, workspace);
    const split = (depth: number, band: number): void => {
      const axis = axes[depth];
      const inner = shapes[depth].slice(0, axis).reduce(times, 1);
      const outer = shapes[depth].slice(axis + 1).reduce(times, 1);
      for (const high of [0, 1]) {
        const own = 2 * band + high;
        // The sub-bands that begin with the letters so far.
        const span = 2 ** (axes.length - depth - 1);
        if (!Array.from({ length: span }, (_, k) => own * span + k).some(isNeeded)) continue;
        const pass = high === 0 ? 'low' : 'high';
        if (depth + 1 === axes.length) {
          found(
            own,
            splitter.lastPass(pass, inner, outer, (output) => look(own, output)),
          );
        } else {
          splitter.pass(depth, pass, inner, outer);
          split(depth + 1, own);
        }
      }
    };
    split(0, 0);
  });
}

function times(a: number, b: number): number {
  return a * b;
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

/** Fills in the values at the ROI's voxels. */
function gatherBox(output: Samples, plan: readonly AxisPlan[], roi: Roi, values: Float64Array): Float64Array {
  const { size, voxels } = roi;
  // The last step gives just the box.
  if (plan.every(({ outputs }, axis) => outputs.length === roi.extent[axis])) return gather(output, roi.inBox, values);
  const [px, py, pz] = plan.map(({ outputs }, axis) => {
    const place = new Int32Array(size[axis] + 1);
    for (let k = 0; k < outputs.length; k++) place[outputs[k]] = k;
    return place;
  });
  const [nx, ny] = [plan[0].outputs.length, plan[1].outputs.length];
  for (let n = 0; n < voxels.length; n++) {
    const x = voxels[n] % size[0];
    const row = (voxels[n] - x) / size[0];
    const y = row % size[1];
    const z = (row - y) / size[1];
    values[n] = output[px[x] + nx * (py[y] + ny * pz[z])];
  }
  return values;
}
