/** The surface of an ROI: its cells by kind, and the largest distances between the vertices of its mesh. */
// `mask` is the padded box as u8, 1 inside, followed by 16 spare bytes; `spans` are the first and one past the last
// position of each row that holds voxels. Vertices are (x, y, z) in half voxels, i32; see mesh/diameters.ts, the twin.

/** Faces of voxels of the ROI that are those of the ROI. */
export function countFaces(mask: usize, spans: usize, spanCount: i32, strideY: i32, strideZ: i32): i32 {
  let faces = 0;
  for (let row = 0; row < spanCount; row++) {
    const from = load<i32>(spans + ((<usize>row) << 3));
    const to = load<i32>(spans + ((<usize>row) << 3), 4);
    for (let p = from; p < to; p++) {
      const at = mask + <usize>p;
      if (load<u8>(at) === 0) continue;
      const besides = <i32>load<u8>(at - 1) + <i32>load<u8>(at, 1);
      const across = <i32>load<u8>(at - <usize>strideY) + <i32>load<u8>(at + <usize>strideY);
      faces += 6 - besides - across - <i32>load<u8>(at - <usize>strideZ) - <i32>load<u8>(at + <usize>strideZ);
    }
  }
  return faces;
}

/** The midpoints of these faces, from `to` on. */
export function writeVertices(mask: usize, spans: usize, spanCount: i32, strideY: i32, strideZ: i32, to: usize): void {
  const height = strideZ / strideY;
  let next = to;
  for (let row = 0; row < spanCount; row++) {
    const from = load<i32>(spans + ((<usize>row) << 3));
    const end = load<i32>(spans + ((<usize>row) << 3), 4);
    const line = from / strideY;
    const y = 2 * (line % height);
    const z = 2 * (line / height);
    for (let p = from; p < end; p++) {
      const at = mask + <usize>p;
      if (load<u8>(at) === 0) continue;
      const x = 2 * (p - strideY * line);
      if (load<u8>(at, 1) === 0) next = vertex(next, x + 1, y, z);
      if (load<u8>(at - 1) === 0) next = vertex(next, x - 1, y, z);
      if (load<u8>(at + <usize>strideY) === 0) next = vertex(next, x, y + 1, z);
      if (load<u8>(at - <usize>strideY) === 0) next = vertex(next, x, y - 1, z);
      if (load<u8>(at + <usize>strideZ) === 0) next = vertex(next, x, y, z + 1);
      if (load<u8>(at - <usize>strideZ) === 0) next = vertex(next, x, y, z - 1);
    }
  }
}

function vertex(to: usize, x: i32, y: i32, z: i32): usize {
  store<i32>(to, x);
  store<i32>(to, y, 4);
  store<i32>(to, z, 8);
  return to + 12;
}

/**
 * The largest squared distance within planes across the axis `normal`; vertices off the hull of their plane are struck
 * from `alive`. Lines of a plane run along `v`, one for each of `width` places along `u`.
 *
 * @param lowest and `highest`: room for a number of each line of each plane
 * @param chain room for two numbers of each line of a plane
 * @param onHull room for a byte of each vertex
 * @param points room for `farthest`
 */
export function acrossPlanes(
  vertices: usize,
  count: i32,
  alive: usize,
  normal: i32,
  u: i32,
  v: i32,
  planes: i32,
  width: i32,
  half: usize,
  lowest: usize,
  highest: usize,
  chain: usize,
  onHull: usize,
  points: usize,
): f64 {
  const ofNormal = (<usize>normal) << 2;
  const ofU = (<usize>u) << 2;
  const ofV = (<usize>v) << 2;
  const lines = <usize>(planes * width);
  memory.fill(lowest, 0xff, lines << 2);
  memory.fill(highest, 0xff, lines << 2);
  memory.fill(onHull, 0, <usize>count);
  // Of a line the two ends; on the hull there is nothing else.
  for (let i = 0; i < count; i++) {
    const at = vertices + 12 * <usize>i;
    const line = (<usize>(load<i32>(at + ofNormal) * width + load<i32>(at + ofU))) << 2;
    const along = load<i32>(at + ofV);
    const low = load<i32>(lowest + line);
    if (low < 0 || along < load<i32>(vertices + 12 * <usize>low + ofV)) store<i32>(lowest + line, i);
    const high = load<i32>(highest + line);
    if (high < 0 || along > load<i32>(vertices + 12 * <usize>high + ofV)) store<i32>(highest + line, i);
  }
  let best: f64 = 0;
  for (let plane = 0; plane < planes; plane++) {
    const first = (<usize>(plane * width)) << 2;
    const below = lowerChain(vertices, lowest + first, width, 4, chain, 0, ofU, ofV);
    const last = first + ((<usize>(width - 1)) << 2);
    const length = lowerChain(vertices, highest + last, width, -4, chain, below, ofU, ofV);
    for (let k = 0; k < length; k++) store<u8>(onHull + <usize>load<i32>(chain + ((<usize>k) << 2)), 1);
    best = Math.max(best, farthest(vertices, chain, length, half, points));
  }
  for (let i: usize = 0; i < <usize>count; i++) store<u8>(alive + i, load<u8>(alive + i) & load<u8>(onHull + i));
  return best;
}

/** Andrew's monotone chain, as in the twin: written from place `start` of `chain` on; gives where it ends. */
function lowerChain(
  vertices: usize,
  ends: usize,
  lines: i32,
  step: i32,
  chain: usize,
  start: i32,
  ofU: usize,
  ofV: usize,
): i32 {
  let length = start;
  let at = ends;
  for (let line = 0; line < lines; line++, at += <usize>step) {
    const i = load<i32>(at);
    if (i < 0) continue;
    const c = vertices + 12 * <usize>i;
    while (length >= start + 2) {
      const top = chain + ((<usize>length) << 2);
      const a = vertices + 12 * <usize>load<i32>(top - 8);
      const b = vertices + 12 * <usize>load<i32>(top - 4);
      const abU = load<i32>(b + ofU) - load<i32>(a + ofU);
      const abV = load<i32>(b + ofV) - load<i32>(a + ofV);
      const acU = load<i32>(c + ofU) - load<i32>(a + ofU);
      const acV = load<i32>(c + ofV) - load<i32>(a + ofV);
      if (<i64>abU * <i64>acV - <i64>abV * <i64>acU > 0) break;
      length--;
    }
    store<i32>(chain + ((<usize>length) << 2), i);
    length++;
  }
  return length;
}

/**
 * The largest squared distance among the numbered vertices, mm².
 *
 * @param numbers of vertices, i32
 * @param half half of the spacing, three f64
 * @param points room for `count` + 1 numbers of each axis
 */
export function farthest(vertices: usize, numbers: usize, count: i32, half: usize, points: usize): f64 {
  // Two at a time: of an odd number the last stands there twice.
  const pairs = (count + 1) & ~1;
  const size = (<usize>pairs) << 3;
  for (let k = 0; k < pairs; k++) {
    const from = vertices + 12 * <usize>load<i32>(numbers + ((<usize>min(k, count - 1)) << 2));
    const to = points + ((<usize>k) << 3);
    store<f64>(to, <f64>load<i32>(from) * load<f64>(half));
    store<f64>(to + size, <f64>load<i32>(from, 4) * load<f64>(half, 8));
    store<f64>(to + 2 * size, <f64>load<i32>(from, 8) * load<f64>(half, 16));
  }
  let best = f64x2.splat(0);
  for (let i: usize = 0; i < (<usize>count) << 3; i += 8) {
    const x = v128.load64_splat(points + i);
    const y = v128.load64_splat(points + size + i);
    const z = v128.load64_splat(points + 2 * size + i);
    for (let j = i & ~15; j < size; j += 16) {
      const dx = f64x2.sub(v128.load(points + j), x);
      const dy = f64x2.sub(v128.load(points + size + j), y);
      const dz = f64x2.sub(v128.load(points + 2 * size + j), z);
      const distance = f64x2.add(f64x2.add(f64x2.mul(dx, dx), f64x2.mul(dy, dy)), f64x2.mul(dz, dz));
      best = f64x2.pmax(best, distance);
    }
  }
  return Math.max(f64x2.extract_lane(best, 0), f64x2.extract_lane(best, 1));
}

/** The numbers of the vertices that are left, and how many there are. */
export function listAlive(alive: usize, count: i32, numbers: usize): i32 {
  let left = 0;
  for (let i = 0; i < count; i++) {
    if (load<u8>(alive + <usize>i) === 0) continue;
    store<i32>(numbers + ((<usize>left) << 2), i);
    left++;
  }
  return left;
}

/**
 * Counts cells of 2 × 2 × 2 voxels by kind, and gives what their places add to the volume, a whole number.
 *
 * @param normals what a step along x, y and z adds, three i32 of each kind
 * @param counts u32 of each kind, zeros before
 */
export function countCells(mask: usize, strideY: i32, strideZ: i32, depth: i32, normals: usize, counts: usize): f64 {
  const height = strideZ / strideY;
  let moments: i64 = 0;
  for (let z = 0; z + 1 < depth; z++) {
    for (let y = 0; y + 1 < height; y++) {
      const row = mask + <usize>(strideZ * z + strideY * y);
      const across = row + <usize>strideY;
      const behind = row + <usize>strideZ;
      const beyond = behind + <usize>strideY;
      let x: i32 = 0;
      while (x + 1 < strideY) {
        const end = min(x + 16, strideY - 1);
        if (isEmpty(row, across, behind, beyond, x)) {
          x = end;
          continue;
        }
        // The far corners of one cell are the near corners of the next: bits 1,2,5,6 move to 0,3,4,7.
        let near = nearOf(cornersAt(row, across, behind, beyond, x));
        for (; x < end; x++) {
          const far = cornersAt(row, across, behind, beyond, x + 1);
          const cell = near | far;
          near = nearOf(far);
          if (cell === 0 || cell === 255) continue;
          const count = counts + ((<usize>cell) << 2);
          store<u32>(count, load<u32>(count) + 1);
          const normal = normals + 12 * <usize>cell;
          moments += 2 * <i64>(x * load<i32>(normal) + y * load<i32>(normal, 4) + z * load<i32>(normal, 8));
        }
      }
    }
  }
  return <f64>moments;
}

/** Whether no voxel of the cells from `x` to `x + 15` is inside. */
function isEmpty(row: usize, across: usize, behind: usize, beyond: usize, x: i32): bool {
  const at = <usize>x;
  const first = v128.or(
    v128.or(v128.load(row + at), v128.load(across + at)),
    v128.or(v128.load(behind + at), v128.load(beyond + at)),
  );
  if (v128.any_true(first)) return false;
  const last = at + 16;
  return (load<u8>(row + last) | load<u8>(across + last) | load<u8>(behind + last) | load<u8>(beyond + last)) === 0;
}

/** Corners 1, 2, 5 and 6 of the cell before `x`. */
function cornersAt(row: usize, across: usize, behind: usize, beyond: usize, x: i32): i32 {
  const at = <usize>x;
  return (
    ((<i32>load<u8>(row + at)) << 1) |
    ((<i32>load<u8>(across + at)) << 2) |
    ((<i32>load<u8>(behind + at)) << 5) |
    ((<i32>load<u8>(beyond + at)) << 6)
  );
}

function nearOf(far: i32): i32 {
  return ((far & 2) >> 1) | ((far & 4) << 1) | ((far & 32) >> 1) | ((far & 64) << 1);
}
