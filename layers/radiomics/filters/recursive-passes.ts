/** Recursive filters along the three axes of a block, in the kernels or in TypeScript. */
import type { Volume } from '@radscore/imaging';
import type { Kernels, LineSteps, SampleSpan, Span } from '../kernels/kernels.ts';
import type { Workspace } from '../memory/workspace.ts';
import { filterLines, type RecursiveFilter } from './recursive-gaussian.ts';

/** First index and count along an axis. */
export type Range = readonly [number, number];

/** Lines filtered together: enough to run side by side, few enough for the cache. The kernel has the same number. */
const LANES = 12;

/** Values, and where they lie in kernel memory if kernels run. */
interface Samples<V, E extends 'f32' | 'f64'> {
  readonly values: V;
  readonly span: Span<E> | null;
}
type Buffer = Samples<Float32Array, 'f32'>;

/** A block of values, x fastest, and where its first value lies in the image. */
interface Block extends Samples<Float64Array | Float32Array, 'f32' | 'f64'> {
  readonly ranges: readonly Range[];
}

/** What the kernels need besides the values. */
interface InKernel {
  readonly kernels: Kernels;
  readonly coefficients: Span<'f64'>;
  readonly room: Span<'f64'>;
}

/**
 * Three recursive passes over the part of an image around an ROI (`near`), each along another axis. A pass runs along
 * the whole line but keeps only the ROI's box (`inside`) of it, so every pass has fewer lines than the one before. The
 * results of several runs are added up. What it takes of the workspace it keeps until the caller's scope ends.
 */
export class RecursivePasses {
  readonly #inside: readonly Range[];
  readonly #input: Block;
  readonly #buffers: readonly Buffer[];
  readonly #sum: Buffer;
  readonly #inKernel: InKernel | null;

  constructor(image: Volume, near: readonly Range[], inside: readonly Range[], { kernels }: Workspace) {
    this.#inside = inside;
    const [nx, ny, nz] = near.map(([, count]) => count);
    const [bx, by, bz] = inside.map(([, count]) => count);
    // The largest block after one pass, and after two; the third fits in the first again.
    const sizes = [
      Math.max(bx * ny * nz, nx * by * nz, nx * ny * bz),
      Math.max(bx * by * nz, bx * ny * bz, nx * by * bz),
    ];
    const [inputs, longest, sum] = [nx * ny * nz, Math.max(nx, ny, nz), bx * by * bz];
    const bytes = 8 * inputs + 4 * (sizes[0] + sizes[1] + sum) + 24 * longest * LANES + 1024;
    if (kernels?.fits(bytes)) {
      this.#inKernel = {
        kernels,
        coefficients: kernels.take('f64', 20),
        room: kernels.take('f64', 3 * longest * LANES),
      };
      const input = kernels.take('f64', inputs);
      const spans = [...sizes, sum].map((size) => kernels.take('f32', size));
      // Looked at when all is taken, because memory that grows moves.
      this.#buffers = spans.map((span) => ({ values: kernels.view(span), span }));
      this.#input = { values: kernels.view(input), span: input, ranges: near };
    } else {
      this.#inKernel = null;
      this.#buffers = [...sizes, sum].map((size) => ({ values: new Float32Array(size), span: null }));
      this.#input = { values: new Float64Array(inputs), span: null, ranges: near };
    }
    this.#sum = this.#buffers[2];
    this.#sum.values.fill(0);
    copyRegion(image, near, this.#input.values);
  }

  /** Filters along the axes of `order` one after the other, and adds the values in the ROI's box times `weight` to the sum. */
  add(order: readonly number[], filters: readonly RecursiveFilter[], weight: number): void {
    let [block, last] = [this.#input, this.#buffers[0]];
    order.forEach((axis, pass) => {
      last = this.#buffers[pass % 2];
      block = this.#pass(block, filters[pass], axis, last);
    });
    const { values: sum, span } = this.#sum;
    if (this.#inKernel && span && last.span) this.#inKernel.kernels.addScaled(span, last.span, weight);
    else for (let k = 0; k < sum.length; k++) sum[k] += last.values[k] * weight;
  }

  /** What has been added, in the ROI's box. */
  get sum(): Float32Array {
    return this.#sum.values;
  }

  #pass(block: Block, filter: RecursiveFilter, axis: number, target: Buffer): Block {
    const [u, v] = [0, 1, 2].filter((other) => other !== axis);
    const ranges = block.ranges.map((range, a) => (a === axis ? this.#inside[axis] : range));
    const [from, to] = [strides(block.ranges), strides(ranges)];
    const walk: Walk = {
      from: { along: from[axis], across: from[u], second: from[v] },
      to: { along: to[axis], across: to[u], second: to[v] },
      lines: ranges[u][1],
      rows: ranges[v][1],
      length: block.ranges[axis][1],
      first: this.#inside[axis][0] - block.ranges[axis][0],
      kept: this.#inside[axis][1],
    };
    if (this.#inKernel && block.span && target.span) {
      const { kernels, coefficients, room } = this.#inKernel;
      const { n, m, d, causalEdge, anticausalEdge } = filter;
      kernels.view(coefficients).set([...n, ...m, ...d, ...causalEdge, ...anticausalEdge]);
      const source = block.span as SampleSpan;
      kernels.filterLines({ ...walk, coefficients, source, target: target.span, room });
    } else filterBlock(block.values, filter, target.values, walk);
    return { ...target, ranges };
  }
}

/** Which lines of a block are filtered, and where they go. */
interface Walk {
  readonly from: LineSteps;
  readonly to: LineSteps;
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

/** The TypeScript twin of the kernel's `filterLines`. */
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
      const from = i * w.from.across + j * w.from.second;
      for (let s = 0; s < w.length; s++)
        for (let k = 0; k < lanes; k++) data[s * LANES + k] = source[from + s * w.from.along + k * w.from.across];
      filterLines(filter, data, causal, anticausal, w.length, LANES);
      const to = i * w.to.across + j * w.to.second;
      for (let s = 0; s < w.kept; s++)
        for (let k = 0; k < lanes; k++)
          target[to + s * w.to.along + k * w.to.across] = causal[(w.first + s) * LANES + k];
    }
  }
}
