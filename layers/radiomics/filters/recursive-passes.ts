import type { Volume } from '@radscore/imaging';
import { type Kernels, kernels } from '../kernels/kernels.ts';
import { filterLines, type RecursiveFilter } from './recursive-gaussian.ts';

/** First index and count along an axis. */
export type Range = readonly [number, number];

/** Lines filtered together: enough to run side by side, few enough for the cache. The kernel has the same number. */
const LANES = 12;

interface Buffer {
  readonly values: Float32Array;
  readonly address: number;
}

/** A block of values, x fastest, and where its first value lies in the image. */
interface Block {
  readonly values: Float64Array | Float32Array;
  readonly address: number;
  readonly ranges: readonly Range[];
}

/**
 * Three recursive passes over the part of an image around an ROI (`near`), each along another axis. A pass runs along
 * the whole line but keeps only the ROI's box (`inside`) of it, so every pass has fewer lines than the one before. The
 * results of several runs are added up.
 */
export class RecursivePasses {
  readonly #inside: readonly Range[];
  readonly #input: Block;
  readonly #buffers: readonly Buffer[];
  readonly #sum: Buffer;
  readonly #kernels: Kernels | null;
  readonly #mark: number;
  readonly #coefficients: number;
  readonly #scratch: number;

  constructor(image: Volume, near: readonly Range[], inside: readonly Range[]) {
    this.#inside = inside;
    const [nx, ny, nz] = near.map(([, count]) => count);
    const [bx, by, bz] = inside.map(([, count]) => count);
    // The largest block after one pass, and after two; the third fits in the first again.
    const sizes = [
      Math.max(bx * ny * nz, nx * by * nz, nx * ny * bz),
      Math.max(bx * by * nz, bx * ny * bz, nx * by * bz),
    ];
    const longest = Math.max(nx, ny, nz);
    const available = kernels();
    const bytes = 8 * nx * ny * nz + 4 * (sizes[0] + sizes[1] + bx * by * bz) + 24 * longest * LANES + 1024;
    this.#kernels = available?.fits(bytes) ? available : null;
    this.#mark = this.#kernels?.mark() ?? 0;
    if (this.#kernels) {
      const k = this.#kernels;
      this.#coefficients = k.take(8 * 20).address;
      this.#scratch = k.take(24 * longest * LANES).address;
      const input = k.take(8 * nx * ny * nz);
      const spans = [...sizes, bx * by * bz].map((size) => k.take(4 * size));
      const [first, second, sum] = spans.map((span) => ({ values: k.f32(span), address: span.address }));
      this.#buffers = [first, second];
      this.#sum = sum;
      this.#input = { values: k.f64(input), address: input.address, ranges: near };
    } else {
      this.#coefficients = 0;
      this.#scratch = 0;
      this.#buffers = sizes.map((size) => ({ values: new Float32Array(size), address: 0 }));
      this.#sum = { values: new Float32Array(bx * by * bz), address: 0 };
      this.#input = { values: new Float64Array(nx * ny * nz), address: 0, ranges: near };
    }
    this.#sum.values.fill(0);
    copyRegion(image, near, this.#input.values);
  }

  /** Filters along the axes of `order` one after the other, and adds the values in the ROI's box times `weight` to the sum. */
  add(order: readonly number[], filters: readonly RecursiveFilter[], weight: number): void {
    let block = this.#input;
    order.forEach((axis, pass) => {
      block = this.#pass(block, filters[pass], axis, this.#buffers[pass % 2]);
    });
    const { values: sum, address } = this.#sum;
    if (this.#kernels) this.#kernels.run.addScaled(address, block.address, sum.length, weight);
    else for (let k = 0; k < sum.length; k++) sum[k] += block.values[k] * weight;
  }

  /** What has been added, in the ROI's box; valid until `release`. */
  get sum(): Float32Array {
    return this.#sum.values;
  }

  #pass(block: Block, filter: RecursiveFilter, axis: number, target: Buffer): Block {
    const [u, v] = [0, 1, 2].filter((other) => other !== axis);
    const ranges = block.ranges.map((range, a) => (a === axis ? this.#inside[axis] : range));
    const from = strides(block.ranges);
    const to = strides(ranges);
    const walk: Walk = {
      along: from[axis],
      across: from[u],
      second: from[v],
      toAlong: to[axis],
      toAcross: to[u],
      toSecond: to[v],
      lines: ranges[u][1],
      rows: ranges[v][1],
      length: block.ranges[axis][1],
      first: this.#inside[axis][0] - block.ranges[axis][0],
      kept: this.#inside[axis][1],
    };
    if (this.#kernels) this.#runKernel(this.#kernels, block, filter, target, walk);
    else filterBlock(block.values, filter, target.values, walk);
    const size = ranges.reduce((product, [, count]) => product * count, 1);
    return { values: target.values.subarray(0, size), address: target.address, ranges };
  }

  #runKernel(k: Kernels, block: Block, filter: RecursiveFilter, target: Buffer, w: Walk): void {
    const { n, m, d, causalEdge, anticausalEdge } = filter;
    const coefficients = [...n, ...m, ...d, ...causalEdge, ...anticausalEdge];
    k.f64({ address: this.#coefficients, length: 8 * 20 }).set(coefficients);
    k.run.filterPass(
      this.#coefficients,
      block.address,
      block.values instanceof Float64Array ? 1 : 0,
      w.along,
      w.across,
      w.second,
      w.lines,
      w.rows,
      w.length,
      target.address,
      w.toAlong,
      w.toAcross,
      w.toSecond,
      w.first,
      w.kept,
      this.#scratch,
    );
  }

  /** Gives the room back; nothing may be read afterwards. */
  release(): void {
    this.#kernels?.release(this.#mark);
  }
}

/** Steps between samples, lines and rows of lines, of source and target, in values. */
interface Walk {
  readonly along: number;
  readonly across: number;
  readonly second: number;
  readonly toAlong: number;
  readonly toAcross: number;
  readonly toSecond: number;
  readonly lines: number;
  readonly rows: number;
  readonly length: number;
  /** The part of each line that is kept. */
  readonly first: number;
  readonly kept: number;
}

function strides(ranges: readonly Range[]): [number, number, number] {
  return [1, ranges[0][1], ranges[0][1] * ranges[1][1]];
}

function copyRegion({ voxels, size }: Volume, [rx, ry, rz]: readonly Range[], to: Float64Array | Float32Array): void {
  let at = 0;
  for (let z = rz[0]; z < rz[0] + rz[1]; z++) {
    for (let y = ry[0]; y < ry[0] + ry[1]; y++) {
      const row = rx[0] + size[0] * (y + size[1] * z);
      for (let x = 0; x < rx[1]; x++) to[at++] = voxels[row + x];
    }
  }
}

/** The TypeScript twin of the kernel `filterPass`. */
function filterBlock(
  source: Float64Array | Float32Array,
  filter: RecursiveFilter,
  target: Float32Array,
  w: Walk,
): void {
  const data = new Float64Array(w.length * LANES);
  const causal = new Float64Array(w.length * LANES);
  const anticausal = new Float64Array(w.length * LANES);
  for (let j = 0; j < w.rows; j++) {
    for (let i = 0; i < w.lines; i += LANES) {
      const lanes = Math.min(LANES, w.lines - i);
      const from = i * w.across + j * w.second;
      for (let s = 0; s < w.length; s++)
        for (let k = 0; k < lanes; k++) data[s * LANES + k] = source[from + s * w.along + k * w.across];
      filterLines(filter, data, causal, anticausal, w.length, LANES);
      const to = i * w.toAcross + j * w.toSecond;
      for (let s = 0; s < w.kept; s++)
        for (let k = 0; k < lanes; k++) target[to + s * w.toAlong + k * w.toAcross] = causal[(w.first + s) * LANES + k];
    }
  }
}
