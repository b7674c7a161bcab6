/** Measures the surface of an ROI: in the kernels if they run, else by their twins. */
import type { Kernels } from '../kernels/kernels.ts';
import type { Workspace } from '../memory/workspace.ts';
import { lineOf, maskOf, padBox, type Roi } from '../roi/roi.ts';
import { type Diameters, diametersInKernels, diametersOf } from './diameters.ts';
import { type Mesh, meshInKernels, meshOf } from './surface.ts';

export interface Surface extends Mesh {
  readonly diameters: Diameters;
}

/** Bytes for each voxel of the box that the kernels take at most: a mask, and of every face a vertex with its marks. */
const BYTES_PER_VOXEL = 64;
/** Kernels read blocks beyond the end of a row. */
const SPARE = 16;

export function measureSurface(roi: Roi, { kernels }: Workspace): Surface {
  const boxed = (roi.extent[0] + 2) * (roi.extent[1] + 2) * (roi.extent[2] + 2);
  if (kernels?.fits(BYTES_PER_VOXEL * boxed)) return measureInKernels(kernels, roi);
  const box = padBox(roi, 1);
  const mask = maskOf(box);
  return { ...meshOf(mask, box, roi.spacing), diameters: diametersOf(mask, box, roi.spacing) };
}

function measureInKernels(kernels: Kernels, roi: Roi): Surface {
  const { inBox, rows, extent, spacing } = roi;
  const [width, height, depth] = extent;
  const strideY = width + 2;
  const strideZ = strideY * (height + 2);
  return kernels.within(() => {
    const mask = kernels.take('u8', strideZ * (depth + 2) + SPARE);
    const spans = kernels.take('i32', 2 * (rows.length - 1));
    const [inside, bounds] = [kernels.view(mask).fill(0), kernels.view(spans)];
    for (let row = 0; row + 1 < rows.length; row++) {
      const from = rows[row];
      const to = rows[row + 1];
      const line = lineOf(inBox[from], extent);
      const y = line % height;
      const ahead = 1 + strideY * (y + 1) + strideZ * ((line - y) / height + 1) - width * line;
      const first = inBox[from] + ahead;
      const end = inBox[to - 1] + ahead + 1;
      bounds[2 * row] = first;
      bounds[2 * row + 1] = end;
      // Most rows have no hole.
      if (end - first === to - from) inside.fill(1, first, end);
      else for (let n = from; n < to; n++) inside[inBox[n] + ahead] = 1;
    }
    const walk = { mask, rows: spans, strideY, strideZ };
    return {
      ...meshInKernels(kernels, walk, depth + 2, spacing),
      diameters: diametersInKernels(kernels, walk, depth + 2, spacing),
    };
  });
}
