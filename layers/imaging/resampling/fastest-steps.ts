/** Chooses who interpolates along parallel axes: the compiled kernel where it can, its twin in TypeScript otherwise. */
import type { Workspace } from '../memory/workspace.ts';
import { interpolateSeparably, portableSteps, type TakeRow } from './separable-interpolation.ts';
import { COLUMNS, type SeparableInterpolation } from './separable-steps.ts';
import { splineFits, splineSteps } from './spline-steps.ts';

/** `interpolateSeparably` with the fastest steps there are; the values are the same bits with any. */
export function interpolateFastest(work: SeparableInterpolation, workspace: Workspace, take: TakeRow): void {
  workspace.within(() => {
    const kernel = work.isSpline ? workspace.spline : null;
    if (!kernel || !splineFits(kernel, work, COLUMNS)) {
      interpolateSeparably(work, portableSteps(work), take, workspace);
      return;
    }
    kernel.within(() => interpolateSeparably(work, splineSteps(kernel, work), take, workspace));
  });
}
