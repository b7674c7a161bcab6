/** The grid of grey levels that every texture matrix is counted over, and its copy in kernel memory. */
import type { Vector3 } from '@radscore/imaging';
import type { Kernels, Span } from '../kernels/kernels.ts';
import type { Workspace } from '../memory/workspace.ts';
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
  /** The same in kernel memory, if kernels can run. */
  readonly resident: ResidentGrid | null;
  /** Where matrices are counted. */
  readonly workspace: Workspace;
}

/** A level grid in kernel memory: 16-bit, followed by spare values because rows are read in blocks. */
export interface ResidentGrid {
  readonly kernels: Kernels;
  readonly ranks: Span<'u16'>;
  /** Level numbers instead of ranks. */
  readonly levels: Span<'u16'>;
  readonly positions: Span<'i32'>;
  /** First and one past the last position of each row that holds voxels of the ROI. */
  readonly rows: Span<'i32'>;
}

const MAX_LEVEL_16_BIT = 65535;
const SPARE = 8;

/** The padded box is the same for all image types of an ROI: it is made once and refilled. */
export class LevelGridMaker {
  readonly #roi: Roi;
  readonly #workspace: Workspace;
  readonly #box: PaddedBox;
  #ranks: Int32Array | undefined;
  readonly #spans: Int32Array;

  /** @param reach the longest neighbour step of the settings, in voxels */
  constructor(roi: Roi, reach: number, workspace: Workspace) {
    this.#roi = roi;
    this.#workspace = workspace;
    this.#box = padBox(roi, reach);
    this.#spans = rowSpans(this.#box);
  }

  /** Calls `work` with the grid, which is valid until `work` returns. */
  use<T>(levels: GreyLevels, work: (grid: LevelGrid) => T): T {
    const workspace = this.#workspace;
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
    const gridWith = (resident: ResidentGrid | null): LevelGrid => ({
      box: this.#box,
      extent: this.#roi.extent,
      spacing: this.#roi.spacing,
      // Kernels have their own: only what runs without them asks for these.
      get ranks() {
        return ranks();
      },
      present: levels.present,
      resident,
      workspace,
    });
    return workspace.within(() => work(gridWith(workspace.kernels && this.#settle(workspace.kernels, levels))));
  }

  #settle(kernels: Kernels, levels: GreyLevels): ResidentGrid | null {
    const { present } = levels;
    const { positions, length } = this.#box;
    // Two grids here, and room for the largest table of a kernel: two 32-bit boxes.
    if (present[present.length - 1] > MAX_LEVEL_16_BIT || !kernels.fits(16 * length + 12 * positions.length))
      return null;
    const grid = {
      kernels,
      ranks: kernels.take('u16', length + SPARE),
      levels: kernels.take('u16', length + SPARE),
      positions: kernels.hold('i32', positions),
      rows: kernels.hold('i32', this.#spans),
    };
    kernels.within(() => {
      // Counted by kernels, they are there already.
      const ranks = levels.resident ?? kernels.hold('i32', levels.ranks);
      const numbers = kernels.hold('i32', present);
      kernels.view(grid.ranks).fill(0);
      kernels.view(grid.levels).fill(0);
      kernels.intensities.settle({
        ranks,
        positions: grid.positions,
        present: numbers,
        rankBox: grid.ranks,
        levelBox: grid.levels,
      });
    });
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
