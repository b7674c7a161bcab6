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

/**
 * Separable low and high passes over a block, sub-band by sub-band. `sizes[d]` is the number of values before pass d; a
 * stage is overwritten by the next sub-band, so a block needs one buffer per axis however many bands it has, and the last
 * one only while somebody looks at it.
 *
 * With float32 every product and every sum is rounded to float32, as pywt does.
 */
export class BandSplitter {
  readonly #stages: readonly Stage[];
  readonly #sizes: readonly number[];
  readonly #plans: readonly TapPlan[];
  readonly #tables: readonly (readonly number[])[];
  readonly #regular: readonly Stretch[];
  readonly #single: boolean;
  readonly #kernels: Kernels | null;
  readonly #mark: number;

  constructor(plans: readonly TapPlan[], sizes: readonly number[], single: boolean, fill: (input: Samples) => void) {
    const width = single ? 4 : 8;
    const bytes = sizes.reduce((sum, size) => sum + size * width + 16, 0);
    const tables = plans.reduce((sum, { positions }) => sum + positions.length * 20 + 48, 0);
    const available = kernels();
    this.#kernels = available?.fits(bytes + tables) ? available : null;
    this.#mark = this.#kernels?.mark() ?? 0;
    this.#plans = plans;
    this.#sizes = sizes;
    this.#regular = plans.map(regularStretch);
    this.#single = single;
    const held = sizes.slice(0, -1);
    if (this.#kernels) {
      const k = this.#kernels;
      this.#tables = plans.map((plan) => {
        const spans = [k.take(plan.positions.length * 4), k.take(plan.low.length * 8), k.take(plan.high.length * 8)];
        k.i32(spans[0]).set(plan.positions);
        k.f64(spans[1]).set(plan.low);
        k.f64(spans[2]).set(plan.high);
        return spans.map(({ address }) => address);
      });
      this.#stages = held.map((size) => k.take(size * width));
    } else {
      this.#tables = [];
      this.#stages = held.map((size) => this.#room(size));
    }
    fill(this.#valuesOf(this.#stages[0]));
  }

  /** Pass `depth`, from stage `depth` into the next. `inner` values run together in front of the axis, `outer` blocks behind. */
  pass(depth: number, band: 'low' | 'high', inner: number, outer: number): void {
    this.#run(depth, band, inner, outer, this.#stages[depth + 1]);
  }

  /** The last pass: `look` gets its values, which are valid until it returns. */
  lastPass<T>(band: 'low' | 'high', inner: number, outer: number, look: (output: Samples) => T): T {
    const depth = this.#plans.length - 1;
    const size = this.#sizes[depth + 1];
    const mark = this.#kernels?.mark() ?? 0;
    const stage = this.#kernels?.take(size * (this.#single ? 4 : 8)) ?? this.#room(size);
    this.#run(depth, band, inner, outer, stage);
    const found = look(this.#valuesOf(stage));
    this.#kernels?.release(mark);
    return found;
  }

  #run(depth: number, band: 'low' | 'high', inner: number, outer: number, target: Stage): void {
    const plan = this.#plans[depth];
    const source = this.#stages[depth];
    if (this.#kernels && 'address' in source && 'address' in target) {
      const { run } = this.#kernels;
      const kernel = this.#single ? run.convolveSingle : run.convolve;
      const [positions, low, high] = this.#tables[depth];
      const [inputs, outputs] = [plan.inputs.length, plan.outputs.length];
      const coefficients = band === 'low' ? low : high;
      const { first, count } = this.#regular[depth];
      kernel(
        source.address,
        target.address,
        inner,
        outer,
        inputs,
        outputs,
        plan.taps,
        positions,
        coefficients,
        first,
        count,
      );
      return;
    }
    const [inRow, outRow] = [inner * plan.inputs.length, inner * plan.outputs.length];
    const [from, to] = [this.#valuesOf(source), this.#valuesOf(target)];
    const convolve = this.#single ? convolveSingle : convolveDouble;
    for (let block = 0; block < outer; block++) {
      convolve(from, block * inRow, to, block * outRow, plan, plan[band], inner);
    }
  }

  #room(size: number): Samples {
    return this.#single ? new Float32Array(size) : new Float64Array(size);
  }

  /** Looked up anew each time, because kernel memory moves when it grows. */
  #valuesOf(stage: Stage): Samples {
    if (!('address' in stage)) return stage;
    const k = this.#kernels as Kernels;
    return this.#single ? k.f32(stage) : k.f64(stage);
  }

  /** Gives the room back; nothing may be read afterwards. */
  release(): void {
    this.#kernels?.release(this.#mark);
  }
}

type Stage = Samples | Span;

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
