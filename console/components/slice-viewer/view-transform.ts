/** Zoom and pan: how millimetres of a plane become pixels of the screen. */
import type { SlicePlane } from './slice-plane.ts';

/** Zoom over the size at which the slice fits; the pan is how far (mm) its middle lies right of and below the screen's. */
export interface View {
  readonly zoom: number;
  readonly pan: readonly [right: number, down: number];
}

export interface Extent {
  readonly width: number;
  readonly height: number;
}

export const WHOLE_SLICE: View = { zoom: 1, pan: [0, 0] };
/** From this zoom on a voxel is a rectangle of one grey: what is seen is what is stored. */
export const NEAREST_FROM = 4;
const LEAST_ZOOM = 0.5;
const MOST_ZOOM = 40;

/** Pixels for each millimetre: the same along columns and rows, so that a circle stays one on a grid of unlike spacings. */
export function pixelsPerMillimetre(plane: SlicePlane, { width, height }: Extent, zoom: number): number {
  return zoom * Math.min(width / (plane.columns * plane.columnSpacing), height / (plane.rows * plane.rowSpacing));
}

/** The upper left corner of the slice on the screen, and its size there. */
export interface Placed {
  readonly left: number;
  readonly top: number;
  /** Pixels for each column and row. */
  readonly column: number;
  readonly row: number;
}

/** Where the slice lies on a screen of this extent. */
export function placeSlice(plane: SlicePlane, extent: Extent, { zoom, pan }: View): Placed {
  const scale = pixelsPerMillimetre(plane, extent, zoom);
  const [column, row] = [plane.columnSpacing * scale, plane.rowSpacing * scale];
  return {
    left: (extent.width - plane.columns * column) / 2 + pan[0] * scale,
    top: (extent.height - plane.rows * row) / 2 + pan[1] * scale,
    column,
    row,
  };
}

/** Pixels of a column and row (centres of voxels are whole numbers). */
export function toScreen({ left, top, column, row }: Placed, c: number, r: number): readonly [number, number] {
  return [left + (c + 0.5) * column, top + (r + 0.5) * row];
}

/** Column and row, continuous, of a pixel. */
export function fromScreen({ left, top, column, row }: Placed, x: number, y: number): readonly [number, number] {
  return [(x - left) / column - 0.5, (y - top) / row - 0.5];
}

/** Zooms by a factor about a pixel, which keeps showing the same place. */
export function zoomed(
  view: View,
  factor: number,
  plane: SlicePlane,
  extent: Extent,
  [x, y]: readonly [number, number] = [extent.width / 2, extent.height / 2],
): View {
  const zoom = Math.max(LEAST_ZOOM, Math.min(MOST_ZOOM, view.zoom * factor));
  const [before, after] = [view.zoom, zoom].map((z) => pixelsPerMillimetre(plane, extent, z));
  const moved = (pixel: number, middle: number, pan: number): number =>
    pan + (pixel - middle) * (1 / after - 1 / before);
  return { zoom, pan: [moved(x, extent.width / 2, view.pan[0]), moved(y, extent.height / 2, view.pan[1])] };
}

/** Moves the slice by pixels. */
export function panned(view: View, plane: SlicePlane, extent: Extent, dx: number, dy: number): View {
  const scale = pixelsPerMillimetre(plane, extent, view.zoom);
  return { ...view, pan: [view.pan[0] + dx / scale, view.pan[1] + dy / scale] };
}
