/**
 * Vertices of a subdivided icosahedron on the sphere, flat (x, y, z). Its orientation is trimesh's: the golden
 * rectangles lie in the coordinate planes, the first in xy.
 */
export function icosphere(subdivisions: number, radius: number): Float64Array {
  const golden = (1 + Math.sqrt(5)) / 2;
  let vertices: number[][] = [];
  for (const axis of [0, 2, 1]) {
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
    const midpoints = new Map<string, number>();
    const midpoint = (a: number, b: number): number => {
      const key = a < b ? `${a} ${b}` : `${b} ${a}`;
      const known = midpoints.get(key);
      if (known !== undefined) return known;
      vertices.push(normalised(vertices[a].map((c, k) => (c + vertices[b][k]) / 2)));
      midpoints.set(key, vertices.length - 1);
      return vertices.length - 1;
    };
    faces = faces.flatMap(([a, b, c]) => {
      const [ab, bc, ca] = [midpoint(a, b), midpoint(b, c), midpoint(c, a)];
      return [
        [a, ab, ca],
        [ab, b, bc],
        [ca, bc, c],
        [ab, bc, ca],
      ];
    });
  }
  return Float64Array.from(vertices.flat(), (c) => c * radius);
}

function normalised(vertex: readonly number[]): number[] {
  const length = Math.sqrt(vertex.reduce((sum, c) => sum + c * c, 0));
  return vertex.map((c) => c / length);
}
