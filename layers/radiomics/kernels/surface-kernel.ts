/** The compiled kernels of the surface of an ROI, each with a call that names what it hands over. */
import type { Span } from '@radscore/imaging/kernel-memory';

/** What `assembly/surface.ts` exports, by byte address. */
export interface SurfaceExports {
  countFaces(mask: number, spans: number, spanCount: number, strideY: number, strideZ: number): number;
  writeVertices(
    mask: number,
    spans: number,
    spanCount: number,
    strideY: number,
    strideZ: number,
    vertices: number,
  ): void;
  acrossPlanes(
    vertices: number,
    count: number,
    alive: number,
    normal: number,
    u: number,
    v: number,
    planes: number,
    width: number,
    half: number,
    lowest: number,
    highest: number,
    chain: number,
    onHull: number,
    points: number,
  ): number;
  listAlive(alive: number, count: number, numbers: number): number;
  farthest(vertices: number, numbers: number, count: number, half: number, points: number): number;
  countCells(mask: number, strideY: number, strideZ: number, depth: number, normals: number, counts: number): number;
}

/** A padded box, 1 inside the ROI, and the rows of it that hold voxels. */
export interface SurfaceWalk {
  /** Followed by 16 spare bytes. */
  readonly mask: Span<'u8'>;
  /** First and one past the last position of each row, in turn. */
  readonly rows: Span<'i32'>;
  readonly strideY: number;
  readonly strideZ: number;
}

/** Vertices of a mesh, and what it takes to compare their distances. */
export interface MeshVertices {
  /** Half-voxel coordinates (x, y, z) of each. */
  readonly at: Span<'i32'>;
  /** 1 for each that may be one of the farthest. */
  readonly alive: Span<'u8'>;
  /** Half of the spacing along x, y, z. */
  readonly half: Span<'f64'>;
}

/** The planes across an axis, with their lines along `v`, one for each place along `u`. */
export interface PlanesAcross {
  readonly normal: number;
  readonly u: number;
  readonly v: number;
  /** Number of planes, and of lines of each. */
  readonly planes: number;
  readonly width: number;
  /** Room for a number of each line of each plane. */
  readonly lowest: Span<'i32'>;
  readonly highest: Span<'i32'>;
  /** Room for two numbers of each line of a plane. */
  readonly chain: Span<'i32'>;
  /** Room for a byte of each vertex. */
  readonly onHull: Span<'u8'>;
  /** Room for three numbers of each number of `chain`, and of one more. */
  readonly points: Span<'f64'>;
}

/** Calls the kernels of the surface. */
export class SurfaceKernel {
  readonly #run: SurfaceExports;

  constructor(run: SurfaceExports) {
    this.#run = run;
  }

  /** Number of vertices of the mesh. */
  countFaces({ mask, rows, strideY, strideZ }: SurfaceWalk): number {
    return this.#run.countFaces(mask.address, rows.address, rows.length / 2, strideY, strideZ);
  }

  writeVertices({ mask, rows, strideY, strideZ }: SurfaceWalk, vertices: Span<'i32'>): void {
    this.#run.writeVertices(mask.address, rows.address, rows.length / 2, strideY, strideZ, vertices.address);
  }

  /** The largest squared distance within planes; vertices off the hull of their plane are struck from `alive`. */
  acrossPlanes({ at, alive, half }: MeshVertices, planes: PlanesAcross): number {
    return this.#run.acrossPlanes(
      at.address,
      alive.length,
      alive.address,
      planes.normal,
      planes.u,
      planes.v,
      planes.planes,
      planes.width,
      half.address,
      planes.lowest.address,
      planes.highest.address,
      planes.chain.address,
      planes.onHull.address,
      planes.points.address,
    );
  }

  /** Writes the numbers of the vertices that are left, and gives how many there are. */
  listAlive(alive: Span<'u8'>, numbers: Span<'i32'>): number {
    return this.#run.listAlive(alive.address, alive.length, numbers.address);
  }

  /**
   * The largest squared distance (mm²) among the first `count` numbers.
   *
   * @param points room for three numbers of each, and of one more
   */
  farthest({ at, half }: MeshVertices, numbers: Span<'i32'>, count: number, points: Span<'f64'>): number {
    return this.#run.farthest(at.address, numbers.address, count, half.address, points.address);
  }

  /**
   * Counts cells of 2 × 2 × 2 voxels by kind, and gives what their places add to the volume.
   *
   * @param normals what a step along x, y and z adds, three of each of 256 kinds
   * @param counts of each kind, zeros before
   */
  countCells(
    { mask, strideY, strideZ }: Omit<SurfaceWalk, 'rows'>,
    depth: number,
    normals: Span<'i32'>,
    counts: Span<'u32'>,
  ): number {
    return this.#run.countCells(mask.address, strideY, strideZ, depth, normals.address, counts.address);
  }
}
