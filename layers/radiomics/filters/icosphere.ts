/** Points spread evenly over a sphere. */
/**
 * Vertices of a subdivided icosahedron on the sphere, flat (x, y, z). Orientation, order and the last bits are trimesh's: sums
 * over vertices depend on the order by a last bit, and whether a sample ties with its centre on the place. The golden
 * rectangles lie in the coordinate planes xy, yz and zx; midpoints follow in the order of their edges, by the later end first.
 */
export function icosphere(subdivisions: number, radius: number): Float64Array {
  const golden = (1 + Math.sqrt(5)) / 2;
  let vertices: number[][] = [];
  for (const axis of [0, 1, 2]) {
    for (const long of [golden, -golden]) {
      for (const short of [-1, 1]) {
        const vertex = [0, 0, 0];
        vertex[axis] = short;
        vertex[(axis + 1) % 3] = long;
        vertices.push(vertex);
      }
    }
  }
  // Neighbours of an icosahedron with these corners are 2 apart, so its faces are the triples that are all 2 apart.
  const adjacent = (a: number, b: number): boolean =>
    Math.abs(vertices[a].reduce((sum, c, k) => sum + (c - vertices[b][k]) ** 2, 0) - 4) < 1e-9;
  let faces: number[][] = [];
  for (let a = 0; a < 12; a++)
    for (let b = a + 1; b < 12; b++)
      for (let c = b + 1; c < 12; c++) if (adjacent(a, b) && adjacent(b, c) && adjacent(a, c)) faces.push([a, b, c]);

  vertices = vertices.map(normalised);
  for (let step = 0; step < subdivisions; step++) {
    const first = vertices.length;
    const code = (a: number, b: number): number => Math.max(a, b) * first + Math.min(a, b);
    const edges = new Set(faces.flatMap(([a, b, c]) => [code(a, b), code(b, c), code(c, a)]));
    const order = [...edges].sort((a, b) => a - b);
    const position = new Map(order.map((edge, k) => [edge, first + k]));
    for (const edge of order) {
      const [a, b] = [vertices[edge % first], vertices[Math.floor(edge / first)]];
      vertices.push(a.map((c, k) => (c + b[k]) / 2));
    }
    const midpoint = (a: number, b: number): number => position.get(code(a, b)) ?? 0;
    faces = faces.flatMap(([a, b, c]) => {
      const [ab, bc, ca] = [midpoint(a, b), midpoint(b, c), midpoint(c, a)];
      return [
        [a, ab, ca],
        [ab, b, bc],
        [ca, bc, c],
        [ab, bc, ca],
      ];
    });
    vertices = vertices.map((vertex) => movedOut(vertex, radius));
  }
  if (subdivisions === 0) vertices = vertices.map((vertex) => movedOut(vertex, radius));
  return Float64Array.from(vertices.flat());
}

/** Onto the sphere by adding what is missing, as trimesh does: a last bit apart from scaling. */
function movedOut(vertex: readonly number[], radius: number): number[] {
  const length = Math.sqrt(vertex.reduce((sum, c) => sum + c * c, 0));
  return vertex.map((c) => c + (c / length) * (radius - length));
}

function normalised(vertex: readonly number[]): number[] {
  const length = Math.sqrt(vertex.reduce((sum, c) => sum + c * c, 0));
  return vertex.map((c) => c / length);
}
