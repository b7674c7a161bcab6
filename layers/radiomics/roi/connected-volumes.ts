/** Counts the parts of an ROI. */
import { lineOf, type Roi } from './roi.ts';

/** Stretches of neighbouring voxels along the rows of an ROI's box. */
interface Runs {
  /** First voxel of each along x, and one past the last. */
  readonly bounds: Int32Array;
  /** Number of runs before each row of the box, and at the end their number. */
  readonly before: Int32Array;
}

/** Number of parts of an ROI that do not touch, not even at a corner (26 neighbours, as ITK's full connectivity). */
export function connectedVolumes(roi: Roi): number {
  const { bounds, before } = runsOf(roi);
  const [, height, depth] = roi.extent;
  const parent = new Int32Array(before[height * depth]);
  for (let run = 0; run < parent.length; run++) parent[run] = run;
  let parts = parent.length;
  for (let z = 0, line = 0; z < depth; z++) {
    for (let y = 0; y < height; y++, line++) {
      if (before[line] === before[line + 1]) continue;
      // Of the rows around, those that come before: each pair of rows is looked at once.
      if (y > 0) parts -= join(bounds, before, parent, line, line - 1);
      if (z === 0) continue;
      if (y > 0) parts -= join(bounds, before, parent, line, line - height - 1);
      parts -= join(bounds, before, parent, line, line - height);
      if (y + 1 < height) parts -= join(bounds, before, parent, line, line - height + 1);
    }
  }
  return parts;
}

/** Joins runs of two rows that touch; gives how many parts became one with another. */
function join(bounds: Int32Array, before: Int32Array, parent: Int32Array, line: number, other: number): number {
  let a = before[line];
  let b = before[other];
  const endA = before[line + 1];
  const endB = before[other + 1];
  let joined = 0;
  while (a < endA && b < endB) {
    // A voxel touches those one step farther on either side.
    if (bounds[2 * a] <= bounds[2 * b + 1] && bounds[2 * b] <= bounds[2 * a + 1]) {
      const rootA = rootOf(parent, a);
      const rootB = rootOf(parent, b);
      if (rootA !== rootB) {
        parent[rootA] = rootB;
        joined++;
      }
    }
    if (bounds[2 * a + 1] < bounds[2 * b + 1]) a++;
    else b++;
  }
  return joined;
}

/** The run that stands for the part of another; paths are halved on the way. */
function rootOf(parent: Int32Array, run: number): number {
  let at = run;
  while (parent[at] !== at) {
    parent[at] = parent[parent[at]];
    at = parent[at];
  }
  return at;
}

function runsOf({ inBox, rows, extent }: Roi): Runs {
  const [width, height, depth] = extent;
  const bounds: number[] = [];
  const before = new Int32Array(height * depth + 1);
  for (let row = 0; row + 1 < rows.length; row++) {
    const first = rows[row];
    const end = rows[row + 1];
    const line = lineOf(inBox[first], extent);
    const start = width * line;
    let begin = first;
    // Most rows have no hole.
    if (inBox[end - 1] - inBox[first] !== end - 1 - first) {
      for (let n = first + 1; n < end; n++) {
        if (inBox[n] === inBox[n - 1] + 1) continue;
        bounds.push(inBox[begin] - start, inBox[n - 1] + 1 - start);
        before[line + 1]++;
        begin = n;
      }
    }
    bounds.push(inBox[begin] - start, inBox[end - 1] + 1 - start);
    before[line + 1]++;
  }
  for (let line = 0; line < height * depth; line++) before[line + 1] += before[line];
  return { bounds: Int32Array.from(bounds), before };
}
