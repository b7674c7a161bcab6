/** What is interpolated along parallel axes, and the two steps of it that the kernel and its twin each have a form of. */
import type { Box } from '../volume/geometry.ts';
import type { Volume } from '../volume/volume.ts';
import type { AxisKernel } from './axis-kernel.ts';

/** How an image becomes values on a grid whose axes are parallel to its own. */
export interface SeparableInterpolation {
  readonly image: Volume;
  /** The part of the image that is looked at. */
  readonly box: Box;
  /** Along x, y and z. Their samples count from the box. */
  readonly kernels: readonly [AxisKernel, AxisKernel, AxisKernel];
  /** Whether the samples along each axis become spline coefficients first. */
  readonly isSpline: boolean;
  /** Whether the values are wanted in single precision. */
  readonly isSingle: boolean;
}

/** Values in rows that lie `pitch` apart. */
export interface Rows {
  readonly values: Float64Array | Float32Array;
  readonly pitch: number;
}

/** What is computed of a slice, and of a block of columns; each result is valid until the next is asked for. */
export interface SeparableSteps {
  /** Interpolates the slice whose first voxel (of the box) lies at `start` along x and y: rows of the result, along x. */
  slice(start: number): Rows & { readonly values: Float64Array };
  /** Room for `count` columns, a row for each slice. */
  block(count: number): Float64Array;
  /** Interpolates the columns of the block that was asked for, and filled, along z. */
  columns(count: number): Rows;
}

/** Columns worked on together: enough to run side by side, few enough for the cache. */
export const COLUMNS = 512;
