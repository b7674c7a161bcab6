// Zones of equal rank. A voxel is joined to voxels already walked: its left neighbour, and in each earlier row (`rows`,
// offsets of the voxel straight across) the one across, or else the two beside it: were those equal too, they would be
// joined to the one across already. What the left neighbour of the same zone has met need not be met again.
//
// The lower position is the root. `parent` and `size` are u32 over the padded box; afterwards size is the zone's at its
// root. Without `sideways` there are no neighbours along x.
export function labelZones(
  ranks: usize,
  positions: usize,
  count: i32,
  rows: usize,
  rowCount: i32,
  sideways: i32,
  parent: usize,
  size: usize,
): void {
  for (let n = 0; n < count; n++) {
    const p = load<i32>(positions + (<usize>n << 2));
    const own = load<u16>(ranks + (<usize>p << 1));
    let root = p;
    let joined = false;
    store<i32>(parent + (<usize>p << 2), p);
    if (sideways && load<u16>(ranks + (<usize>(p - 1) << 1)) == own) {
      root = find(parent, p - 1);
      joined = true;
    }
    for (let k = 0; k < rowCount; k++) {
      const across = p + load<i32>(rows + (<usize>k << 2));
      const at = ranks + (<usize>across << 1);
      if (load<u16>(at) == own) {
        if (!joined || !sideways) root = join(parent, root, across);
      } else if (sideways) {
        if (!joined && load<u16>(at - 2) == own) root = join(parent, root, across - 1);
        if (load<u16>(at + 2) == own) root = join(parent, root, across + 1);
      }
    }
    store<i32>(parent + (<usize>p << 2), root);
  }
  for (let n = 0; n < count; n++) {
    const p = load<i32>(positions + (<usize>n << 2));
    // A parent lies before its child, so it points at its root by now.
    const root = load<i32>(parent + (<usize>load<i32>(parent + (<usize>p << 2)) << 2));
    store<i32>(parent + (<usize>p << 2), root);
    const cell = size + (<usize>root << 2);
    store<u32>(cell, load<u32>(cell) + 1);
  }
}

// The common root of a root and a voxel.
function join(parent: usize, root: i32, voxel: i32): i32 {
  const other = find(parent, voxel);
  if (other < root) {
    store<i32>(parent + (<usize>root << 2), other);
    return other;
  }
  store<i32>(parent + (<usize>other << 2), root);
  return root;
}

function find(parent: usize, p: i32): i32 {
  let at = p;
  let up = load<i32>(parent + (<usize>at << 2));
  while (up != at) {
    // Halve the path on the way.
    const next = load<i32>(parent + (<usize>up << 2));
    store<i32>(parent + (<usize>at << 2), next);
    at = next;
    up = load<i32>(parent + (<usize>at << 2));
  }
  return at;
}
