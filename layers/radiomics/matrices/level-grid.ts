import type { Vector3 } from '@radscore/imaging';
import type { GreyLevels } from '../discretise.ts';
import { type PaddedBox, padBox, type Roi } from '../roi.ts';

/** Ranks of grey levels in the padded box of the ROI; 0 outside. Every texture matrix is counted over it. */
export interface LevelGrid {
  readonly box: PaddedBox;
  readonly extent: Vector3;
  readonly spacing: Vector3;
  readonly ranks: Int32Array;
  /** Level number of rank r at `present[r - 1]`, ascending. */
  readonly present: Int32Array;
}

/** The padded box is the same for all image types of an ROI: it is made once and refilled. */
export class LevelGridMaker {
  readonly #roi: Roi;
  readonly #box: PaddedBox;
  readonly #ranks: Int32Array;

  /** `reach` is the longest neighbour step of the settings, in voxels. */
  constructor(roi: Roi, reach: number) {
    this.#roi = roi;
    this.#box = padBox(roi, reach);
    this.#ranks = new Int32Array(this.#box.length);
  }

  /** The grid stays valid until the next call. */
  fill(levels: GreyLevels): LevelGrid {
    const { positions } = this.#box;
    for (let n = 0; n < positions.length; n++) this.#ranks[positions[n]] = levels.ranks[n];
    return {
      box: this.#box,
      extent: this.#roi.extent,
      spacing: this.#roi.spacing,
      ranks: this.#ranks,
      present: levels.present,
    };
  }
}

/** Distance of a step in the padded box. */
export function stepOffset(box: PaddedBox, step: Vector3): number {
  return step[0] + step[1] * box.strideY + step[2] * box.strideZ;
}
