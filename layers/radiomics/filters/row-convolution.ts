/** One axis of an undecimated transform after the other, in the kernels or in TypeScript. */
import type { Kernels, SampleSpan, Span } from '../kernels/kernels.ts';
import type { Workspace } from '../memory/workspace.ts';

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

/** The tables of a plan in kernel memory. */
interface TapTables {
  readonly positions: Span<'i32'>;
  readonly low: Span<'f64'>;
  readonly high: Span<'f64'>;
}

/**
 * Separable low and high passes over a block, sub-band by sub-band. `sizes[d]` is the number of values before pass d; a
 * stage is overwritten by the next sub-band, so a block needs one buffer per axis however many bands it has, and the last
 * one only while somebody looks at it. What it takes of the workspace it keeps until the caller's scope ends.
 *
 * With float32 every product and every sum is rounded to float32, as pywt does.
 */
export class BandSplitter {
  readonly #stages: readonly Stage[];
  readonly #sizes: readonly number[];
  readonly #plans: readonly TapPlan[];
  readonly #tables: readonly TapTables[];
  readonly #regular: readonly Stretch[];
  readonly #single: boolean;
  readonly #kernels: Kernels | null;

  constructor(
    plans: readonly TapPlan[],
    sizes: readonly number[],
    single: boolean,
    fill: (input: Samples) => void,
    { kernels }: Workspace,
  ) {
    const width = single ? 4 : 8;
    const bytes = sizes.reduce((sum, size) => sum + size * width + 16, 0);
    const tables = plans.reduce((sum, { positions }) => sum + positions.length * 20 + 48, 0);
    this.#kernels = kernels?.fits(bytes + tables) ? kernels : null;
    this.#plans = plans;
    this.#sizes = sizes;
    this.#regular = plans.map(regularStretch);
    this.#single = single;
    const k = this.#kernels;
    this.#tables = !k
      ? []
      : plans.map(({ positions, low, high }) => ({
          positions: k.hold('i32', positions),
          low: k.hold('f64', low),
          high: k.hold('f64', high),
        }));
    this.#stages = sizes.slice(0, -1).map((size) => this.#room(size));
    fill(this.#valuesOf(this.#stages[0]));
  }

  /** Pass `depth`, from stage `depth` into the next. `inner` values run together in front of the axis, `outer` blocks behind. */
  pass(depth: number, band: 'low' | 'high', inner: number, outer: number): void {
    this.#run(depth, band, inner, outer, this.#stages[depth + 1]);
  }

  /** The last pass: `look` gets its values, which are valid until it returns. */
  lastPass<T>(band: 'low' | 'high', inner: number, outer: number, look: (output: Samples) => T): T {
    const depth = this.#plans.length - 1;
    const run = (): T => {
      const stage = this.#room(this.#sizes[depth + 1]);
      this.#run(depth, band, inner, outer, stage);
      return look(this.#valuesOf(stage));
    };
    return this.#kernels ? this.#kernels.within(run) : run();
  }

  #run(depth: number, band: 'low' | 'high', inner: number, outer: number, target: Stage): void {
    const plan = this.#plans[depth];
    const source = this.#stages[depth];
    if (this.#kernels && 'address' in source && 'address' in target) {
      this.#kernels.convolve({
        from: source,
        to: target,
        inner,
        outer,
        inputs: plan.inputs.length,
        outputs: plan.outputs.length,
        taps: plan.taps,
        positions: this.#tables[depth].positions,
        coefficients: this.#tables[depth][band],
        regular: this.#regular[depth],
      });
      return;
    }
    const [inRow, outRow] = [inner * plan.inputs.length, inner * plan.outputs.length];
    const [from, to] = [this.#valuesOf(source), this.#valuesOf(target)];
    const convolve = this.#single ? convolveSingle : convolveDouble;
    for (let block = 0; block < outer; block++) {
      convolve(from, block * inRow, to, block * outRow, plan, plan[band], inner);
    }
  }

  #room(size: number): Stage {
    if (this.#kernels) return this.#single ? this.#kernels.take('f32', size) : this.#kernels.take('f64', size);
    return this.#single ? new Float32Array(size) : new Float64Array(size);
  }

  /** Looked up again each time, because kernel memory moves when it grows. */
  #valuesOf(stage: Stage): Samples {
    if (!('address' in stage)) return stage;
    return (this.#kernels as Kernels).view<'f32' | 'f64'>(stage);
  }
}

type Stage = Samples | SampleSpan;

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
