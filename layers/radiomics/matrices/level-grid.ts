import { free, type Vector3 } from '@radscore/imaging';
import { type Kernels, kernels, type Span } from '../kernels/kernels.ts';
import type { GreyLevels } from '../roi/discretise.ts';
import { type PaddedBox, padBox, type Roi } from '../roi/roi.ts';

/** Ranks of grey levels in the padded box of the ROI; 0 outside. Every texture matrix is counted over it. */
export interface LevelGrid {
  readonly box: PaddedBox;
  readonly extent: Vector3;
  readonly spacing: Vector3;
  readonly ranks: Int32Array;
  /** Level number of rank r at `present[r - 1]`, ascending. */
  readonly present: Int32Array;
  /** The same in kernel memory, where kernels can run. */
  readonly resident: ResidentGrid | null;
}

/** A level grid in kernel memory: 16-bit, followed by spare bytes because rows are read in blocks. */
export interface ResidentGrid {
  readonly kernels: Kernels;
  readonly ranks: Span;
  /** Level numbers instead of ranks. */
  readonly levels: Span;
  readonly positions: Span;
  /** First and one past the last position of each row that holds voxels of the ROI. */
  readonly spans: Span;
}

const MAX_LEVEL_16_BIT = 65535;
const SPARE_BYTES = 16;

/** The padded box is the same for all image types of an ROI: it is made once and refilled. */
export class LevelGridMaker {
  readonly #roi: Roi;
  readonly #box: PaddedBox;
  #ranks: Int32Array | undefined;
  readonly #spans: Int32Array;

  /** `reach` is the longest neighbour step of the settings, in voxels. */
  constructor(roi: Roi, reach: number) {
    this.#roi = roi;
    this.#box = padBox(roi, reach);
    this.#spans = rowSpans(this.#box);
  }

  /** Calls `work` with the grid, which is valid until `work` returns. */
  use<T>(levels: GreyLevels, work: (grid: LevelGrid) => T): T {
    const available = kernels();
    const mark = available?.mark() ?? 0;
    let isFilled = false;
    const ranks = (): Int32Array => {
      this.#ranks ??= new Int32Array(this.#box.length);
      if (!isFilled) {
        const { positions } = this.#box;
        for (let n = 0; n < positions.length; n++) this.#ranks[positions[n]] = levels.ranks[n];
        isFilled = true;
      }
      return this.#ranks;
    };
    const grid: LevelGrid = {
      box: this.#box,
      extent: this.#roi.extent,
      spacing: this.#roi.spacing,
      // Kernels have their own: only what runs without them asks for these.
      get ranks() {
        return ranks();
      },
      present: levels.present,
      resident: available && this.#settle(available, levels),
    };
    try {
      return work(grid);
    } finally {
      available?.release(mark);
    }
  }

  /** Gives the memory back; no grid can be made afterwards. */
  release(): void {
    free(this.#box.positions);
    if (this.#ranks) free(this.#ranks);
  }

  #settle(available: Kernels, { ranks, present }: GreyLevels): ResidentGrid | null {
    const { positions, length } = this.#box;
    // Two grids here, and room for the largest table of a kernel: two 32-bit boxes.
    if (present[present.length - 1] > MAX_LEVEL_16_BIT || !available.fits(16 * length + 12 * positions.length))
      return null;
    const grid = {
      kernels: available,
      ranks: available.take(2 * length + SPARE_BYTES),
      levels: available.take(2 * length + SPARE_BYTES),
      positions: available.take(4 * positions.length),
      spans: available.take(4 * this.#spans.length),
    };
    const rankBox = available.u16(grid.ranks).fill(0);
    const levelBox = available.u16(grid.levels).fill(0);
    available.i32(grid.positions).set(positions);
    available.i32(grid.spans).set(this.#spans);
    for (let n = 0; n < positions.length; n++) {
      rankBox[positions[n]] = ranks[n];
      levelBox[positions[n]] = present[ranks[n] - 1];
    }
    return grid;
  }
}

function rowSpans({ positions, rows }: PaddedBox): Int32Array {
  const spans = new Int32Array(2 * (rows.length - 1));
  for (let row = 0; row + 1 < rows.length; row++) {
    spans[2 * row] = positions[rows[row]];
    spans[2 * row + 1] = positions[rows[row + 1] - 1] + 1;
  }
  return spans;
}

/** Distance of a step in the padded box. */
export function stepOffset(box: PaddedBox, step: Vector3): number {
  return step[0] + step[1] * box.strideY + step[2] * box.strideZ;
}
