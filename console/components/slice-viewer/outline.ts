/** The outline of a binary picture along the edges of its voxels. */

/** A closed line: x and y by turns, in voxels; centres of voxels are whole numbers, edges lie between them. */
export type Loop = Float64Array;

/** Which way an edge of the outline runs: right, down, left, up. The region is to the right of it. */
const STEPS = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
] as const;

/**
 * The outline of the region of a picture of `width` × `height` voxels, x fastest; what is not 0 is inside. Outer loops
 * run clockwise on the screen (y down) and holes the other way, so that the areas of all loops add up to the number of
 * voxels. Voxels that touch only at a corner have loops of their own (the region is connected by edges).
 */
export function outlineOf(inside: ArrayLike<number>, width: number, height: number): Loop[] {
  const box = boxOf(inside, width, height);
  if (!box) return [];
  const { left, top, right, bottom } = box;
  const isIn = (x: number, y: number): boolean =>
    x >= left && y >= top && x <= right && y <= bottom && inside[x + width * y] !== 0;
  // Bit d of a corner: an edge leaves it in direction d. Corners are counted within the box, from its upper left one.
  const across = right - left + 2;
  const leaving = new Uint8Array(across * (bottom - top + 2));
  const corner = (x: number, y: number): number => x - left + across * (y - top);
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      if (!inside[x + width * y]) continue;
      if (!isIn(x, y - 1)) leaving[corner(x, y)] |= 1;
      if (!isIn(x + 1, y)) leaving[corner(x + 1, y)] |= 2;
      if (!isIn(x, y + 1)) leaving[corner(x + 1, y + 1)] |= 4;
      if (!isIn(x - 1, y)) leaving[corner(x, y + 1)] |= 8;
    }
  }
  const loops: Loop[] = [];
  for (let at = 0; at < leaving.length; at++) {
    while (leaving[at]) loops.push(followed(leaving, at, across, left, top));
  }
  return loops;
}

/** The columns and rows that the region reaches; undefined if it has no voxel. */
function boxOf(
  inside: ArrayLike<number>,
  width: number,
  height: number,
): { left: number; top: number; right: number; bottom: number } | undefined {
  let [left, right, top, bottom] = [width, -1, height, -1];
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      if (!inside[at]) continue;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      bottom = y;
    }
  }
  return right < 0 ? undefined : { left, top, right, bottom };
}

function followed(leaving: Uint8Array, start: number, width: number, left: number, top: number): Loop {
  const points: number[] = [];
  let at = start;
  let direction = Math.log2(leaving[at] & -leaving[at]);
  let last = -1;
  do {
    if (direction !== last) points.push((at % width) + left - 0.5, Math.floor(at / width) + top - 0.5);
    leaving[at] &= ~(1 << direction);
    last = direction;
    at += STEPS[direction][0] + width * STEPS[direction][1];
    // At a corner that two voxels share, the turn to the right stays with the same voxel.
    const turns = [1, 0, 3];
    const next = turns.map((turn) => (direction + turn) % 4).find((d) => leaving[at] & (1 << d));
    if (next === undefined) break;
    direction = next;
  } while (at !== start);
  return Float64Array.from(points);
}

/** The signed area of a loop, in voxels: positive for outer loops, negative for holes. */
export function areaOf(loop: Loop): number {
  let twice = 0;
  for (let i = 0; i < loop.length; i += 2) {
    const j = (i + 2) % loop.length;
    twice += loop[i] * loop[j + 1] - loop[j] * loop[i + 1];
  }
  return twice / 2;
}
