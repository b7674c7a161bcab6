/** Counts zones of grey levels with a forest of voxels. */
// Zones of equal rank, counted into a table of rank × size. A voxel is joined to voxels already walked: its left neighbour,
// and in each earlier row the one straight across, or else the two beside it: were those equal too, they would be joined to
// the one across already. What a joined voxel has met need not be met again: of the left neighbour all that lies across it,
// of one straight across the rows that lie beside its own.
//
// `rows` holds for each earlier row the offset of the voxel straight across, and a bit for each row of the list that lies
// beside it. Without `sideways` there are no neighbours along x. `parent` and `size` are u32 over the padded box. Zones of
// up to `small` voxels go to table[(rank - 1) * small + size - 1]; of larger ones rank and size are appended to `large`,
// which may lie over `parent`. Gives how many there are.
export function countZones(
  ranks: usize,
  positions: usize,
  count: i32,
  rows: usize,
  rowCount: i32,
  sideways: i32,
  parent: usize,
  size: usize,
  small: i32,
  table: usize,
  large: usize,
): i32 {
  for (let n = 0; n < count; n++) {
    const p = load<i32>(positions + ((<usize>n) << 2));
    const own = load<u16>(ranks + ((<usize>p) << 1));
    let root = p;
    let joinedLeft = false;
    let met = 0;
    store<i32>(parent + ((<usize>p) << 2), p);
    if (sideways && load<u16>(ranks + ((<usize>(p - 1)) << 1)) === own) {
      root = find(parent, p - 1);
      joinedLeft = true;
    }
    for (let k = 0; k < rowCount; k++) {
      const row = rows + ((<usize>k) << 3);
      if (load<i32>(row, 4) & met) continue;
      const across = p + load<i32>(row);
      const at = ranks + ((<usize>across) << 1);
      if (load<u16>(at) === own) {
        if (!joinedLeft) root = join(parent, root, across);
        met |= 1 << k;
      } else if (sideways) {
        if (!joinedLeft && load<u16>(at - 2) === own) root = join(parent, root, across - 1);
        if (load<u16>(at + 2) === own) root = join(parent, root, across + 1);
      }
    }
    store<i32>(parent + ((<usize>p) << 2), root);
  }
  for (let n = 0; n < count; n++) {
    const p = load<i32>(positions + ((<usize>n) << 2));
    // A parent lies before its child, so it points at its root by now.
    const root = load<i32>(parent + ((<usize>load<i32>(parent + ((<usize>p) << 2))) << 2));
    store<i32>(parent + ((<usize>p) << 2), root);
    const cell = size + ((<usize>root) << 2);
    store<u32>(cell, load<u32>(cell) + 1);
  }
  let largeOnes = 0;
  for (let n = 0; n < count; n++) {
    const p = load<i32>(positions + ((<usize>n) << 2));
    const voxels = load<i32>(size + ((<usize>p) << 2));
    if (voxels === 0) continue;
    const rank = <i32>load<u16>(ranks + ((<usize>p) << 1));
    if (voxels <= small) {
      const cell = table + ((<usize>((rank - 1) * small + voxels - 1)) << 2);
      store<u32>(cell, load<u32>(cell) + 1);
    } else {
      store<i32>(large + ((<usize>largeOnes) << 3), rank);
      store<i32>(large + ((<usize>largeOnes) << 3), voxels, 4);
      largeOnes++;
    }
  }
  return largeOnes;
}

// The common root of a root and a voxel.
function join(parent: usize, root: i32, voxel: i32): i32 {
  const other = find(parent, voxel);
  if (other < root) {
    store<i32>(parent + ((<usize>root) << 2), other);
    return other;
  }
  store<i32>(parent + ((<usize>other) << 2), root);
  return root;
}

function find(parent: usize, p: i32): i32 {
  let at = p;
  let up = load<i32>(parent + ((<usize>at) << 2));
  while (up !== at) {
    // Halve the path on the way.
    const next = load<i32>(parent + ((<usize>up) << 2));
    store<i32>(parent + ((<usize>at) << 2), next);
    at = next;
    up = load<i32>(parent + ((<usize>at) << 2));
  }
  return at;
}
