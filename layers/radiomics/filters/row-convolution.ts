import { type Kernels, kernels, type Span } from '../kernels/kernels.ts';

export type Samples = Float64Array | Float32Array;

/** How the outputs of one axis are summed from its inputs: per output and tap, in the order of summation. */
export interface TapPlan {
  readonly outputs: { readonly length: number };
  readonly inputs: { readonly length: number };
  readonly taps: number;
  readonly positions: Int32Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

interface Stage {
  readonly values: Samples;
  readonly address: number;
}

/**
 * Separable low and high passes over a block, sub-band by sub-band. `sizes[d]` is the number of values before pass d; a
 * stage is overwritten by the next sub-band, so a block needs one buffer per axis however many bands it has.
 *
 * With float32 every product and every sum is rounded to float32, as pywt does.
 */
export class BandSplitter {
  readonly input: Samples;
  readonly #stages: readonly Stage[];
  readonly #plans: readonly TapPlan[];
  readonly #tables: readonly (readonly number[])[];
  readonly #regular: readonly Stretch[];
  readonly #single: boolean;
  readonly #kernels: Kernels | null;
  readonly #mark: number;

  constructor(plans: readonly TapPlan[], sizes: readonly number[], single: boolean) {
    const width = single ? 4 : 8;
    const bytes = sizes.reduce((sum, size) => sum + size * width + 16, 0);
    const tables = plans.reduce((sum, { positions }) => sum + positions.length * 20 + 48, 0);
    const available = kernels();
    this.#kernels = available?.fits(bytes + tables) ? available : null;
    this.#mark = this.#kernels?.mark() ?? 0;
    this.#plans = plans;
    this.#regular = plans.map(regularStretch);
    this.#single = single;
    if (this.#kernels) {
      const k = this.#kernels;
      const spans = sizes.map((size) => k.take(size * width));
      const tableSpans = plans.map((plan) => [
        k.take(plan.positions.length * 4),
        k.take(plan.low.length * 8),
        k.take(plan.high.length * 8),
      ]);
      const view = (span: Span): Samples => (single ? k.f32(span) : k.f64(span));
      this.#stages = spans.map((span) => ({ values: view(span), address: span.address }));
      tableSpans.forEach(([positions, low, high], p) => {
        k.i32(positions).set(plans[p].positions);
        k.f64(low).set(plans[p].low);
        k.f64(high).set(plans[p].high);
      });
      this.#tables = tableSpans.map((spansOfPlan) => spansOfPlan.map(({ address }) => address));
    } else {
      const room = (size: number): Samples => (single ? new Float32Array(size) : new Float64Array(size));
      this.#stages = sizes.map((size) => ({ values: room(size), address: 0 }));
      this.#tables = [];
    }
    this.input = this.#stages[0].values;
  }

  /**
   * Pass `depth`, from stage `depth` into the next, whose values it returns. `inner` values run together in front of the
   * axis, `outer` blocks behind.
   */
  pass(depth: number, band: 'low' | 'high', inner: number, outer: number): Samples {
    const plan = this.#plans[depth];
    const from = this.#stages[depth];
    const to = this.#stages[depth + 1];
    if (this.#kernels) {
      const { run } = this.#kernels;
      const kernel = this.#single ? run.convolveSingle : run.convolve;
      const [positions, low, high] = this.#tables[depth];
      const [inputs, outputs] = [plan.inputs.length, plan.outputs.length];
      const coefficients = band === 'low' ? low : high;
      const { first, count } = this.#regular[depth];
      kernel(from.address, to.address, inner, outer, inputs, outputs, plan.taps, positions, coefficients, first, count);
      return to.values;
    }
    const [inRow, outRow] = [inner * plan.inputs.length, inner * plan.outputs.length];
    for (let block = 0; block < outer; block++) {
      const convolve = this.#single ? convolveSingle : convolveDouble;
      convolve(from.values, block * inRow, to.values, block * outRow, plan, plan[band], inner);
    }
    return to.values;
  }

  /** Gives the room back; nothing may be read afterwards. */
  release(): void {
    this.#kernels?.release(this.#mark);
  }
}

interface Stretch {
  readonly first: number;
  readonly count: number;
}

/** The outputs in the middle: each looks one place further than the one before, with the same coefficients. */
function regularStretch({ outputs, taps, positions, low, high }: TapPlan): Stretch {
  const goesOn = (o: number): boolean => {
    for (let t = o * taps; t < (o + 1) * taps; t++) {
      const isNext = positions[t] === positions[t - taps] + 1;
      if (!isNext || low[t] !== low[t - taps] || high[t] !== high[t - taps]) return false;
    }
    return true;
  };
  let best: Stretch = { first: 0, count: 0 };
  let first = 0;
  for (let o = 1; o <= outputs.length; o++) {
    if (o < outputs.length && goesOn(o)) continue;
    if (o - first > best.count) best = { first, count: o - first };
    first = o;
  }
  return best;
}

function convolveDouble(
  from: Samples,
  source: number,
  to: Samples,
  target: number,
  { taps, positions, outputs }: TapPlan,
  coefficients: Float64Array,
  inner: number,
): void {
  to.fill(0, target, target + inner * outputs.length);
  for (let o = 0; o < outputs.length; o++) {
    const row = target + o * inner;
    for (let t = o * taps; t < (o + 1) * taps; t++) {
      const c = coefficients[t];
      const at = source + positions[t] * inner;
      for (let k = 0; k < inner; k++) to[row + k] += c * from[at + k];
    }
  }
}

function convolveSingle(
  from: Samples,
  source: number,
  to: Samples,
  target: number,
  { taps, positions, outputs }: TapPlan,
  coefficients: Float64Array,
  inner: number,
): void {
  to.fill(0, target, target + inner * outputs.length);
  for (let o = 0; o < outputs.length; o++) {
    const row = target + o * inner;
    for (let t = o * taps; t < (o + 1) * taps; t++) {
      const c = coefficients[t];
      const at = source + positions[t] * inner;
      for (let k = 0; k < inner; k++) to[row + k] += Math.fround(c * from[at + k]);
    }
  }
}
