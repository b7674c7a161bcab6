/** The pixels of one slice, in the order of the screen. */
import type { Volume } from '@radscore/imaging';
import type { SlicePlane } from './slice-plane.ts';
import { greyOf, type greyTable, packed, type Window } from './window-level.ts';

/**
 * Fills packed pixels (columns × rows of the plane) with one slice.
 *
 * @param table greys of the present window where the type of the voxels has a table
 */
export function fillSlice(
  pixels: Uint32Array,
  { voxels, size }: Volume,
  plane: SlicePlane,
  slice: number,
  window: Window,
  table: ReturnType<typeof greyTable>,
): void {
  const strides = [1, size[0]] as const;
  const { right, down, columns, rows } = plane;
  const across = strides[right.axis] * (right.isReversed ? -1 : 1);
  const along = strides[down.axis] * (down.isReversed ? -1 : 1);
  let start = slice * size[0] * size[1];
  if (right.isReversed) start += strides[right.axis] * (columns - 1);
  if (down.isReversed) start += strides[down.axis] * (rows - 1);
  let at = 0;
  for (let row = 0; row < rows; row++) {
    let from = start + row * along;
    if (table) {
      const { greys, lowest } = table;
      for (let column = 0; column < columns; column++, from += across) pixels[at++] = greys[voxels[from] - lowest];
    } else {
      for (let column = 0; column < columns; column++, from += across)
        pixels[at++] = packed(greyOf(voxels[from], window));
    }
  }
}
